using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;

namespace ControlRoom.Core.Demo;

/// <summary>What the plant has before its first run: suppliers, buffers, gates, flows (plant specification §7.2–7.6).</summary>
internal static class DemoSeed
{
    private static readonly (string Code, BufferType Type, LotType[] Allowed, decimal Kg, decimal Min, decimal Max, string Hu, string En)[] Buffers =
    [
        ("RAW-001", BufferType.Lk, [LotType.Raw], 2000, 0.0m, 4.0m, "Nyersáru hűtő", "Raw cold store"),
        ("LK-001", BufferType.Lk, [LotType.Deb, LotType.Bulk], 1500, 1.0m, 4.0m, "LK hűtő", "LK chiller"),
        ("MIX-001", BufferType.Mix, [LotType.Mix], 1200, 2.0m, 4.0m, "Keverék hűtő", "Mix chiller"),
        ("SKW15-001", BufferType.Skw15, [LotType.Skw15], 700, 2.0m, 4.0m, "15 kg nyárs hűtő", "15 kg skewer chiller"),
        ("SKW30-001", BufferType.Skw30, [LotType.Skw30], 600, 2.0m, 4.0m, "30 kg nyárs hűtő", "30 kg skewer chiller"),
        ("FRZ-001", BufferType.Frz, [LotType.Frz15, LotType.Frz30], 1500, -25.0m, -18.0m, "Fagyasztó", "Freezer"),
        ("FG-001", BufferType.Frz, [LotType.Fg15, LotType.Fg30], 1500, -22.0m, -18.0m, "Készáru fagyasztó", "Finished goods freezer"),
        ("PAL-001", BufferType.Pal, [LotType.Pal], 2000, -22.0m, -18.0m, "Raklap tároló", "Pallet store"),
    ];

    public static async Task Suppliers(DemoCrew crew)
    {
        foreach (var (code, name, species, goods) in new[]
        {
            ("SUP-A", "Supplier A", (Species?)Species.Chicken, MaterialClass.Meat), ("SUP-B", "Supplier B", Species.Chicken, MaterialClass.Meat),
            ("SUP-C", "Supplier C", Species.Chicken, MaterialClass.Meat), ("SUP-D", "Supplier D", null, MaterialClass.Ingredient),
        })
        {
            await crew.Do(new CreateSupplier(code, name, species, goods, true), crew.Manager, crew.Get<CreateSupplierHandler>().Handle);
        }
    }

    /// <param name="readingPeriod">Seconds between readings: an hour by hand, ten seconds from the simulator.</param>
    public static async Task BuffersOf(DemoCrew crew, int readingPeriod)
    {
        for (var i = 0; i < Buffers.Length; i++)
        {
            var b = Buffers[i];
            var settings = new BufferInput { AllowedLotTypes = b.Allowed, CapacityKg = b.Kg, TempMinC = b.Min, TempMaxC = b.Max, NameHu = b.Hu, NameEn = b.En, ReadingPeriodS = readingPeriod };
            await crew.Do(new CreateBuffer(b.Code, b.Type, settings, Position: i + 1), crew.Manager, crew.Get<CreateBufferHandler>().Handle);
        }
    }

    /// <summary>v1 superseded, v2 published, v3 in draft; the turkey line as a draft with a mistake.</summary>
    /// <returns>The published version.</returns>
    public static async Task<Guid> Flows(DemoCrew crew)
    {
        await DemoCrew.Done(crew.Get<SeedGatesHandler>().Handle(crew.Ct));
        var flow = await crew.Do(new CreateFlow(CanonicalFlow.Name, "15 kg and 30 kg chicken döner, eleven steps"), crew.Operator, crew.Get<CreateFlowHandler>().Handle);
        await Publish(crew, flow.Id, 1, CanonicalFlow.V1);
        crew.Time.Wait(60 * 24 * 4);
        await crew.Do(new CreateVersion(flow.Id), crew.Operator, crew.Get<CreateVersionHandler>().Handle);
        var published = await Publish(crew, flow.Id, 2, CanonicalFlow.V2);
        crew.Time.Wait(60 * 24);
        await crew.Do(new CreateVersion(flow.Id), crew.Operator, crew.Get<CreateVersionHandler>().Handle);
        await Save(crew, flow.Id, 3, CanonicalFlow.V3);
        var turkey = await crew.Do(new CreateFlow(CanonicalFlow.TurkeyName), crew.Operator2, crew.Get<CreateFlowHandler>().Handle);
        await Save(crew, turkey.Id, 1, CanonicalFlow.TurkeyDraft);
        return published;
    }

    private static async Task<Guid> Publish(DemoCrew crew, Guid flow, int number, string graph)
    {
        await Save(crew, flow, number, graph);
        crew.Time.Wait(30);
        await crew.Do(new SubmitVersion(flow, number), crew.Operator, crew.Get<SubmitVersionHandler>().Handle);
        crew.Time.Wait(60);
        return (await crew.Do(new ApproveVersion(flow, number), crew.Manager2, crew.Get<ApproveVersionHandler>().Handle)).Published.Id;
    }

    private static async Task Save(DemoCrew crew, Guid flow, int number, string graph)
    {
        var version = await DemoCrew.Done(crew.Get<FlowQueries>().Version(flow, number, null, crew.Ct));
        using var document = JsonDocument.Parse(graph);
        await crew.Do(new SaveVersionGraph(flow, number, document.RootElement.Clone(), version.RowVersion), crew.Operator, crew.Get<SaveVersionGraphHandler>().Handle, $"graph {flow} {number}");
    }
}
