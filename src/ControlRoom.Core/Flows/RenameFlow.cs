using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

public sealed record RenameFlow(Guid FlowId, LocalText? Name, string? Description, int RowVersion);

public sealed class RenameFlowHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<FlowView>> Handle(RenameFlow command, Caller caller, CancellationToken ct)
    {
        if (FlowRules.Texts(command.Name, command.Description) is { } invalid) return invalid;
        return await boundary.Do<FlowView>(caller, Permission.DraftFlow, async work =>
        {
            var found = await work.Flow(command.FlowId);
            if (!found.Done) return found.Refusal;
            if (FlowRules.Seen(command.RowVersion, found.Value.RowVersion) is { } stale) return stale;
            found.Value.Rename(command.Name!.Hu.Trim(), command.Name.En.Trim(), command.Description?.Trim(), work.Now);
            await work.Flush();
            return (await FlowQueries.View(work.Db, command.FlowId, work.Ct))!;
        }, ct);
    }
}
