using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;

namespace ControlRoom.E2E.Browsers;

/// <summary>What a plant needs before its first run, made over REST as JSON, the way another system would.</summary>
public static class Ground
{
    private static readonly (string Code, BufferType Type, LotType[] Allowed, decimal Capacity, decimal Min, decimal Max)[] Buffers =
    [
        ("RAW-001", BufferType.Lk, [LotType.Raw], 2000, 0, 4), ("LK-001", BufferType.Lk, [LotType.Deb, LotType.Bulk], 1500, 1, 4), ("MIX-001", BufferType.Mix, [LotType.Mix], 1200, 2, 4),
        ("SKW15-001", BufferType.Skw15, [LotType.Skw15], 700, 2, 4), ("SKW30-001", BufferType.Skw30, [LotType.Skw30], 600, 2, 4), ("FRZ-001", BufferType.Frz, [LotType.Frz15, LotType.Frz30], 1500, -25, -18),
        ("FG-001", BufferType.Frz, [LotType.Fg15, LotType.Fg30], 1500, -22, -18), ("PAL-001", BufferType.Pal, [LotType.Pal], 2000, -22, -18),
    ];

    /// <summary>The buffers in process order.</summary>
    public static IEnumerable<string> BufferCodes => Buffers.Select(b => b.Code);

    /// <summary>The eight buffers and two suppliers.</summary>
    public static async Task Furnish(WebPlant plant)
    {
        ArgumentNullException.ThrowIfNull(plant);
        using var manager = await plant.As(People.Manager);
        foreach (var (b, position) in Buffers.Select((b, i) => (b, i + 1)))
        {
            (await manager.Post("/api/buffers", new
            {
                BufferCode = b.Code, BufferType = b.Type, AllowedLotTypes = b.Allowed, CapacityKg = b.Capacity, TempMinC = b.Min, TempMaxC = b.Max, NameHu = $"{b.Code} tároló", NameEn = $"{b.Code} store", Position = position,
            })).Must(201);
        }
        await Supplier(plant, "SUP-B", "Bone-in farm", MaterialClass.Meat, Species.Chicken);
        await Supplier(plant, "SUP-D", "Premix works", MaterialClass.Ingredient, null);
    }

    public static async Task Supplier(WebPlant plant, string code, string name, MaterialClass goods, Species? species)
    {
        ArgumentNullException.ThrowIfNull(plant);
        using var manager = await plant.As(People.Manager);
        (await manager.Post("/api/suppliers", new { Code = code, Name = name, Species = species, GoodsClass = goods, Approved = true })).Must(201);
    }

    /// <summary>The graph as JSON, handed in by one manager and approved by another; the id of the published version.</summary>
    public static async Task<Guid> Publish(WebPlant plant, LocalText name, string graph)
    {
        ArgumentNullException.ThrowIfNull(plant);
        using var author = await plant.As(People.Manager);
        using var second = await plant.As(People.SecondManager);
        var flow = (await author.Post("/api/flows", new { Name = name })).Must(201);
        var version = $"/api/flows/{flow.GetProperty("id").GetGuid()}/versions/1";
        var draft = (await author.Get(version)).Must(200);
        var saved = (await author.Put(version, $$"""{"graph_schema":{{graph}},"row_version":{{draft.GetProperty("row_version").GetInt32()}}}""")).Must(200);
        (await author.Post($"{version}/submit", new { RowVersion = saved.GetProperty("row_version").GetInt32() })).Must(200);
        return (await second.Post($"{version}/approve")).Must(200).GetProperty("published").GetProperty("id").GetGuid();
    }

    public static async Task<JsonElement> Ask(WebPlant plant, string path)
    {
        ArgumentNullException.ThrowIfNull(plant);
        using var auditor = await plant.As(People.Auditor);
        return (await auditor.Get(path)).Must(200);
    }
}
