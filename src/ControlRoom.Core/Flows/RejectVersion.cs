using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Sends a version in review back to its author.</summary>
public sealed record RejectVersion(Guid FlowId, int VersionNum, string? Reason, int? RowVersion = null);

public sealed class RejectVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public async Task<Outcome<FlowVersionView>> Handle(RejectVersion command, Caller caller, CancellationToken ct)
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        return await boundary.Do<FlowVersionView>(caller, Permission.ApproveFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, _) = found.Value;
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            var facts = await work.Db.Facts(version, caller.UserId, plant, work.Ct);
            if (FlowVersionRules.WhyNot(version, FlowVersionAction.Reject, facts) is [var refusal, ..]) return refusal;
            version.Reject(caller.UserId, command.Reason!.Trim());
            flow.Touch(work.Now);
            await work.Flush();
            return (await FlowQueries.VersionView(work.Db, flow.Id, version.VersionNum, caller.UserId, plant, work.Ct))!;
        }, ct);
    }
}
