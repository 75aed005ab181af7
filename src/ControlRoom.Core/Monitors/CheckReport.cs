using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <param name="Evidence">What it was decided by.</param>
public sealed record CheckView(string Id, bool Ok, object Evidence);

/// <summary>What checks of reports have in common: monitors that looked and found nothing, and guards that stand.</summary>
internal sealed class CheckFacts
{
    private readonly Dictionary<string, DateTime> looked;
    private readonly Dictionary<string, int> open;
    private readonly HashSet<string> standing;

    private CheckFacts(Dictionary<string, DateTime> looked, Dictionary<string, int> open, HashSet<string> standing) => (this.looked, this.open, this.standing) = (looked, open, standing);

    public static async Task<CheckFacts> Read(ControlRoomDb db, Dialect dialect, CancellationToken ct)
    {
        var looked = await db.MonitorStates.AsNoTracking().Where(s => s.LastFullAt != null).ToDictionaryAsync(s => s.Monitor, s => s.LastRunAt, StringComparer.Ordinal, ct);
        var open = await db.Findings.AsNoTracking().Where(f => f.State != FindingState.Resolved && f.Severity != Severity.Info).GroupBy(f => f.Monitor).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, ct);
        var standing = new HashSet<string>(StringComparer.Ordinal);
        await using var command = await Dialect.Command(db, dialect.ListGuards, ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) standing.Add(reader.GetString(0));
        return new CheckFacts(looked, open, standing);
    }

    /// <summary>Every monitor named has looked and has nothing open, every guard named stands, and <paramref name="also"/> holds.</summary>
    public CheckView Judge(string id, string[] monitors, string[] guards, bool also = true, object? more = null)
    {
        var findings = monitors.ToDictionary(m => m, m => open.GetValueOrDefault(m), StringComparer.Ordinal);
        var (unseen, missing) = (monitors.Where(m => !looked.ContainsKey(m)).ToArray(), guards.Where(g => !standing.Contains(g)).ToArray());
        return new CheckView(id, also && unseen.Length == 0 && missing.Length == 0 && findings.Values.All(count => count == 0), new
        {
            findings, never_looked = unseen, guards_missing = missing, last_look_at = monitors.Where(looked.ContainsKey).Select(m => (DateTime?)looked[m]).Min(), more,
        });
    }
}
