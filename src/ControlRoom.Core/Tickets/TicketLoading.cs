using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

internal static class TicketLoading
{
    /// <summary>Locks the ticket, then loads it; refused when it is not the version the caller decided on.</summary>
    public static async Task<Outcome<Ticket>> LoadTicket(this Work work, Guid id, int? seenVersion = null, LockStrength strength = LockStrength.Update)
    {
        await work.LockTickets(strength, id);
        var ticket = await work.Db.Tickets.FirstOrDefaultAsync(t => t.Id == id, work.Ct);
        if (ticket is null) return Refusal.NotFound("ticket", id);
        return seenVersion is { } seen && seen != ticket.RowVersion ? Refusal.Stale(ticket.RowVersion) : ticket;
    }

    /// <summary>For whoever begins a cycle: the product's design is held still first, so that nobody edits under it.</summary>
    public static async Task<Outcome<Ticket>> LoadForStart(this Work work, Guid id, int? seenVersion)
    {
        var product = await work.Db.Tickets.Where(t => t.Id == id).Select(t => t.ProductId).FirstOrDefaultAsync(work.Ct);
        if (product is { } known) await work.LockProducts(LockStrength.Share, known);
        return await work.LoadTicket(id, seenVersion);
    }

    /// <summary>The switch that stops all work on tickets.</summary>
    public static async Task<Refusal?> WhyReadOnly(this ControlRoomDb db, CancellationToken ct) => await SiteSettingsReader.IsReadOnly(db, ct) ? ReadOnly : null;

    /// <summary>The switch of all work on tickets is off.</summary>
    public static Refusal ReadOnly => new(RefusalKind.ReadOnly, "DAG_READ_ONLY");
}
