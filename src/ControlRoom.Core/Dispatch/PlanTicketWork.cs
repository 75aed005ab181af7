using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Who shall do the work of a node; of the whole ticket where no node is named.</summary>
public sealed record WorkPlanItem(string? NodeCode, Guid? UserId, string? TeamCode, bool IsStrict = false, string? Reason = null);

/// <summary>Sets the whole plan of a ticket that has not started: what is not in it any more stays on record as what was once meant.</summary>
public sealed record PlanTicketWork(Guid TicketId, IReadOnlyList<WorkPlanItem> Items, int? RowVersion = null);

public sealed class PlanTicketWorkHandler(TransactionBoundary boundary)
{
    public Task<Outcome<IReadOnlyList<WorkPlanView>>> Handle(PlanTicketWork command, Caller caller, CancellationToken ct) => boundary.Do<IReadOnlyList<WorkPlanView>>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.RowVersion);
        if (!loaded.Done) return loaded.Refusal;
        var ticket = loaded.Value;
        if (TicketRules.WhyNotPlanned(ticket, "PLAN_WORK") is { } started) return started;
        var teams = await work.Db.Teams.Select(t => new { t.Code, t.Id }).ToDictionaryAsync(t => t.Code, t => t.Id, StringComparer.Ordinal, work.Ct);
        var people = (await work.AllWorkers()).Select(w => w.UserId).ToHashSet();
        var graph = (await PinnedGraph.Of(work.Db, ticket.SnapshotId!.Value, work.Ct)).Graph;
        if (TicketRules.All(WorkPlanRules.Mistakes(command.Items, graph, people, teams.Keys)) is { } invalid) return invalid;

        var old = await work.Db.ManagerAssignments.Where(p => p.JobTicketId == ticket.Id && p.IsActive).ToListAsync(work.Ct);
        var kept = command.Items.Select(i => old.Find(p => Same(p, i))).ToList();
        foreach (var gone in old.Except(kept.OfType<ManagerAssignment>())) gone.IsActive = false;
        await work.Flush();
        foreach (var item in command.Items.Where((_, i) => kept[i] is null)) work.Db.ManagerAssignments.Add(Row(item));
        if (old.Count != command.Items.Count || kept.Contains(null)) ticket.PlanWork(command.Items.Select(i => new { node_code = i.NodeCode, user_id = i.UserId, team_code = i.TeamCode, is_strict = i.IsStrict, reason = i.Reason?.Trim() }));
        await work.Flush();
        return Outcome<IReadOnlyList<WorkPlanView>>.Of(await WorkPlanQueries.Views(work.Db, ticket.Id, work.Ct));

        bool Same(ManagerAssignment plan, WorkPlanItem item) => plan.NodeCode == item.NodeCode && plan.AssignedToUserId == item.UserId && plan.AssignedToTeamId == Team(item) && plan.IsStrict == item.IsStrict && plan.Reason == item.Reason?.Trim();

        Guid? Team(WorkPlanItem item) => item.TeamCode is { } code ? teams[code] : null;

        ManagerAssignment Row(WorkPlanItem item) => new()
        {
            Id = work.NewId(), JobTicketId = ticket.Id, NodeCode = item.NodeCode, AssignedToUserId = item.UserId, AssignedToTeamId = Team(item), AssignedBy = work.Caller.UserId, IsStrict = item.IsStrict, Reason = item.Reason?.Trim(), CreatedAt = work.Now,
        };
    }, ct);
}
