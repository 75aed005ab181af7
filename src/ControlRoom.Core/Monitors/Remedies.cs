using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>One ordinary command of a remedy, ready to be carried out.</summary>
/// <param name="Carry">With the caller and their reason; why it was refused, or null.</param>
public sealed record PlannedStep(RemedyStep Step, Func<Caller, string, Task<Refusal?>> Carry);

/// <summary>Which commands mend a finding, as things stand now.</summary>
public sealed class Remedies(
    Dialect dialect, CancelTicketHandler cancel, PauseTicketHandler pause, ScrapTokenHandler scrap, ReleaseTokenHandler release, ScrapOrphanHandler scrapOrphan, CloseSessionHandler closeSession, CancelAssignmentHandler cancelAssignment,
    RebuildQueueHandler rebuild, ReconcileSerialsHandler reconcile, RetryOutboxHandler retry, SetFlagHandler flag)
{
    private const string ReasonCode = "MONITOR";

    /// <returns>Nothing where no command helps.</returns>
    public async Task<IReadOnlyList<PlannedStep>> Plan(RemedyKind kind, Finding finding, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return kind switch
        {
            RemedyKind.CancelTicket => await Ticket(db, finding, [TicketStatus.Planned, TicketStatus.InProgress, TicketStatus.Paused], kind, (id, caller, reason) => Of(cancel.Handle(new(id, reason), caller, ct)), ct),
            RemedyKind.PauseTicket => await Ticket(db, finding, [TicketStatus.InProgress], kind, (id, caller, _) => Of(pause.Handle(new(id), caller, ct)), ct),
            RemedyKind.ScrapToken => await Scrap(db, finding, ct),
            RemedyKind.CloseSession => await Close(db, finding, ct),
            RemedyKind.CancelAssignment => [Step(kind, finding, (caller, reason) => Of(cancelAssignment.Handle(new(finding.EntityId, reason), caller, ct)))],
            RemedyKind.RebuildQueue when finding.TicketId is { } ticket => [Step(kind, finding, (caller, _) => Of(rebuild.Handle(new(ticket), caller, ct)))],
            RemedyKind.ReconcileSerials => [Step(kind, finding, (caller, _) => Of(reconcile.Handle(new(), caller, ct)))],
            RemedyKind.RetryOutbox when finding.Code == "DEAD" => [Step(kind, finding, (caller, reason) => Of(retry.Handle(new(finding.EntityId, reason), caller, ct)))],
            RemedyKind.SerialsOn when finding.Code == "FLAG_OFF" => [Step(kind, finding, (caller, _) => Of(flag.Handle(new(Word.Of(Flag.FfSerialStdHat), SiteSettings.On), caller, ct)))],
            _ => [],
        };
    }

    private static async Task<IReadOnlyList<PlannedStep>> Ticket(ControlRoomDb db, Finding finding, TicketStatus[] from, RemedyKind kind, Func<Guid, Caller, string, Task<Refusal?>> carry, CancellationToken ct)
    {
        var ticket = await db.Tickets.AsNoTracking().FirstOrDefaultAsync(t => t.Id == finding.TicketId, ct);
        return ticket is null || !from.Contains(ticket.Status) ? [] : [Step(kind, ticket.TicketCode, (caller, reason) => carry(ticket.Id, caller, reason))];
    }

    private async Task<IReadOnlyList<PlannedStep>> Scrap(ControlRoomDb db, Finding finding, CancellationToken ct)
    {
        var token = await (from t in db.Tokens.AsNoTracking()
                           where t.Id == finding.TokenId && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped
                           join i in db.Instances on t.InstanceId equals i.Id
                           join k in db.Tickets on t.JobTicketId equals k.Id
                           select new { t.Id, Runs = i.Status == InstanceStatus.Active && k.Status == TicketStatus.InProgress, Known = db.NodeInstances.Any(n => n.InstanceId == t.InstanceId && n.NodeCode == t.NodeCode) }).FirstOrDefaultAsync(ct);
        // A step that the graph does not have leaves the engine nothing to go by.
        if (token is not { Known: true }) return [];
        return [Step(RemedyKind.ScrapToken, finding, (caller, reason) => token.Runs ? Of(scrap.Handle(new(token.Id, ReasonCode, reason), caller, ct)) : Of(scrapOrphan.Handle(new(token.Id, reason), caller, ct)))];
    }

    private async Task<IReadOnlyList<PlannedStep>> Close(ControlRoomDb db, Finding finding, CancellationToken ct)
    {
        var steps = new List<PlannedStep>();
        if (finding.EntityType == EntityTypes.Session) steps.Add(Step(RemedyKind.CloseSession, finding, (caller, reason) => Of(closeSession.Handle(new(finding.EntityId, reason), caller, ct))));
        var token = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == finding.TokenId && (t.Status == TokenStatus.Active || t.Status == TokenStatus.Paused), ct);
        var running = token is not null && await db.Tickets.AnyAsync(k => k.Id == token.JobTicketId && k.Status == TicketStatus.InProgress && k.GraphInstanceId == token.InstanceId, ct);
        var others = token is not null && await db.WorkSessions.AnyAsync(s => s.TokenId == token.Id && s.Id != finding.EntityId && s.Kind != SessionKind.Assist && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused), ct);
        // Nobody works on it any more: it waits again where it stands.
        if (running && !others) steps.Add(new(new("RELEASE_TOKEN", finding.EntityCode, MonitorText.Step("RELEASE_TOKEN")), (caller, reason) => Of(release.Handle(new(token!.Id, reason), caller, ct))));
        return steps;
    }

    private static PlannedStep Step(RemedyKind kind, Finding finding, Func<Caller, string, Task<Refusal?>> carry) => Step(kind, finding.EntityCode, carry);

    private static PlannedStep Step(RemedyKind kind, string target, Func<Caller, string, Task<Refusal?>> carry) => new(new(Word.Of(kind), target, MonitorText.Step(Word.Of(kind))), carry);

    private static async Task<Refusal?> Of<T>(Task<Outcome<T>> handling) => (await handling) is { Done: false } no ? no.Refusal : null;
}
