// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Data.Common;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>The core registry as the plant talks to it. Whatever it is asked twice it does once.</summary>
public class SerialRegistry(RegistryStore store, Clock clock)
{
    /// <summary>Applies at most one message of each serial; all that can be, in one transaction.</summary>
    public virtual Task<IReadOnlyList<RegistryVerdict>> Apply(IReadOnlyList<RegistryMessage> messages, CancellationToken ct) => store.Write<IReadOnlyList<RegistryVerdict>>(async db =>
    {
        var codes = messages.Select(m => m.SerialCode).ToList();
        var rows = await db.Serials.Where(r => codes.Contains(r.SerialCode)).ToDictionaryAsync(r => r.SerialCode, StringComparer.Ordinal, ct);
        var verdicts = new List<RegistryVerdict>(messages.Count);
        foreach (var message in messages)
        {
            var row = rows.GetValueOrDefault(message.SerialCode);
            var verdict = RegistryRules.Judge(row, message);
            verdicts.Add(verdict);
            if (verdict.Error is not null || !RegistryRules.IsNews(row, message)) continue;
            if (row is not null) row.Take(message);
            else db.Serials.Add(rows[message.SerialCode] = RegistryRow.Of(message, message.Change.Identity!, clock.Now));
        }
        return verdicts;
    }, ct);

    public virtual async Task<RegistryRow?> Find(string code, CancellationToken ct)
    {
        await using var db = await store.Open(ct);
        return await db.Serials.AsNoTracking().FirstOrDefaultAsync(r => r.SerialCode == code, ct);
    }

    /// <summary>Why nothing can be told to it now.</summary>
    public async Task<Refusal?> WhyAway(CancellationToken ct)
    {
        try
        {
            await Find("-", ct);
            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e is DbException || RegistryStore.IsAway(e)))
        {
            return new Refusal(RefusalKind.Unavailable, "REGISTRY_UNAVAILABLE");
        }
    }

    /// <summary>Those of the codes that are registered.</summary>
    public virtual async Task<IReadOnlyDictionary<string, RegistryRow>> Of(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        await using var db = await store.Open(ct);
        return await db.Serials.AsNoTracking().Where(r => codes.Contains(r.SerialCode)).ToDictionaryAsync(r => r.SerialCode, StringComparer.Ordinal, ct);
    }

    /// <summary>The site's next serials in the order of their ids.</summary>
    public virtual async Task<IReadOnlyList<RegistryRow>> Page(string tenant, Guid after, int count, CancellationToken ct)
    {
        await using var db = await store.Open(ct);
        return await db.Serials.AsNoTracking().Where(r => r.TenantCode == tenant && r.Id.CompareTo(after) > 0).OrderBy(r => r.Id).Take(count).ToListAsync(ct);
    }
}
