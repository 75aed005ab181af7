// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Linq.Expressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>What becomes of serials, inside the command that ends or scraps the piece. The ticket or the root of the token is locked already.</summary>
internal static class SerialWork
{
    /// <summary>Gives one serial to a token; done already when it has it.</summary>
    public static async Task<Outcome<TicketSerial>> LinkSerial(this Work work, string serialNumber, Guid token)
    {
        var serial = await work.Db.TicketSerials.FirstOrDefaultAsync(s => s.SerialNumber == serialNumber, work.Ct);
        if (serial is null) return Refusal.NotFound("serial", serialNumber);
        if (SerialRules.LinkedElsewhere(serial, token) is { } taken) return taken;
        if (serial.State == SerialState.Issued) work.Join(serial, token);
        return serial;
    }

    /// <summary>The pieces reached their end.</summary>
    public static Task<int> UseSerials(this Work work, IReadOnlyCollection<Guid> tokens) => tokens.Count == 0 ? Task.FromResult(0) : work.EndSerials(SerialAction.Use, s => s.TokenId != null && tokens.Contains(s.TokenId.Value) && s.State == SerialState.Linked);

    public static Task<int> ScrapSerials(this Work work, IReadOnlyCollection<Guid> tokens) => tokens.Count == 0 ? Task.FromResult(0) : work.EndSerials(SerialAction.Scrap, s => s.TokenId != null && tokens.Contains(s.TokenId.Value) && s.State == SerialState.Linked);

    /// <summary>What was made ahead and never given to a token: the ticket was cancelled, or needed fewer.</summary>
    public static Task<int> CancelUnusedSerials(this Work work, Guid ticket) => work.EndSerials(SerialAction.Cancel, s => s.TicketId == ticket && s.State == SerialState.Issued);

    public static void Join(this Work work, TicketSerial serial, Guid token)
    {
        serial.Link(token, work.Now);
        if (!serial.IsTemp) work.Db.Outbox.Add(SerialOutbox.Message(work, serial, OutboxOp.Link));
        work.Touch(Topics.Serials);
    }

    private static async Task<int> EndSerials(this Work work, SerialAction action, Expression<Func<TicketSerial, bool>> which)
    {
        // The reconciler counts up in serials too.
        await work.LockSerials(await work.Db.TicketSerials.Where(which).Select(s => s.Id).ToListAsync(work.Ct));
        var serials = await work.Db.TicketSerials.Where(which).OrderBy(s => s.Id).ToListAsync(work.Ct);
        foreach (var serial in serials)
        {
            serial.End(action);
            if (!serial.IsTemp) work.Db.Outbox.Add(SerialOutbox.Message(work, serial, OutboxOp.SetStatus));
        }
        if (serials.Count > 0) work.Touch(Topics.Serials);
        return serials.Count;
    }
}
