using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>Takes a flow that nothing was ever made with out of the catalogue; its versions stay readable in the database.</summary>
public sealed record DeleteFlow(Guid FlowId, int? RowVersion = null);

public sealed class DeleteFlowHandler(OperationRunner runner)
{
    public Task<Outcome<OperationReport>> Handle(DeleteFlow command, Caller caller, CancellationToken ct) =>
        runner.Answer(new OperationRequest(DeleteFlowOperation.Is, command.FlowId.ToString()) { Confirm = true, SeenVersion = command.RowVersion }, caller, null, ct);
}

public sealed class DeleteFlowOperation : DestructiveOperation
{
    public const string Is = "flow.delete";

    public override string Noun => "flow";
    public override string Verb => "delete";
    public override Permission Permission => Permission.ApproveFlow;
    public override string Entity => EntityTypes.Flow;

    public override SafetyRule Rule => new("any version of the flow was ever PUBLISHED, any run is pinned to one of its versions, or a product or a revision refers to it.",
        "Runs, lots and reports refer to the version they were made with; without its flow nobody could tell what was made.",
        "Counts the flow's versions with a publication date, the runs pinned to them, and the products that are bound to it or have a revision by it. The same rule is an invariant in every environment (R-FLOW-08, FLOW_IN_USE): flows are deleted softly, and a guard refuses to delete the row.",
        "versions", "Deprecate the published version.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Flows.Where(f => !f.IsDeleted).Select(f => new Target { Id = f.Id, Code = f.NameEn, Name = f.NameHu });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        FlowRules.Deletable(await Load(db, target, ct), await FlowQueries.Use(db, target.Id, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var flow = await Load(db, target, ct);
        return FlowRules.Seen(asked.SeenVersion, flow.RowVersion) ?? FlowRules.Deletable(flow, await FlowQueries.Use(db, flow.Id, ct));
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) =>
        Impact.Of(("versions", await db.FlowVersions.CountAsync(v => v.FlowDefinitionId == target.Id, ct)));

    public override Task Lock(Work work, Guid id) => work.LockFlows(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var flow = await work.Db.Flows.FirstAsync(f => f.Id == target.Id, work.Ct);
        flow.Delete(work.Now);
        return Went(await Measure(work.Db, target, work.Ct));
    }

    private static Task<FlowDefinition> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.Flows.AsNoTracking().FirstAsync(f => f.Id == target.Id, ct);
}
