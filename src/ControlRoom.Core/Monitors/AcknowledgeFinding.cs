using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>Somebody knows of it and says what they make of it; its alarm is theirs too.</summary>
public sealed record AcknowledgeFinding(Guid Id, string? Note);

public sealed class AcknowledgeFindingHandler(TransactionBoundary boundary, FindingQueries findings)
{
    public Task<Outcome<FindingView>> Handle(AcknowledgeFinding command, Caller caller, CancellationToken ct) => boundary.Do<FindingView>(caller, Permission.PlanWork, async work =>
    {
        if (Text.WhyTooLong(command.Note, Finding.MaxNote, "/note") is { } invalid) return invalid;
        await work.LockFindings(command.Id);
        if (await work.Db.Findings.FirstOrDefaultAsync(f => f.Id == command.Id, work.Ct) is not { } finding) return Refusal.NotFound("finding", command.Id);
        if (!Finding.Lifecycle.Allows(finding.State, FindingAction.Acknowledge)) return Refusal.Conflict("FINDING_NOT_OPEN").With("state", Word.Of(finding.State));
        finding.Acknowledge(string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim(), caller.UserId, work.Now);
        foreach (var alarm in await work.ActiveAlarms(a => a.FindingId == finding.Id)) if (alarm.State == AlarmState.Unack) alarm.Acknowledge(caller.UserId, work.Now);
        work.Touch(Feed.Topics.Monitors);
        await work.Flush();
        return (await findings.Views(work.Db, work.Db.Findings.Where(f => f.Id == finding.Id), 1, work.Ct)).Single();
    }, ct);
}
