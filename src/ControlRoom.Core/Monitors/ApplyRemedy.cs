using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Mends what was found by ordinary commands; a dry run says which. Done again, it finds nothing left to do.</summary>
public sealed record ApplyRemedy(Guid FindingId, bool DryRun = true, string? Reason = null);

/// <param name="Code">The command's word.</param>
/// <param name="Target">What it is done to.</param>
public sealed record RemedyStep(string Code, string Target, string Detail);

public sealed record RemedyResult(IReadOnlyList<RemedyStep> Steps, bool Applied);

public sealed class ApplyRemedyHandler(Dialect dialect, TransactionBoundary boundary, MonitorCatalogue catalogue, Remedies remedies, MonitorSweep sweep)
{
    public async Task<Outcome<RemedyResult>> Handle(ApplyRemedy command, Caller caller, CancellationToken ct)
    {
        var needed = command.DryRun ? Permission.PlanWork : Permission.Administer;
        if (!caller.Role.Has(needed)) return await boundary.Deny(caller, needed, ct);
        if (!command.DryRun && Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        Finding? finding;
        await using (var db = dialect.Open()) finding = await db.Findings.AsNoTracking().FirstOrDefaultAsync(f => f.Id == command.FindingId, ct);
        if (finding is null) return Refusal.NotFound("finding", command.FindingId);
        // Who asks twice gets the same answer, though there is nothing left to mend.
        if (!command.DryRun && await boundary.Earlier<RemedyResult>(caller, ct) is { } earlier) return earlier;
        if (!finding.IsOpen) return Refusal.Conflict("FINDING_NOT_OPEN").With("state", Word.Of(finding.State));
        var monitor = catalogue.Find(finding.Monitor)!;
        var planned = monitor.Remedy is { } kind ? await remedies.Plan(kind, finding, ct) : [];
        if (planned.Count == 0) return Refusal.Conflict("REMEDY_NOT_POSSIBLE").With("monitor", finding.Monitor).With("code", finding.Code);
        var result = new RemedyResult([.. planned.Select(p => p.Step)], !command.DryRun);
        return command.DryRun ? result : await Apply(finding, monitor, result, planned, command.Reason!.Trim(), caller, ct);
    }

    private async Task<Outcome<RemedyResult>> Apply(Finding finding, MonitorDefinition monitor, RemedyResult result, IReadOnlyList<PlannedStep> planned, string reason, Caller caller, CancellationToken ct)
    {
        // The commands are the caller's own, but each its own intention: this one's key belongs to the remedy.
        foreach (var step in planned)
        {
            if (await step.Carry(caller with { Intent = null }, reason) is { } refusal) return refusal;
        }
        var done = await boundary.Do<RemedyResult>(caller, Permission.Administer, async work =>
        {
            work.Record((await work.Db.Findings.AsNoTracking().FirstAsync(f => f.Id == finding.Id, work.Ct)).Mended(Word.Of(monitor.Remedy!.Value), reason));
            work.Touch(Feed.Topics.Monitors);
            return result;
        }, ct);
        // Whether it helped is seen at once; a sweep that is under way sees it too.
        await sweep.Run([monitor], full: false, ct);
        return done;
    }
}
