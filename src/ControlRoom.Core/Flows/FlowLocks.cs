using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>
/// How flow commands take what they change: the flow's row is locked first, which lines up everything about one flow, then the version's,
/// which run commands share; only then are both loaded, so that what is decided on is what is there.
/// </summary>
internal static class FlowLocks
{
    public static async Task<Outcome<FlowDefinition>> Flow(this Work work, Guid flowId)
    {
        await work.LockFlows(flowId);
        return await work.Db.Flows.FirstOrDefaultAsync(f => f.Id == flowId && !f.IsDeleted, work.Ct) is { } flow ? flow : Refusal.NotFound("flow", flowId);
    }

    /// <summary>The version with its flow, and the published one of the flow, all locked.</summary>
    public static async Task<Outcome<LockedVersion>> Version(this Work work, Guid flowId, int number)
    {
        var found = await work.Flow(flowId);
        if (!found.Done) return found.Refusal;
        var ids = await work.Db.FlowVersions.Where(v => v.FlowDefinitionId == flowId && (v.VersionNum == number || v.Status == FlowVersionStatus.Published)).Select(v => v.Id).ToListAsync(work.Ct);
        await work.LockFlowVersions(ids);
        var versions = await work.Db.FlowVersions.Where(v => ids.Contains(v.Id)).ToListAsync(work.Ct);
        return versions.FirstOrDefault(v => v.VersionNum == number) is { } version
            ? new LockedVersion(found.Value, version, versions.FirstOrDefault(v => v.Status == FlowVersionStatus.Published))
            : Refusal.NotFound("flow_version", number);
    }

    /// <summary>Gate templates by code.</summary>
    public static async Task<IReadOnlyDictionary<string, GateTemplate>> Templates(this ControlRoomDb db, CancellationToken ct) =>
        (await db.Gates.AsNoTracking().ToListAsync(ct)).ToDictionary(g => g.GateCode, g => g.Template(), StringComparer.Ordinal);

    /// <summary>What the rules ask about a version; the graph is checked only where the answer depends on it.</summary>
    public static async Task<FlowVersionFacts> Facts(this ControlRoomDb db, FlowVersion version, Guid? reviewer, PlantOptions plant, CancellationToken ct) => new(
        version.Status == FlowVersionStatus.Published
            ? await db.Runs.Where(r => r.FlowVersionId == version.Id && (r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold)).Select(r => r.RunCode).Order().ToListAsync(ct)
            : [],
        version.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review ? await db.Mistakes(version, ct) : [], reviewer, plant.FourEyes);

    /// <summary>The full check of the version's graph by what its kind must be.</summary>
    public static async Task<GraphCheck> Check(this ControlRoomDb db, FlowVersion version, CancellationToken ct) => await db.KindOf(version, ct) == FlowKind.Routing
        ? GraphCheck.Of(await db.Findings(version.GraphSchema, ct))
        : GraphCheck.Of(await db.ProcessMistakes(version, ct));

    private static async Task<IReadOnlyList<Refusal>> Mistakes(this ControlRoomDb db, FlowVersion version, CancellationToken ct) => await db.KindOf(version, ct) == FlowKind.Routing
        ? [.. (await db.Findings(version.GraphSchema, ct)).Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Cause)]
        : await db.ProcessMistakes(version, ct);

    /// <summary>A draft is checked against the gates of now, any other against those it was submitted with: those of now may have moved on.</summary>
    private static async Task<IReadOnlyList<Refusal>> ProcessMistakes(this ControlRoomDb db, FlowVersion version, CancellationToken ct)
    {
        var graph = GraphDocument.Parse(version.GraphSchema);
        return GraphRules.OnSubmit(graph, version.Status == FlowVersionStatus.Draft ? await db.Templates(ct) : GateSnapshot.Of(graph));
    }

    private static Task<FlowKind> KindOf(this ControlRoomDb db, FlowVersion version, CancellationToken ct) => db.Flows.Where(f => f.Id == version.FlowDefinitionId).Select(f => f.Kind).FirstAsync(ct);
}

/// <param name="Published">The flow's published version, which may be the version itself.</param>
internal sealed record LockedVersion(FlowDefinition Flow, FlowVersion Version, FlowVersion? Published);
