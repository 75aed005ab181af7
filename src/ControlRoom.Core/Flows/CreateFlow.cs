using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>A new flow with its first, empty draft.</summary>
/// <param name="Code">What a ROUTING flow is known by; others have none.</param>
public sealed record CreateFlow(LocalText? Name, string? Description = null, FlowKind Kind = FlowKind.Process, string? Code = null);

public sealed class CreateFlowHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<FlowView>> Handle(CreateFlow command, Caller caller, CancellationToken ct)
    {
        if (FlowRules.All(FlowRules.CodeInvalid(command.Kind, command.Code), FlowRules.Texts(command.Name, command.Description)) is { } invalid) return invalid;
        return await boundary.Do<FlowView>(caller, Permission.DraftFlow, async work =>
        {
            if (command.Code is { } code && await work.Db.Flows.AnyAsync(f => f.Code == code, work.Ct)) return Refusal.Conflict("FLOW_CODE_TAKEN").With("code", code);
            var flow = FlowDefinition.Create(work.NewId(), command.Kind, command.Code, command.Name!.Hu.Trim(), command.Name.En.Trim(), command.Description?.Trim(), caller.UserId, work.Now);
            work.Db.Flows.Add(flow);
            work.Db.FlowVersions.Add(FlowVersion.Create(work.NewId(), flow.Id, 1, FlowVersion.EmptyGraph, caller.UserId, work.Now));
            await work.Flush();
            return (await FlowQueries.View(work.Db, flow.Id, work.Ct))!;
        }, ct);
    }
}
