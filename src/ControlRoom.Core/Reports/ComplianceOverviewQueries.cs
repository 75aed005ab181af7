using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Reports;

/// <summary>How a run stands against its checks now.</summary>
/// <param name="Failed">Codes of the checks that fail, in order; <see cref="Warned"/> of those that only tell.</param>
public sealed record RunComplianceView(Guid RunId, string RunCode, RunStatus Status, int StepIndex, bool IsSimulated, ComplianceVerdict Verdict, IReadOnlyList<string> Failed, IReadOnlyList<string> Warned, string? FirstFinding, DateTime? EndedAt);

/// <summary>How far the audit trail is closed.</summary>
/// <param name="SealedAt">When the newest seal was made; null before the first.</param>
/// <param name="Unsealed">Events that are not under a seal yet.</param>
public sealed record SealStatus(int Seals, DateTime? SealedAt, long SealedTo, int Unsealed);

/// <summary>The verdicts of many runs at a glance. The audit chain (R8) is left to the report, which recomputes the whole trail for it.</summary>
public sealed class ComplianceOverviewQueries(Dialect dialect, Clock clock, PlantOptions plant)
{
    private const int RunsShown = 12;
    private const string AuditChain = "R8";

    /// <summary>Open runs first, then those that ended last.</summary>
    public async Task<IReadOnlyList<RunComplianceView>> Runs(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var runs = await db.Runs.AsNoTracking().Where(r => r.Status != RunStatus.Archived && r.Status != RunStatus.Idle)
            .OrderBy(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold ? 0 : 1).ThenByDescending(r => r.Id).Take(RunsShown).ToListAsync(ct);
        var unknown = new AuditVerdict(Valid: true, 0, 0, 0, 0, null, null, clock.Now);
        var views = new List<RunComplianceView>();
        foreach (var run in runs)
        {
            var facts = await ComplianceReading.Facts(db, run, plant.IsProduction, unknown, ct);
            IReadOnlyList<CheckView> checks = [.. ComplianceChecks.All(facts).Where(c => c.Code != AuditChain)];
            var failed = checks.Where(c => c.Verdict == CheckVerdict.Fail).ToList();
            views.Add(new RunComplianceView(run.Id, run.RunCode, run.Status, run.CurrentStepIndex, run.IsSimulated, ComplianceChecks.Verdict(run.IsOpen, checks), [.. failed.Select(c => c.Code)],
                [.. checks.Where(c => c.Verdict == CheckVerdict.Warning).Select(c => c.Code)], failed.Concat(checks.Where(c => c.Verdict == CheckVerdict.Warning)).SelectMany(c => c.Findings).FirstOrDefault(), run.EndedAt));
        }
        return views;
    }

    public async Task<SealStatus> Seals(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var last = await db.AuditSeals.AsNoTracking().OrderByDescending(s => s.ToId).Select(s => new { s.ToId, s.SealedAt }).FirstOrDefaultAsync(ct);
        var to = last?.ToId ?? 0;
        return new SealStatus(await db.AuditSeals.CountAsync(ct), last?.SealedAt, to, await db.AuditEvents.CountAsync(e => e.Id > to, ct));
    }
}
