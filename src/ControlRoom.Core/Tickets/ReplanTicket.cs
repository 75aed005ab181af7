using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>Changes what a PLANNED ticket asks for; what is not given stays. What it is made of and how was pinned when it was planned.</summary>
public sealed record ReplanTicket(Guid TicketId, int SeenVersion)
{
    public string? JobName { get; init; }
    public decimal? TargetQty { get; init; }
    public WorkPriority? Priority { get; init; }
    public DateTime? DueAt { get; init; }

    /// <summary>Nobody waits for it any more; <see cref="DueAt"/> is not asked then.</summary>
    public bool NeverDue { get; init; }
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>What else somebody wants to change, by the names of the members.</summary>
    public IReadOnlyList<string> Pinned { get; init; } = [];
}

public sealed class ReplanTicketHandler(TransactionBoundary boundary)
{
    public Task<Outcome<TicketView>> Handle(ReplanTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId, command.SeenVersion);
        if (!loaded.Done) return loaded.Refusal;
        var ticket = loaded.Value;
        if (TicketRules.WhyPinned(ticket, command.Pinned) is { } pinned) return pinned;
        var qty = command.TargetQty ?? Units.Quantity(ticket.TargetQty);
        var mistakes = TicketRules.PlanMistakes(command.JobName ?? ticket.JobName, qty, ticket.ProcessMode, TicketRules.CountsWhole(ticket.Uom), command.Attributes).ToList();
        if (TicketRules.All(mistakes) is { } invalid) return invalid;
        var ahead = await work.Db.TicketSerials.CountAsync(s => s.TicketId == ticket.Id && s.State == Serials.SerialState.Issued, work.Ct);
        if (TicketRules.WhyTooFew(ticket, qty, ahead) is { } fewer) return fewer;
        ticket.Replan((command.JobName ?? ticket.JobName).Trim(), Units.Hundredths(qty)!.Value, command.Priority ?? ticket.Priority, command.NeverDue ? null : command.DueAt is { } due ? Clock.Utc(due) : ticket.DueAt,
            command.Attributes is null ? ticket.Attributes : TicketRules.AttributesText(command.Attributes));
        await work.Flush();
        return await work.Db.TicketView(ticket, work.Ct);
    }, ct);
}
