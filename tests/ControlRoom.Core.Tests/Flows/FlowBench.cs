using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Core.Tests.Flows;

/// <summary>A plant with its gates, and the flow commands in short: drafted by the operator, approved by the manager.</summary>
internal sealed class FlowBench(TestPlant plant) : IAsyncDisposable
{
    public static readonly LocalText Name = new("Próba vonal", "Trial line");
    public const string Reason = "Because the test says so";

    public TestPlant Plant => plant;
    public FlowQueries Queries => plant.Get<FlowQueries>();

    private static CancellationToken Ct => TestPlant.Ct;

    public static async Task<FlowBench> Start(Db db, params string[] settings)
    {
        var plant = await TestPlant.Start(db, settings);
        (await plant.Get<SeedGatesHandler>().Handle(Ct)).Must();
        return new FlowBench(plant);
    }

    public async Task<Guid> Flow(Caller? by = null) => (await Create(by)).Must().Id;

    public Task<Outcome<FlowView>> Create(Caller? by = null, LocalText? name = null) => plant.Get<CreateFlowHandler>().Handle(new CreateFlow(name ?? Name), by ?? plant.Operator, Ct);

    public Task<Outcome<FlowVersionView>> Fork(Guid flow, int? from = null, Caller? by = null) => plant.Get<CreateVersionHandler>().Handle(new CreateVersion(flow, from), by ?? plant.Operator, Ct);

    public Task<Outcome<FlowVersionView>> Save(Guid flow, int number, string graph, int rowVersion, Caller? by = null) =>
        plant.Get<SaveVersionGraphHandler>().Handle(new SaveVersionGraph(flow, number, JsonElement.Parse(graph), rowVersion), by ?? plant.Operator, Ct);

    public async Task<FlowVersionView> Saved(Guid flow, int number, string? graph = null) => (await Save(flow, number, graph ?? CanonicalFlow.V2, (await Version(flow, number)).RowVersion)).Must();

    public Task<Outcome<FlowVersionView>> Submit(Guid flow, int number, Caller? by = null, int? rowVersion = null) => plant.Get<SubmitVersionHandler>().Handle(new SubmitVersion(flow, number, rowVersion), by ?? plant.Operator, Ct);

    public Task<Outcome<Approval>> Approve(Guid flow, int number, Caller? by = null, int? rowVersion = null) => plant.Get<ApproveVersionHandler>().Handle(new ApproveVersion(flow, number, rowVersion), by ?? plant.Manager, Ct);

    public Task<Outcome<FlowVersionView>> Reject(Guid flow, int number, string? reason = Reason, Caller? by = null) => plant.Get<RejectVersionHandler>().Handle(new RejectVersion(flow, number, reason), by ?? plant.Manager, Ct);

    public Task<Outcome<FlowVersionView>> Deprecate(Guid flow, int number, string? reason = null, Caller? by = null) => plant.Get<DeprecateVersionHandler>().Handle(new DeprecateVersion(flow, number, reason), by ?? plant.Admin, Ct);

    public Task<Outcome<Core.Upkeep.OperationReport>> Discard(Guid flow, int number, string? reason = Reason, Caller? by = null) => plant.Get<DiscardVersionHandler>().Handle(new DiscardVersion(flow, number, reason), by ?? plant.Operator, Ct);

    public Task<Outcome<Core.Upkeep.OperationReport>> Delete(Guid flow, Caller? by = null) => plant.Get<DeleteFlowHandler>().Handle(new DeleteFlow(flow), by ?? plant.Manager, Ct);

    public async Task<FlowVersionView> Version(Guid flow, int number, Person? reader = null) => (await Queries.Version(flow, number, reader?.Id, Ct)).Must();

    /// <summary>A flow whose first version is in REVIEW.</summary>
    public async Task<Guid> Submitted()
    {
        var flow = await Flow();
        await Saved(flow, 1);
        (await Submit(flow, 1)).Must();
        return flow;
    }

    /// <summary>A flow whose first version is published; its id.</summary>
    public async Task<(Guid Flow, Guid Version)> Published()
    {
        var flow = await Submitted();
        return (flow, (await Approve(flow, 1)).Must().Published.Id);
    }

    /// <summary>A flow whose version 1 has the status.</summary>
    public async Task<Guid> With(FlowVersionStatus status)
    {
        switch (status)
        {
            case FlowVersionStatus.Draft:
                var flow = await Flow();
                await Saved(flow, 1);
                return flow;
            case FlowVersionStatus.Review: return await Submitted();
            case FlowVersionStatus.Published: return (await Published()).Flow;
            default:
                var (published, _) = await Published();
                (await Deprecate(published, 1)).Must();
                return published;
        }
    }

    /// <summary>Event types of an entity in order.</summary>
    public Task<List<string?>> Trail(Guid entity) => plant.Column<string>($"SELECT event_type FROM audit_events WHERE entity_id = {entity} ORDER BY id");

    public ValueTask DisposeAsync() => plant.DisposeAsync();
}
