using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>Takes the published version out of use without a successor.</summary>
public sealed record DeprecateVersion(Guid FlowId, int VersionNum, string? Reason = null, int? RowVersion = null);

public sealed class DeprecateVersionHandler(OperationRunner runner, DestructiveOperations operations, Dialect dialect, PlantOptions plant)
{
    public async Task<Outcome<FlowVersionView>> Handle(DeprecateVersion command, Caller caller, CancellationToken ct)
    {
        if (FlowRules.OptionalReason(command.Reason) is { } invalid) return invalid;
        await using var db = dialect.Open();
        var id = await db.FlowVersions.Where(v => v.FlowDefinitionId == command.FlowId && v.VersionNum == command.VersionNum && db.Flows.Any(f => f.Id == v.FlowDefinitionId && !f.IsDeleted)).Select(v => v.Id).FirstOrDefaultAsync(ct);
        var operation = operations.Get<DeprecateVersionOperation>();
        return await runner.One<FlowVersionView>(operation, id, new OperationRequest(operation.Name, id.ToString()) { Reason = command.Reason, SeenVersion = command.RowVersion }, caller,
            async work => (await FlowQueries.VersionView(work.Db, command.FlowId, command.VersionNum, caller.UserId, plant, work.Ct))!, ct);
    }
}

/// <summary>The row stays; no run is pinned to it any more.</summary>
public sealed class DeprecateVersionOperation : DestructiveOperation
{
    public override string Noun => "flow-version";
    public override string Verb => "deprecate";
    public override Permission Permission => Permission.DeprecateFlow;
    public override string Entity => EntityTypes.FlowVersion;
    public override bool Removes => false;

    public override SafetyRule Rule => new("a run in IDLE, RUNNING or HOLD is pinned to it.",
        "A deprecated version never comes back, and a run in hand would go on by a design that is out of use.",
        "Lists the codes of the runs in IDLE, RUNNING and HOLD that are pinned to the version. The same rule is an invariant in every environment (ACTIVE_RUNS), beside the lifecycle: only PUBLISHED becomes DEPRECATED.",
        "runs pinned", "Publish a successor; it deprecates this version itself.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => from v in db.FlowVersions join f in db.Flows on v.FlowDefinitionId equals f.Id
        where !f.IsDeleted select new Target { Id = v.Id, Code = f.NameEn + " v" + v.VersionNum, Name = f.NameHu + " v" + v.VersionNum };

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        FlowVersionRules.NotInUse(await Load(db, target, ct), await ActiveRuns(db, target, ct));

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await Load(db, target, ct);
        if (FlowRules.Seen(asked.SeenVersion, version.RowVersion) is { } stale) return stale;
        return FlowVersionRules.WhyNot(version, FlowVersionAction.Deprecate, new FlowVersionFacts(await ActiveRuns(db, target, ct), [], null, FourEyes: false)) is [var refusal, ..] ? refusal : null;
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Impact.Of(("runs", await db.Runs.CountAsync(r => r.FlowVersionId == target.Id, ct)));

    public override async Task Lock(Work work, Guid id)
    {
        await work.LockFlows(await work.Db.FlowVersions.Where(v => v.Id == id).Select(v => v.FlowDefinitionId).ToListAsync(work.Ct));
        await work.LockFlowVersions(id);
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var version = await work.Db.FlowVersions.FirstAsync(v => v.Id == target.Id, work.Ct);
        version.Deprecate(FlowVersion.Manual, asked.Reason, work.Now);
        (await work.Db.Flows.FirstAsync(f => f.Id == version.FlowDefinitionId, work.Ct)).Touch(work.Now);
        return Went(await Measure(work.Db, target, work.Ct));
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.FlowVersions.AnyAsync(v => v.Id == target.Id && v.Status == FlowVersionStatus.Deprecated && !v.AllowNewJobs, work.Ct);

    private static Task<List<string>> ActiveRuns(ControlRoomDb db, Target target, CancellationToken ct) => db.Runs
        .Where(r => r.FlowVersionId == target.Id && (r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold)).Select(r => r.RunCode).Order().ToListAsync(ct);

    private static Task<FlowVersion> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.FlowVersions.AsNoTracking().FirstAsync(v => v.Id == target.Id, ct);
}
