using System.Text.Json;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tests.Flows;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Core.Tests.Routing;

/// <summary>A plant with the work centres and teams that the workshop's own graphs name.</summary>
internal sealed class RouteBench(TestPlant plant) : IAsyncDisposable
{
    public FlowBench Flows { get; } = new(plant);

    public TestPlant Plant => plant;

    public static async Task<RouteBench> Start(Db db)
    {
        var plant = await TestPlant.Start(db);
        foreach (var code in (string[])["SAW-1", "BEND-1", "LAS-1", "WELD-2", "BATH-1", "PACK-1", "LBL-1"])
            (await plant.Get<CreateWorkCenterHandler>().Handle(new CreateWorkCenter(code, new LocalText(code, code)), plant.Manager, TestPlant.Ct)).Must();
        foreach (var code in (string[])["CUTTING", "WELDING"]) (await plant.Get<CreateTeamHandler>().Handle(new CreateTeam(code, new LocalText(code, code)), plant.Manager, TestPlant.Ct)).Must();
        return new RouteBench(plant);
    }

    public Task<Outcome<FlowView>> Create(string? code, FlowKind kind = FlowKind.Routing) => plant.Get<CreateFlowHandler>().Handle(new CreateFlow(new LocalText("Útvonal", "Route"), null, kind, code), plant.Operator, TestPlant.Ct);

    public Task<Outcome<FlowVersionView>> Save(Guid flow, string graph, int rowVersion = 1) =>
        plant.Get<SaveVersionGraphHandler>().Handle(new SaveVersionGraph(flow, 1, JsonElement.Parse(graph), rowVersion), plant.Operator, TestPlant.Ct);

    /// <summary>A flow whose first version, the rack's graph, is published.</summary>
    public async Task<Guid> Published(string code = "RG-SR40", string graph = StandardRoutes.Rack)
    {
        var flow = (await Create(code)).Must().Id;
        (await Save(flow, graph)).Must();
        (await Flows.Submit(flow, 1)).Must();
        (await Flows.Approve(flow, 1)).Must();
        return flow;
    }

    /// <summary>A second version of the same graph, published over the first.</summary>
    public async Task Superseded(Guid flow)
    {
        (await Flows.Fork(flow)).Must();
        (await Flows.Submit(flow, 2)).Must();
        (await Flows.Approve(flow, 2)).Must();
    }

    public ValueTask DisposeAsync() => plant.DisposeAsync();
}
