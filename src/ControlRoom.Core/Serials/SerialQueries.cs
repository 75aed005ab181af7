using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>Whether the core registry knows what the plant knows of a serial; NONE for TEMP codes, which it never hears of.</summary>
public enum SerialSync { Pending, Done, Dead, None }

public sealed record SerialView(Guid Id, string SerialNumber, Guid TicketId, int CycleNo, int SequenceNo, SerialState State, Guid? TokenId, SerialSync Sync);

/// <summary>A serial on the list of all, with when it was made.</summary>
public sealed record SerialLine(SerialView Serial, DateTime GeneratedAt);

public sealed class SerialQueries(Dialect dialect)
{
    public async Task<SerialView?> Find(string code, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var serial = await db.TicketSerials.AsNoTracking().FirstOrDefaultAsync(s => s.SerialNumber == code, ct);
        return serial is null ? null : (await Views(db, [serial], ct))[0];
    }

    /// <summary>Those of a ticket by their numbers.</summary>
    public async Task<IReadOnlyList<SerialView>> OfTicket(Guid ticket, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, await db.TicketSerials.AsNoTracking().Where(s => s.TicketId == ticket).OrderBy(s => s.SequenceNo).ToListAsync(ct), ct);
    }

    /// <summary>Newest first.</summary>
    /// <param name="text">A part of the code; null: all.</param>
    public async Task<IReadOnlyList<SerialLine>> List(SerialState? state, string? text, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var serials = Chosen(db, state, text);
        if (page.After is { } after) serials = serials.Where(s => s.Id.CompareTo(after) < 0);
        var rows = await serials.OrderByDescending(s => s.Id).Take(page.Limit).ToListAsync(ct);
        return [.. (await Views(db, rows, ct)).Zip(rows, (view, row) => new SerialLine(view, row.GeneratedAt))];
    }

    public async Task<int> Count(SerialState? state, string? text, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Chosen(db, state, text).CountAsync(ct);
    }

    private static IQueryable<TicketSerial> Chosen(ControlRoomDb db, SerialState? state, string? text)
    {
        var serials = db.TicketSerials.AsNoTracking().Where(s => state == null || s.State == state);
        return text?.Trim().ToUpperInvariant() is { Length: > 0 } part ? serials.Where(s => s.SerialNumber.Contains(part)) : serials;
    }

    /// <summary>The views of rows that were made or changed in a transaction that has not ended, or after it.</summary>
    internal static async Task<IReadOnlyList<SerialView>> Views(ControlRoomDb db, IReadOnlyList<TicketSerial> serials, CancellationToken ct)
    {
        var codes = serials.Where(s => !s.IsTemp).Select(s => s.SerialNumber).ToList();
        var open = (await db.Outbox.AsNoTracking().Where(m => codes.Contains(m.SerialCode) && m.Status != OutboxStatus.Done).Select(m => new { m.SerialCode, m.Status }).ToListAsync(ct)).ToLookup(m => m.SerialCode, m => m.Status, StringComparer.Ordinal);
        return [.. serials.Select(s => new SerialView(s.Id, s.SerialNumber, s.TicketId, s.CycleNo, s.SequenceNo, s.State, s.TokenId, Sync(s, [.. open[s.SerialNumber]])))];
    }

    /// <summary>All serials of a cycle together: what is worst of them; NONE where there are none that core hears of.</summary>
    internal static async Task<SerialSync> SyncOf(ControlRoomDb db, Guid ticket, int cycleNo, CancellationToken ct)
    {
        var serials = db.TicketSerials.Where(s => s.TicketId == ticket && s.CycleNo == cycleNo && !s.IsTemp);
        if (!await serials.AnyAsync(ct)) return SerialSync.None;
        var open = await db.Outbox.Where(m => m.Status != OutboxStatus.Done && serials.Any(s => s.SerialNumber == m.SerialCode)).Select(m => m.Status).Distinct().ToListAsync(ct);
        return Sync(open);
    }

    /// <summary>Of one serial; NONE where core hears nothing of it.</summary>
    internal static async Task<SerialSync> SyncOf(ControlRoomDb db, string code, CancellationToken ct) =>
        await Standings.First(db, code, ct) is { IsTemp: false } standing ? standing.IsDead ? SerialSync.Dead : standing.IsPending ? SerialSync.Pending : SerialSync.Done : SerialSync.None;

    private sealed record Standing(bool IsTemp, bool IsDead, bool IsPending);

    private static readonly HotQuery<string, Standing> Standings = new((db, code) => db.TicketSerials.Where(s => s.SerialNumber == code)
        .Select(s => new Standing(s.IsTemp, db.Outbox.Any(m => m.SerialCode == code && m.Status == OutboxStatus.Dead), db.Outbox.Any(m => m.SerialCode == code && m.Status == OutboxStatus.Pending))));

    private static SerialSync Sync(IReadOnlyCollection<OutboxStatus> open) => open.Contains(OutboxStatus.Dead) ? SerialSync.Dead : open.Count > 0 ? SerialSync.Pending : SerialSync.Done;

    private static SerialSync Sync(TicketSerial serial, IReadOnlyList<OutboxStatus> open) =>
        serial.IsTemp ? SerialSync.None : Sync(open);
}
