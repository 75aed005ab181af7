using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

public enum MismatchKind { BadFormat, MissingInCore, MissingInPlant, Status, Token, Duplicate }

public enum MismatchFix { Enqueued, Quarantined }

public sealed record Mismatch(string SerialCode, MismatchKind Kind, MismatchFix Fix);

public sealed record ReconcileView(int Checked, IReadOnlyList<Mismatch> Mismatches);

/// <summary>
/// Compares every serial of the plant with the core registry, both ways. What the plant knows better is sent again; what only a person can
/// decide is put aside. Serials with open messages are passed over: they are on their way, or known to be stuck.
/// </summary>
public sealed class Reconciler(TransactionBoundary boundary, Dialect dialect, SerialRegistry registry, SiteSettingsReader settings, SerialSalts salts)
{
    private const int BatchSize = 500;

    public async Task<ReconcileView> Run(CancellationToken ct)
    {
        SiteSettings site;
        await using (var db = dialect.Open()) site = await settings.Read(db, ct);
        var found = new List<Mismatch>();
        var count = await Plant(site, found, ct) + await Core(site, found, ct);
        return new(count, found);
    }

    private async Task<int> Plant(SiteSettings site, List<Mismatch> found, CancellationToken ct)
    {
        var (count, after) = (0, Guid.Empty);
        while (true)
        {
            List<TicketSerial> serials;
            await using (var db = dialect.Open())
            {
                serials = await db.TicketSerials.AsNoTracking().Where(s => !s.IsTemp && s.Id.CompareTo(after) > 0 && !db.Outbox.Any(m => m.SerialCode == s.SerialNumber && m.Status != OutboxStatus.Done)).OrderBy(s => s.Id).Take(BatchSize).ToListAsync(ct);
            }
            if (serials.Count == 0) return count;
            (count, after) = (count + serials.Count, serials[^1].Id);
            var rows = await registry.Of([.. serials.Select(s => s.SerialNumber)], ct);
            var wrong = serials.Select(s => (Serial: s, Row: rows.GetValueOrDefault(s.SerialNumber))).Select(p => (p.Serial, p.Row, Kind: SerialMatch.Compare(p.Serial, p.Row, site.TenantCode))).Where(p => p.Kind is not null).ToList();
            if (wrong.Count > 0) found.AddRange(await Mend(site, [.. wrong.Select(w => (w.Serial, w.Row, w.Kind!.Value))], ct));
        }
    }

    /// <summary>Core takes over what it lacks; where it knows something else for good, nobody is right by rule.</summary>
    private static bool CanBeSent(RegistryRow? row, MismatchKind kind) =>
        kind == MismatchKind.MissingInCore || (kind is MismatchKind.Token or MismatchKind.Status && row is { Status: RegistryStatus.Active } && (kind != MismatchKind.Token || row.TokenId is null));

    private async Task<IReadOnlyList<Mismatch>> Mend(SiteSettings site, IReadOnlyList<(TicketSerial Serial, RegistryRow? Row, MismatchKind Kind)> wrong, CancellationToken ct) =>
        (await boundary.Do<List<Mismatch>>(Caller.System(boundary.Clock.Now), Permission.Administer, async work =>
        {
            var (done, ids) = (new List<Mismatch>(), wrong.Select(w => w.Serial.Id).ToList());
            await work.LockSerials(ids);
            var serials = await work.Db.TicketSerials.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, work.Ct);
            foreach (var (seen, row, kind) in wrong)
            {
                var serial = serials[seen.Id];
                // Somebody worked on it meanwhile and told the registry.
                if (serial.LastSeq != seen.LastSeq) continue;
                var sent = CanBeSent(row, kind) && Send(work, serial, row, site);
                if (!sent) await Quarantine.Put(work, serial.SerialNumber, kind switch { MismatchKind.BadFormat => QuarantineReason.InvalidFormat, MismatchKind.Duplicate => QuarantineReason.Duplicate, _ => QuarantineReason.Mismatch }, Word.Of(kind));
                done.Add(new(serial.SerialNumber, kind, sent ? MismatchFix.Enqueued : MismatchFix.Quarantined));
            }
            Note(work, done);
            return done;
        }, ct)).Must();

    /// <returns>False without the salt the serial was made with.</returns>
    private bool Send(Work work, TicketSerial serial, RegistryRow? row, SiteSettings site)
    {
        var code = SerialCode.Parse(serial.SerialNumber)!;
        var signature = row?.HashSignature ?? salts.Sign(code, serial.SaltVersion);
        if (signature is null) return false;
        // A registry that knows a later message than the plant would pass this one over.
        while (row is not null && serial.LastSeq < row.RegistryVersion) serial.NextSeq();
        work.Db.Outbox.Add(SerialOutbox.Registration(work, serial, site.TenantCode, code.Sku, signature, row?.Origin ?? SerialOrigin.AutoJob, repair: true));
        return true;
    }

    private async Task<int> Core(SiteSettings site, List<Mismatch> found, CancellationToken ct)
    {
        var (count, after) = (0, Guid.Empty);
        while (await registry.Page(site.TenantCode, after, BatchSize, ct) is { Count: > 0 } rows)
        {
            after = rows[^1].Id;
            var codes = rows.Select(r => r.SerialCode).ToList();
            HashSet<string> known;
            await using (var db = dialect.Open()) known = [.. await db.TicketSerials.AsNoTracking().Where(s => codes.Contains(s.SerialNumber)).Select(s => s.SerialNumber).ToListAsync(ct)];
            var orphans = codes.Where(c => !known.Contains(c)).ToList();
            count += orphans.Count;
            if (orphans.Count > 0) found.AddRange(await PutAside(orphans, ct));
        }
        return count;
    }

    private async Task<IReadOnlyList<Mismatch>> PutAside(IReadOnlyList<string> orphans, CancellationToken ct) =>
        (await boundary.Do<List<Mismatch>>(Caller.System(boundary.Clock.Now), Permission.Administer, async work =>
        {
            foreach (var code in orphans) await Quarantine.Put(work, code, QuarantineReason.Orphaned, Word.Of(MismatchKind.MissingInPlant));
            var done = orphans.Select(c => new Mismatch(c, MismatchKind.MissingInPlant, MismatchFix.Quarantined)).ToList();
            Note(work, done);
            return done;
        }, ct)).Must();

    private static void Note(Work work, IReadOnlyList<Mismatch> done)
    {
        if (done.Count == 0) return;
        work.Touch(Topics.Serials);
        work.Record(new Fact("SERIALS_RECONCILED", EntityTypes.System, Ids.System, null, null, null) { Metadata = new { enqueued = done.Count(d => d.Fix == MismatchFix.Enqueued), quarantined = done.Count(d => d.Fix == MismatchFix.Quarantined) } });
    }
}

internal static class SerialMatch
{
    /// <summary>How the registry differs from the plant; null where they agree.</summary>
    public static MismatchKind? Compare(TicketSerial serial, RegistryRow? row, string tenant)
    {
        if (SerialCode.Parse(serial.SerialNumber) is not { IsChecked: true }) return MismatchKind.BadFormat;
        if (row is null) return MismatchKind.MissingInCore;
        if (row.TicketId != serial.TicketId || row.TenantCode != tenant) return MismatchKind.Duplicate;
        var expected = SerialOutbox.Now(serial);
        return row.TokenId != expected.TokenId ? MismatchKind.Token : row.Status != expected.Status ? MismatchKind.Status : null;
    }
}
