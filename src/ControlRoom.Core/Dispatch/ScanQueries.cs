using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

public enum ScanKind { Token, Serial, Ticket, Product, Material, Lot, Run, Unknown }

/// <param name="Code">How people call it.</param>
public sealed record ScanEntity(Guid? Id, string Code, string? Name, string? Status, Guid? TicketId);

public sealed record ScanResult(ScanKind Kind, RoutingMode? RoutingMode, ScanEntity? Entity, IReadOnlyList<string> AllowedActions);

/// <summary>What a code that was read off something means, and what may be done with it.</summary>
public sealed class ScanQueries(Dialect dialect)
{
    public const int MaxCode = 200;

    private static readonly string[] TokenPrefixes = ["TOKEN:", "DAG:"];

    public async Task<Outcome<ScanResult>> Find(string? code, CancellationToken ct)
    {
        var text = code?.Trim().ToUpperInvariant() ?? "";
        if (text.Length is 0 or > MaxCode) return Refusal.Invalid("SCAN_CODE_INVALID", "/code").With("max", MaxCode);
        // A label of a piece holds the address where it is verified.
        if (text.StartsWith("HTTP", StringComparison.Ordinal)) text = text.TrimEnd('/')[(text.TrimEnd('/').LastIndexOf('/') + 1)..];
        await using var db = dialect.Open();
        return await Token(db, text, ct) ?? await Serial(db, text, ct) ?? await Ticket(db, text, ct) ?? await Goods(db, text, ct) ?? new ScanResult(ScanKind.Unknown, null, null, []);
    }

    private static async Task<ScanResult?> Token(ControlRoomDb db, string text, CancellationToken ct)
    {
        var named = TokenPrefixes.FirstOrDefault(p => text.StartsWith(p, StringComparison.Ordinal));
        Guid? id = named is not null && Guid.TryParse(text[named.Length..], out var parsed) ? parsed : null;
        var token = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => id != null ? t.Id == id : t.SerialNumber == text, ct);
        if (token is null) return null;
        var ticket = await db.Tickets.AsNoTracking().FirstAsync(t => t.Id == token.JobTicketId, ct);
        return new ScanResult(ScanKind.Token, ticket.RoutingMode, new ScanEntity(token.Id, token.SerialNumber ?? token.SerialLabel ?? token.NodeCode, ticket.JobName, Word.Of(token.Status), ticket.Id),
            ticket.Status == TicketStatus.InProgress ? TokenActions.Of(token.NodeType, token.Status) : []);
    }

    private static async Task<ScanResult?> Serial(ControlRoomDb db, string text, CancellationToken ct)
    {
        var serial = await db.TicketSerials.AsNoTracking().FirstOrDefaultAsync(s => s.SerialNumber == text, ct);
        return serial is null ? null : new ScanResult(ScanKind.Serial, Tickets.RoutingMode.Dag, new ScanEntity(serial.Id, serial.SerialNumber, null, Word.Of(serial.State), serial.TicketId), []);
    }

    private static async Task<ScanResult?> Ticket(ControlRoomDb db, string text, CancellationToken ct)
    {
        // What a batch is labelled with is its ticket and its cycle.
        var batch = text.LastIndexOf("-C", StringComparison.Ordinal);
        var code = batch > 0 && int.TryParse(text[(batch + 2)..], out _) ? text[..batch] : text;
        var ticket = await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.TicketCode == code, ct);
        return ticket is null ? null : new ScanResult(ScanKind.Ticket, ticket.RoutingMode, new ScanEntity(ticket.Id, ticket.TicketCode, ticket.JobName, Word.Of(ticket.Status), ticket.Id), []);
    }

    private static async Task<ScanResult?> Goods(ControlRoomDb db, string text, CancellationToken ct)
    {
        if (await db.Products.Where(p => p.Sku == text).Select(p => new { p.Id, p.Sku, p.NameHu, p.NameEn }).FirstOrDefaultAsync(ct) is { } product)
            return Of(ScanKind.Product, product.Id, product.Sku, new LocalText(product.NameHu, product.NameEn).In(System.Globalization.CultureInfo.CurrentUICulture));
        if (await db.Materials.AnyAsync(m => m.MaterialSku == text, ct)) return Of(ScanKind.Material, null, text, null);
        if (await db.Lots.Where(l => l.LotCode == text).Select(l => new { l.Id, l.LotCode, l.Status }).FirstOrDefaultAsync(ct) is { } lot) return Of(ScanKind.Lot, lot.Id, lot.LotCode, null, Word.Of(lot.Status));
        return await db.Runs.Where(r => r.RunCode == text).Select(r => new { r.Id, r.RunCode, r.Status }).FirstOrDefaultAsync(ct) is { } run ? Of(ScanKind.Run, run.Id, run.RunCode, null, Word.Of(run.Status)) : null;
    }

    private static ScanResult Of(ScanKind kind, Guid? id, string code, string? name, string? status = null) => new(kind, null, new ScanEntity(id, code, name, status, null), []);
}
