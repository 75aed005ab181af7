using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>Throws a draft away; the trail keeps its graph.</summary>
public sealed record DiscardVersion(Guid FlowId, int VersionNum, string? Reason, int? RowVersion = null, bool DryRun = false);

public sealed class DiscardVersionHandler(OperationRunner runner, Dialect dialect)
{
    /// <summary>The reason is the confirmation.</summary>
    public async Task<Outcome<OperationReport>> Handle(DiscardVersion command, Caller caller, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var id = await db.FlowVersions.Where(v => v.FlowDefinitionId == command.FlowId && v.VersionNum == command.VersionNum && db.Flows.Any(f => f.Id == v.FlowDefinitionId && !f.IsDeleted)).Select(v => v.Id).FirstOrDefaultAsync(ct);
        // A repeat of the intention finds its answer although the version is gone.
        var request = new OperationRequest(DiscardVersionOperation.Is, id.ToString()) { Confirm = true, Reason = command.Reason, SeenVersion = command.RowVersion, DryRun = command.DryRun };
        return await runner.Answer(request, caller, null, ct);
    }
}

public sealed class DiscardVersionOperation : DestructiveOperation
{
    public const string Is = "flow_version.discard";

    /// <summary>Somebody who saved so recently is still at it.</summary>
    public static readonly TimeSpan StillEditing = TimeSpan.FromMinutes(15);

    public override string Noun => "flow-version";
    public override string Verb => "discard";
    public override Permission Permission => Permission.DraftFlow;
    public override string Entity => EntityTypes.FlowVersion;
    public override bool NeedsReason => true;

    public override SafetyRule Rule => new("its status is not DRAFT, or somebody else saved it in the last 15 minutes.",
        "What was reviewed or published is evidence, and nobody's work of this hour is thrown away under their hands.",
        "Reads the version's status, and the trail for a FLOW_VERSION_SAVED of another user in the last 15 minutes. In every environment only a DRAFT goes (VERSION_NOT_DRAFT, and a guard), and only by its author or an administrator (NOT_YOUR_DRAFT).",
        "nodes and edges", "Reject the version instead, or leave the draft.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => from v in db.FlowVersions join f in db.Flows on v.FlowDefinitionId equals f.Id
        where !f.IsDeleted select new Target { Id = v.Id, Code = f.NameEn + " v" + v.VersionNum, Name = f.NameHu + " v" + v.VersionNum };

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        if (FlowVersionRules.Discardable(await Load(db, target, ct)) is { } refusal) return refusal;
        var since = asked.At - StillEditing;
        var other = await (from e in db.AuditEvents where e.EntityId == target.Id && e.EventType == "FLOW_VERSION_SAVED" && e.UserId != asked.By.UserId && e.CreatedAt > since
            join u in db.Users on e.UserId equals u.Id orderby e.Id descending select u.FullName).FirstOrDefaultAsync(ct);
        return other is null ? null : Refusal.Conflict("VERSION_BEING_EDITED").With("user", other);
    }

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await Load(db, target, ct);
        if (asked.By.Role != Role.Admin && version.CreatedBy != asked.By.UserId) return Refusal.NotAllowed("NOT_YOUR_DRAFT").With("version", version.VersionNum);
        return FlowRules.Seen(asked.SeenVersion, version.RowVersion) ?? FlowVersionRules.Discardable(version);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Parts(await Load(db, target, ct));

    public override async Task Lock(Work work, Guid id)
    {
        await work.LockFlows(await work.Db.FlowVersions.Where(v => v.Id == id).Select(v => v.FlowDefinitionId).ToListAsync(work.Ct));
        await work.LockFlowVersions(id);
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var version = await work.Db.FlowVersions.FirstAsync(v => v.Id == target.Id, work.Ct);
        work.Record(version.Discarded(asked.Reason));
        work.Db.FlowVersions.Remove(version);
        (await work.Db.Flows.FirstAsync(f => f.Id == version.FlowDefinitionId, work.Ct)).Touch(work.Now);
        return Went(Parts(version));
    }

    private static IReadOnlyDictionary<string, Amount> Parts(FlowVersion version)
    {
        var graph = GraphDocument.Parse(version.GraphSchema);
        return Impact.Of(("nodes", graph.Nodes.Length), ("edges", graph.Edges.Length));
    }

    private static Task<FlowVersion> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.FlowVersions.AsNoTracking().FirstAsync(v => v.Id == target.Id, ct);
}
