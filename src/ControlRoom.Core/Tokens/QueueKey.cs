using System.Globalization;
using ControlRoom.Core.Tickets;

namespace ControlRoom.Core.Tokens;

/// <summary>
/// A token's place in every queue as text: urgent before low, due dates with none last, then the ticket's code, the step's place on the way,
/// its age, and its id. One column, one index, one comparison for the next page.
/// </summary>
public static class QueueKey
{
    public static string Of(Ticket ticket, int ordinal, DateTime spawnedAt, Guid id) => string.Create(CultureInfo.InvariantCulture,
        $"{(int)WorkPriority.Urgent - (int)ticket.Priority}{(ticket.DueAt is { } due ? due.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) : "99999999999999")}{ticket.TicketCode}{ordinal:000}{spawnedAt:yyyyMMddHHmmssffffff}{id:N}");
}
