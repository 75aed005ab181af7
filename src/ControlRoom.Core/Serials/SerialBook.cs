// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>For whom serials are made. The ticket is locked by whoever asks.</summary>
/// <param name="Sku">The product's <c>serial_sku</c>.</param>
public sealed record SerialOrder(Guid TicketId, string TicketCode, int CycleNo, SerialType Type, string? Sku);

/// <summary>
/// Gives out serials inside the transaction of the command that makes the pieces. What becomes of them then is <see cref="SerialWork"/>. Each
/// change leaves its message to the core registry in the same transaction, so core may be away.
/// </summary>
public sealed class SerialBook(SerialSalts salts, SiteSettingsReader settings)
{
    /// <summary>How serials of an order are made now.</summary>
    /// <param name="Salt">Null: TEMP codes.</param>
    private sealed record Way(SiteSettings Site, Salt? Salt);

    /// <summary>Why no serial of this order can be made now; the start of a ticket asks before it makes anything.</summary>
    public async Task<Refusal?> WhyNot(Work work, SerialOrder order) => (await Gate(work, order)).Refusal;

    /// <summary>Makes serials ahead of the start.</summary>
    public async Task<Outcome<IReadOnlyList<TicketSerial>>> Ahead(Work work, SerialOrder order, int count)
    {
        if (SerialRules.CountInvalid(count) is { } invalid) return invalid;
        var way = await Gate(work, order);
        if (!way.Done) return way.Refusal;
        return await Make(work, order, way.Value, [.. Enumerable.Repeat<Guid?>(null, count)], SerialOrigin.ApiGenerated);
    }

    /// <summary>A serial for each token, in their order: first those made ahead for this cycle, by their number, then new ones.</summary>
    public async Task<Outcome<IReadOnlyList<TicketSerial>>> ForTokens(Work work, SerialOrder order, IReadOnlyList<Guid> tokens)
    {
        var way = await Gate(work, order);
        if (!way.Done) return way.Refusal;
        var ahead = await work.Db.TicketSerials.Where(s => s.TicketId == order.TicketId && s.CycleNo == order.CycleNo && s.State == SerialState.Issued).OrderBy(s => s.SequenceNo).Take(tokens.Count).ToListAsync(work.Ct);
        foreach (var (serial, token) in ahead.Zip(tokens)) work.Join(serial, token);
        if (ahead.Count == tokens.Count) return Outcome<IReadOnlyList<TicketSerial>>.Of(ahead);
        var fresh = await Make(work, order, way.Value, [.. tokens.Skip(ahead.Count).Select(t => (Guid?)t)], SerialOrigin.AutoJob);
        return fresh.Done ? Outcome<IReadOnlyList<TicketSerial>>.Of([.. ahead, .. fresh.Value]) : fresh;
    }

    /// <summary>Why so many serials of this order could not be made at this moment: the same gate, asked without a lock and without writing.</summary>
    public async Task<Refusal?> WhyNot(ControlRoomDb db, SerialOrder order, int count, DateTime now, CancellationToken ct)
    {
        var site = await settings.Read(db, ct);
        if (!IsStandard(site, order.Type)) return site.IsTest ? null : FlagRequired(order.Type);
        if (SerialRules.SkuInvalid(order.Sku) is { } invalid) return invalid;
        return await salts.WhyNot(db, order.Type, ct) ?? await SerialNumbers.WhyNoRoom(db, site.SerialCode, order.Type, order.Sku!, DateOnly.FromDateTime(now), count, ct);
    }

    private static bool IsStandard(SiteSettings site, SerialType type) => type == SerialType.Hat ? site.SerialStdHat : site.SerialStdOem;

    private static Refusal FlagRequired(SerialType type) => Refusal.Conflict("SERIAL_FLAG_REQUIRED").With("flag", Word.Of(type == SerialType.Hat ? Flag.FfSerialStdHat : Flag.FfSerialStdOem));

    /// <summary>The one gate of standard serials: whether they are made, or TEMP codes of a test site, or nothing.</summary>
    private async Task<Outcome<Way>> Gate(Work work, SerialOrder order)
    {
        var site = await settings.Read(work.Db, work.Ct);
        if (!IsStandard(site, order.Type))
        {
            // Held until the TEMP codes are written: the site does not stop being a test site meanwhile.
            if (site.IsTest) await work.Dialect.LockName(work.Db, SiteSettingsReader.LockName, work.Ct);
            return site.IsTest && (await settings.Read(work.Db, work.Ct)).IsTest ? new Way(site, null) : FlagRequired(order.Type);
        }
        if (SerialRules.SkuInvalid(order.Sku) is { } invalid) return invalid;
        var salt = await salts.Active(work, order.Type);
        return salt.Done ? new Way(site, salt.Value) : salt.Refusal;
    }

    private static async Task<Outcome<IReadOnlyList<TicketSerial>>> Make(Work work, SerialOrder order, Way way, IReadOnlyList<Guid?> tokens, SerialOrigin origin)
    {
        var (day, first) = (DateOnly.FromDateTime(work.Now), 0);
        if (way.Salt is not null)
        {
            var drawn = await work.DrawSerials(way.Site.SerialCode, order.Type, order.Sku!, day, tokens.Count);
            if (!drawn.Done) return drawn.Refusal;
            first = drawn.Value;
        }
        var number = await work.Db.TicketSerials.Where(s => s.TicketId == order.TicketId).MaxAsync(s => (int?)s.SequenceNo, work.Ct) ?? 0;
        var (serials, messages) = (new List<TicketSerial>(tokens.Count), new List<OutboxMessage>(tokens.Count));
        for (var i = 0; i < tokens.Count; i++)
        {
            number++;
            if (way.Salt is not { } salt)
            {
                serials.Add(Row(work, order, number, TempSerial.Of(way.Site.SerialCode, order.TicketCode, order.CycleNo, number), 0, tokens[i]));
                continue;
            }
            var code = SerialCode.Make(way.Site.SerialCode, order.Type, order.Sku!, day, first + i, salt.Secret);
            var serial = Row(work, order, number, code.Text, salt.Version, order.Type == SerialType.Hat ? tokens[i] : null);
            serials.Add(serial);
            messages.Add(SerialOutbox.Registration(work, serial, way.Site.TenantCode, code.Sku, code.Signature(salt.Secret), origin, repair: false));
        }
        await Store(work, serials, messages);
        return Outcome<IReadOnlyList<TicketSerial>>.Of(serials);
    }

    private static TicketSerial Row(Work work, SerialOrder order, int number, string code, int salt, Guid? token) => new TicketSerial
    {
        Id = work.NewId(), TicketId = order.TicketId, CycleNo = order.CycleNo, SequenceNo = number, SerialNumber = code, SerialType = order.Type, IsTemp = salt == 0, SaltVersion = salt, GeneratedAt = work.Now,
    }.Born(token, work.Now);

    /// <summary>Messages first: making one counts up in its serial.</summary>
    private static async Task Store(Work work, List<TicketSerial> serials, List<OutboxMessage> messages)
    {
        await work.Flush();
        if (serials.Where(s => s.TokenId is null).ToList() is { Count: > 0 } issued) await work.Dialect.Insert(work.Db, SerialRows.Issued, issued, work.Ct);
        if (serials.Where(s => s.TokenId is not null).ToList() is { Count: > 0 } linked) await work.Dialect.Insert(work.Db, SerialRows.Linked, linked, work.Ct);
        if (messages.Count > 0) await work.Dialect.Insert(work.Db, SerialRows.Messages, messages, work.Ct);
        work.Touch(Topics.Serials);
    }
}
