using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>Publishes a reviewed version; the one published before it is deprecated with it.</summary>
public sealed record ApproveVersion(Guid FlowId, int VersionNum, int? RowVersion = null);

/// <param name="DeprecatedVersion">The version that was published until now.</param>
public sealed record Approval(FlowVersionView Published, FlowVersionRow? DeprecatedVersion);

public sealed class ApproveVersionHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public Task<Outcome<Approval>> Handle(ApproveVersion command, Caller caller, CancellationToken ct) =>
        boundary.Do<Approval>(caller, Permission.ApproveFlow, async work =>
        {
            var found = await work.Version(command.FlowId, command.VersionNum);
            if (!found.Done) return found.Refusal;
            var (flow, version, before) = found.Value;
            if (FlowRules.Seen(command.RowVersion, version.RowVersion) is { } stale) return stale;
            var facts = await work.Db.Facts(version, caller.UserId, plant, work.Ct);
            var reasons = FlowVersionRules.WhyNot(version, FlowVersionAction.Approve, facts);
            if (reasons.FirstOrDefault(r => r.Kind != RefusalKind.Invalid) is { } refusal) return refusal;
            if (reasons.Count > 0) return FlowVersionRules.GraphInvalid(reasons);

            before?.Deprecate("SUPERSEDED", null, work.Now);
            // At no instant may two versions of a flow be published, not even inside the transaction.
            await work.Flush();
            version.Approve(caller.UserId, work.Now);
            flow.Touch(work.Now);
            await work.Flush();
            var rows = await FlowQueries.VersionRows(work.Db, flow.Id, work.Ct);
            return new Approval((await FlowQueries.VersionView(work.Db, flow.Id, version.VersionNum, caller.UserId, plant, work.Ct))!, rows.FirstOrDefault(r => r.Id == before?.Id));
        }, ct);
}
