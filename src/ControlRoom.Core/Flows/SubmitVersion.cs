using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Hands a draft over for review; from here on its graph is frozen and carries the gates as they are now.</summary>
public sealed record SubmitVersion(Guid FlowId, int VersionNum, int? RowVersion = null);

public sealed class SubmitVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public Task<Outcome<FlowVersionView>> Handle(SubmitVersion command, Caller caller, CancellationToken ct) =>
        boundary.Do<FlowVersionView>(caller, Permission.DraftFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, _) = found.Value;
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            var facts = await work.Db.Facts(version, caller.UserId, plant, work.Ct);
            var reasons = FlowVersionRules.WhyNot(version, FlowVersionAction.Submit, facts);
            if (reasons.Count > 0) return version.Status == FlowVersionStatus.Draft ? FlowVersionRules.GraphInvalid(reasons) : reasons[0];
            version.Submit(GateSnapshot.Into(version.GraphSchema, await work.Db.Templates(work.Ct)), caller.UserId);
            flow.Touch(work.Now);
            await work.Flush();
            return (await FlowQueries.VersionView(work.Db, flow.Id, version.VersionNum, caller.UserId, plant, work.Ct))!;
        }, ct);
}
