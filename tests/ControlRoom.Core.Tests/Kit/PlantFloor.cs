using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using Microsoft.Extensions.DependencyInjection;

namespace ControlRoom.Tests.Kit;

/// <summary>What stands in a plant before the first run: gates, the published standard line, suppliers SUP-A to SUP-D and the eight buffers.</summary>
public sealed record PlantFloor(Guid FlowId, Guid FlowVersionId, IReadOnlyDictionary<string, Guid> Suppliers, IReadOnlyDictionary<string, Guid> Buffers)
{
    private sealed record Place(string Code, BufferType Type, LotType[] Allowed, decimal CapacityKg, decimal MinC, decimal MaxC);

    /// <summary>The buffers in the order walls draw them.</summary>
    private static readonly Place[] Places =
    [
        new("RAW-001", BufferType.Lk, [LotType.Raw], 2000, 0.0m, 4.0m),
        new("LK-001", BufferType.Lk, [LotType.Deb, LotType.Bulk], 1500, 1.0m, 4.0m),
        new("MIX-001", BufferType.Mix, [LotType.Mix], 1200, 2.0m, 4.0m),
        new("SKW15-001", BufferType.Skw15, [LotType.Skw15], 700, 2.0m, 4.0m),
        new("SKW30-001", BufferType.Skw30, [LotType.Skw30], 600, 2.0m, 4.0m),
        new("FRZ-001", BufferType.Frz, [LotType.Frz15, LotType.Frz30], 1500, -25.0m, -18.0m),
        new("FG-001", BufferType.Frz, [LotType.Fg15, LotType.Fg30], 1500, -22.0m, -18.0m),
        new("PAL-001", BufferType.Pal, [LotType.Pal], 2000, -22.0m, -18.0m),
    ];

    public static IReadOnlyList<string> BufferCodes { get; } = [.. Places.Select(p => p.Code)];

    /// <summary>Where lots of a type are kept; shipments leave.</summary>
    public static string StoreOf(LotType type) => Places.First(p => p.Allowed.Contains(type)).Code;

    public static async Task<PlantFloor> Furnish(IServiceProvider services)
    {
        (await services.GetRequiredService<SeedGatesHandler>().Handle(TestPlant.Ct)).Must();
        var suppliers = await Supply(services.GetRequiredService<TransactionBoundary>());
        var buffers = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var place in Places) buffers[place.Code] = await Build(services, place);
        var (flow, version) = await Publish(services, CanonicalFlow.Name, CanonicalFlow.V2);
        return new PlantFloor(flow, version, suppliers, buffers);
    }

    /// <summary>A new flow with the graph as its first version, submitted by an operator and approved by a manager.</summary>
    public static async Task<(Guid FlowId, Guid VersionId)> Publish(IServiceProvider services, LocalText name, string graph)
    {
        var flow = (await services.GetRequiredService<CreateFlowHandler>().Handle(new CreateFlow(name), People.Operator.Call(), TestPlant.Ct)).Must();
        return (flow.Id, await Publish(services, flow.Id, 1, 1, graph));
    }

    /// <summary>Another version of a flow; the one before is deprecated with it.</summary>
    public static async Task<Guid> PublishNext(IServiceProvider services, Guid flowId, string graph)
    {
        var draft = (await services.GetRequiredService<CreateVersionHandler>().Handle(new CreateVersion(flowId), People.Operator.Call(), TestPlant.Ct)).Must();
        return await Publish(services, flowId, draft.VersionNum, draft.RowVersion, graph);
    }

    private static async Task<Guid> Publish(IServiceProvider services, Guid flowId, int number, int rowVersion, string graph)
    {
        var schema = JsonDocument.Parse(graph).RootElement;
        (await services.GetRequiredService<SaveVersionGraphHandler>().Handle(new SaveVersionGraph(flowId, number, schema, rowVersion), People.Operator.Call(), TestPlant.Ct)).Must();
        (await services.GetRequiredService<SubmitVersionHandler>().Handle(new SubmitVersion(flowId, number), People.Operator.Call(), TestPlant.Ct)).Must();
        return (await services.GetRequiredService<ApproveVersionHandler>().Handle(new ApproveVersion(flowId, number), People.Manager.Call(), TestPlant.Ct)).Must().Published.Id;
    }

    private static async Task<IReadOnlyDictionary<string, Guid>> Supply(TransactionBoundary boundary)
    {
        Supplier[] all = [];
        (await boundary.Do<bool>(People.Manager.Call(), Permission.ManageMasterData, work =>
        {
            all =
            [
                Supplier.Create(work.NewId(), "SUP-A", "Supplier A", Species.Chicken, MaterialClass.Meat, approved: true, work.Now),
                Supplier.Create(work.NewId(), "SUP-B", "Supplier B", Species.Chicken, MaterialClass.Meat, approved: true, work.Now),
                Supplier.Create(work.NewId(), "SUP-C", "Supplier C", Species.Chicken, MaterialClass.Meat, approved: true, work.Now),
                Supplier.Create(work.NewId(), "SUP-D", "Supplier D", null, MaterialClass.Ingredient, approved: true, work.Now),
                Supplier.Create(work.NewId(), "SUP-T", "Turkey farm", Species.Turkey, MaterialClass.Meat, approved: true, work.Now),
                Supplier.Create(work.NewId(), "SUP-X", "Not approved yet", Species.Chicken, MaterialClass.Meat, approved: false, work.Now),
            ];
            work.Db.Suppliers.AddRange(all);
            return Task.FromResult<Outcome<bool>>(true);
        }, TestPlant.Ct)).Must();
        return all.ToDictionary(s => s.Code, s => s.Id, StringComparer.Ordinal);
    }

    private static async Task<Guid> Build(IServiceProvider services, Place place)
    {
        var settings = new BufferInput
        {
            AllowedLotTypes = place.Allowed, CapacityKg = place.CapacityKg, TempMinC = place.MinC, TempMaxC = place.MaxC, NameHu = $"{place.Code} tároló", NameEn = $"{place.Code} store",
        };
        var command = new CreateBuffer(place.Code, place.Type, settings, Position: Array.IndexOf(Places, place) + 1);
        return (await services.GetRequiredService<CreateBufferHandler>().Handle(command, People.Manager.Call(), TestPlant.Ct)).Must().Id;
    }
}
