using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Serials that the plant and the core registry know differently. Core lags behind the outbox, so what has just been told it is passed over.</summary>
public sealed class SerialMismatch(Dialect dialect, SerialRegistry registry, SiteSettingsReader settings) : MonitorDefinition
{
    /// <summary>A message that is not through by then is late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private const int Page = 1_000;

    public override string Id => "M4";
    public override Severity Severity => Severity.High;
    public override IReadOnlyList<string> Codes { get; } = [.. Word.All<MismatchKind>()];
    public override RemedyKind? Remedy => RemedyKind.ReconcileSerials;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var (site, found) = (await settings.Read(scope.Db, ct), new List<Anomaly>());
        await Plant(scope, site.TenantCode, found, ct);
        await Core(scope, site.TenantCode, found, ct);
        return [.. found.Take(MonitorScope.Limit)];
    }

    private async Task Plant(MonitorScope scope, string tenant, List<Anomaly> found, CancellationToken ct)
    {
        var (after, young) = (Guid.Empty, scope.Now - Patience);
        var serials = Asked(scope).Where(s => !s.IsTemp && !scope.Db.Outbox.Any(m => m.SerialCode == s.SerialNumber && m.Status == OutboxStatus.Pending && m.CreatedAt > young));
        while (await serials.Where(s => s.Id.CompareTo(after) > 0).OrderBy(s => s.Id).Take(Page).ToListAsync(ct) is { Count: > 0 } page)
        {
            after = page[^1].Id;
            var rows = await registry.Of([.. page.Select(s => s.SerialNumber)], ct);
            var wrong = page.Select(s => (Serial: s, Row: rows.GetValueOrDefault(s.SerialNumber), Kind: SerialMatch.Compare(s, rows.GetValueOrDefault(s.SerialNumber), tenant))).Where(w => w.Kind is not null).ToList();
            if (wrong.Count > 0) found.AddRange(await Unchanged(wrong, ct));
        }
    }

    /// <summary>New serials, those the outbox speaks of, and those found before.</summary>
    private static IQueryable<TicketSerial> Asked(MonitorScope scope)
    {
        if (scope.Touched is not { } touched) return scope.Serials;
        var (from, known) = (Kernel.Ids.Floor(touched.Since - Patience), touched.Open[EntityTypes.Serial].ToArray());
        var codes = scope.Db.Outbox.Where(m => m.Status != OutboxStatus.Done || m.Id.CompareTo(from) >= 0).Select(m => m.SerialCode);
        return scope.Db.TicketSerials.AsNoTracking().Where(s => codes.Contains(s.SerialNumber) || known.Contains(s.Id) || (s.TokenId != null && touched.Tokens.Contains(s.TokenId.Value)));
    }

    /// <summary>Core was read after the plant: what the plant has told it since is no mismatch.</summary>
    private async Task<IEnumerable<Anomaly>> Unchanged(List<(TicketSerial Serial, RegistryRow? Row, MismatchKind? Kind)> wrong, CancellationToken ct)
    {
        await using var later = dialect.Open();
        var ids = wrong.Select(w => w.Serial.Id).ToArray();
        var now = await later.TicketSerials.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.LastSeq, ct);
        return wrong.Where(w => now.GetValueOrDefault(w.Serial.Id, w.Serial.LastSeq) == w.Serial.LastSeq).Select(w => new Anomaly(Severity.High, EntityTypes.Serial, w.Serial.Id, w.Serial.SerialNumber, Word.Of(w.Kind!.Value))
        {
            Evidence = new { plant_status = Word.Of(w.Serial.State), core_status = w.Row is null ? null : Word.Of(w.Row.Status), plant_token = w.Serial.TokenId, core_token = w.Row?.TokenId, core_tenant = w.Row?.TenantCode },
            TicketId = w.Serial.TicketId, TokenId = w.Serial.TokenId,
        });
    }

    /// <summary>What core has of this site and the plant has not.</summary>
    private async Task Core(MonitorScope scope, string tenant, List<Anomaly> found, CancellationToken ct)
    {
        var after = scope.Touched is { } touched ? Kernel.Ids.Floor(touched.Since - Patience) : Guid.Empty;
        while (await registry.Page(tenant, after, Page, ct) is { Count: > 0 } rows)
        {
            after = rows[^1].Id;
            found.AddRange(await Orphans(scope, rows, ct));
        }
        if (scope.Touched is null) return;
        // Those found before are looked up one by one: they may be old.
        var known = scope.Touched.Open[EntityTypes.Serial].ToArray();
        var codes = await scope.Db.Findings.AsNoTracking().Where(f => f.Monitor == "M4" && f.Code == "MISSING_IN_PLANT" && known.Contains(f.EntityId)).Select(f => f.EntityCode).Distinct().ToListAsync(ct);
        if (codes.Count > 0) found.AddRange((await Orphans(scope, [.. (await registry.Of(codes, ct)).Values], ct)).Where(a => !found.Exists(f => f.EntityId == a.EntityId)).ToList());
    }

    private async Task<List<Anomaly>> Orphans(MonitorScope scope, IReadOnlyList<RegistryRow> rows, CancellationToken ct)
    {
        var codes = rows.Select(r => r.SerialCode).ToArray();
        var known = (await scope.Db.TicketSerials.Where(s => codes.Contains(s.SerialNumber)).Select(s => s.SerialNumber).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        var missing = rows.Where(r => !known.Contains(r.SerialCode)).ToList();
        if (missing.Count == 0) return [];
        await using var later = dialect.Open();
        var lost = missing.Select(m => m.SerialCode).ToArray();
        var made = (await later.TicketSerials.Where(s => lost.Contains(s.SerialNumber)).Select(s => s.SerialNumber).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        return [.. missing.Where(m => !made.Contains(m.SerialCode)).Select(m => new Anomaly(Severity.High, EntityTypes.Serial, m.Id, m.SerialCode, Word.Of(MismatchKind.MissingInPlant)) { Evidence = new { core_status = Word.Of(m.Status), core_token = m.TokenId } })];
    }
}
