using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
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
    public static async Task<FlowVersionFacts> Facts(this ControlRoomDb db, FlowVersion version, Guid? reviewer, PlantOptions plant, CancellationToken ct) => version.Status switch
    {
        FlowVersionStatus.Draft => new([], GraphRules.OnSubmit(GraphDocument.Parse(version.GraphSchema), await db.Templates(ct)), reviewer, plant.FourEyes),
        FlowVersionStatus.Review => new([], Resubmitted(GraphDocument.Parse(version.GraphSchema)), reviewer, plant.FourEyes),
        FlowVersionStatus.Published => new(
            await db.Runs.Where(r => r.FlowVersionId == version.Id && (r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold)).Select(r => r.RunCode).Order().ToListAsync(ct),
            [], reviewer, plant.FourEyes),
        _ => new([], [], reviewer, plant.FourEyes),
    };

    /// <summary>Checked again against the gates it was submitted with: those of now may have moved on.</summary>
    private static IReadOnlyList<Refusal> Resubmitted(GraphDocument graph) => GraphRules.OnSubmit(graph, GateSnapshot.Of(graph));
}

/// <param name="Published">The flow's published version, which may be the version itself.</param>
internal sealed record LockedVersion(FlowDefinition Flow, FlowVersion Version, FlowVersion? Published);
