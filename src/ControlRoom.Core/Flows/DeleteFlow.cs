using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>Takes a flow that nothing was ever made with out of the catalogue; its versions stay readable in the database.</summary>
public sealed record DeleteFlow(Guid FlowId, int? RowVersion = null, string ConfirmedBy = "confirm");

public sealed class DeleteFlowHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public const string Operation = "flow.delete";

    public Task<Outcome<OperationReport>> Handle(DeleteFlow command, Caller caller, CancellationToken ct) =>
        boundary.Do<OperationReport>(caller, Permission.ApproveFlow, async work =>
        {
            var found = await work.Flow(command.FlowId);
            if (!found.Done) return found.Refusal;
            var flow = found.Value;
            if (FlowRules.Seen(command.RowVersion, flow.RowVersion) is { } stale) return stale;
            if (FlowRules.Deletable(flow, await FlowQueries.Use(work.Db, flow.Id, work.Ct)) is { } used) return used;
            var versions = await work.Db.FlowVersions.CountAsync(v => v.FlowDefinitionId == flow.Id, work.Ct);
            flow.Delete(work.Now);
            return OperationReport.Done(plant, Operation, command.ConfirmedBy, flow.Id, flow.NameEn, new Dictionary<string, int> { ["versions"] = versions });
        }, ct);
}
