using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Puts what a monitor saw beside what was known: opens, renews, resolves, and keeps the alarms with it.</summary>
internal static class FindingWork
{
    /// <summary>Where one fault shows in a hundred places, a few alarms say so; the list has them all.</summary>
    private const int AlarmsOfOne = 20;

    public static int? PriorityOf(Severity severity) => severity switch { Severity.Critical => 2, Severity.High => 3, Severity.Warn => 4, _ => null };

    /// <param name="touched">What the monitor looked at; null: at all there is, and what it did not see is gone.</param>
    /// <returns>How many were resolved.</returns>
    public static async Task<int> Settle(this Work work, MonitorDefinition monitor, IReadOnlyList<Anomaly> seen, Touched? touched)
    {
        await work.LockFindings(await work.Db.Findings.Where(f => f.Monitor == monitor.Id && f.State != FindingState.Resolved).Select(f => f.Id).ToListAsync(work.Ct));
        var known = await work.Db.Findings.Where(f => f.Monitor == monitor.Id && f.State != FindingState.Resolved).ToListAsync(work.Ct);
        var byThing = known.ToDictionary(f => (f.EntityType, f.EntityId));
        var now = new HashSet<(string, Guid)>();
        foreach (var anomaly in seen.Take(MonitorScope.Limit))
        {
            if (!now.Add((anomaly.EntityType, anomaly.EntityId))) continue;
            if (byThing.TryGetValue((anomaly.EntityType, anomaly.EntityId), out var finding))
            {
                var was = finding.Severity;
                finding.Seen(anomaly, work.Now);
                if (finding.Severity != was) await work.ReturnAlarms(a => a.FindingId == finding.Id);
                continue;
            }
            finding = Finding.Opened(work.NewId(), monitor.Id, anomaly, work.Now);
            work.Db.Findings.Add(finding);
            known.Add(finding);
        }
        await work.Flush();
        var gone = seen.Count >= MonitorScope.Limit ? [] : known.Where(f => !now.Contains((f.EntityType, f.EntityId)) && (touched is null || WasAsked(f, touched))).ToList();
        foreach (var finding in gone)
        {
            finding.Resolve(work.Now);
            await work.ReturnAlarms(a => a.FindingId == finding.Id);
        }
        await work.Flush();
        await Alarm(work, [.. known.Where(f => f.State == FindingState.Open)]);
        return gone.Count;
    }

    /// <summary>One that was opened after the monitor looked is not gone.</summary>
    private static bool WasAsked(Finding finding, Touched touched) => touched.Open[finding.EntityType].Contains(finding.EntityId);

    private static async Task Alarm(Work work, List<Finding> open)
    {
        var wanting = open.Where(f => PriorityOf(f.Severity) is not null).OrderBy(f => f.Severity).ThenBy(f => f.Id).ToList();
        if (wanting.Count == 0) return;
        var ids = wanting.Select(f => f.Id).ToArray();
        var raised = (await work.Db.Alarms.Where(a => a.FindingId != null && ids.Contains(a.FindingId.Value) && (a.State == AlarmState.Unack || a.State == AlarmState.Ack)).Select(a => a.FindingId!.Value).ToListAsync(work.Ct)).ToHashSet();
        foreach (var finding in wanting.Where(f => !raised.Contains(f.Id)).Take(Math.Max(0, AlarmsOfOne - raised.Count)))
        {
            finding.Alarmed(await work.RaiseAlarm(finding));
        }
        await work.Flush();
    }

    private static async Task<Guid> RaiseAlarm(this Work work, Finding finding) => await work.RaiseAlarm(AlarmKind.Monitor, $"{finding.Monitor} {finding.EntityCode}",
        new AlarmCause { TicketId = finding.TicketId, TokenId = finding.TokenId, FindingId = finding.Id, Priority = PriorityOf(finding.Severity) });
}
