using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>A new flow with its first, empty draft.</summary>
public sealed record CreateFlow(LocalText? Name, string? Description = null);

public sealed class CreateFlowHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<FlowView>> Handle(CreateFlow command, Caller caller, CancellationToken ct)
    {
        if (FlowRules.Texts(command.Name, command.Description) is { } invalid) return invalid;
        return await boundary.Do<FlowView>(caller, Permission.DraftFlow, async work =>
        {
            var flow = FlowDefinition.Create(work.NewId(), FlowKind.Process, command.Name!.Hu.Trim(), command.Name.En.Trim(), command.Description?.Trim(), caller.UserId, work.Now);
            work.Db.Flows.Add(flow);
            work.Db.FlowVersions.Add(FlowVersion.Create(work.NewId(), flow.Id, 1, FlowVersion.EmptyGraph, caller.UserId, work.Now));
            await work.Flush();
            return (await FlowQueries.View(work.Db, flow.Id, work.Ct))!;
        }, ct);
    }
}
