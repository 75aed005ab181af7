using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Takes the published version out of use without a successor.</summary>
public sealed record DeprecateVersion(Guid FlowId, int VersionNum, string? Reason = null, int? RowVersion = null);

public sealed class DeprecateVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public async Task<Outcome<FlowVersionView>> Handle(DeprecateVersion command, Caller caller, CancellationToken ct)
    {
        if (FlowRules.OptionalReason(command.Reason) is { } invalid) return invalid;
        return await boundary.Do<FlowVersionView>(caller, Permission.DeprecateFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, _) = found.Value;
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            var facts = await work.Db.Facts(version, caller.UserId, plant, work.Ct);
            if (FlowVersionRules.WhyNot(version, FlowVersionAction.Deprecate, facts) is [var refusal, ..]) return refusal;
            version.Deprecate("MANUAL", command.Reason?.Trim(), work.Now);
            flow.Touch(work.Now);
            await work.Flush();
            return (await FlowQueries.VersionView(work.Db, flow.Id, version.VersionNum, caller.UserId, plant, work.Ct))!;
        }, ct);
    }
}
