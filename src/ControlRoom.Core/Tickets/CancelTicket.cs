// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Text.Json.Serialization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>The hard reset: nothing of the cycle can ever come back. What was finished stays finished.</summary>
public sealed record CancelTicket(Guid TicketId, string? Reason, int? RowVersion = null);

/// <summary>What the reset took away.</summary>
public sealed record ResetView(int ScrappedTokens, int KeptCompleted, int CancelledSessions, int CancelledAssignments, int CancelledSerials);

public sealed record CancelledTicket : TicketView
{
    public CancelledTicket(TicketView ticket, ResetView reset) : base(ticket) => Reset = reset;

    [JsonConstructor]
    private CancelledTicket() => Reset = null!;

    public ResetView Reset { get; init; }
}

public sealed class CancelTicketHandler(OperationRunner runner, DestructiveOperations operations)
{
    public async Task<Outcome<CancelledTicket>> Handle(CancelTicket command, Caller caller, CancellationToken ct)
    {
        var request = new OperationRequest(CancelTicketOperation.Is, command.TicketId.ToString()) { Reason = command.Reason, SeenVersion = command.RowVersion };
        return await runner.One<CancelledTicket>(operations[CancelTicketOperation.Is], command.TicketId, request, caller, async (work, gone) =>
        {
            var ticket = await work.Db.Tickets.FirstAsync(t => t.Id == command.TicketId, work.Ct);
            return new CancelledTicket(await work.Db.TicketView(ticket, work.Ct), Reset.View(gone));
        }, ct);
    }
}

public sealed class CancelTicketOperation : DestructiveOperation
{
    public const string Is = "ticket.cancel";

    public override string Noun => "ticket";
    public override string Verb => "cancel";
    public override Permission Permission => Permission.PlanWork;
    public override string Entity => EntityTypes.Ticket;
    public override bool NeedsReason => true;
    public override bool Removes => false;

    /// <summary>People go on working until the lock is taken.</summary>
    public override bool IsAnnouncedExactly => false;

    public override SafetyRule Rule => new("never: cancelling is how a ticket that went wrong is stopped.",
        "A hard reset leaves nothing that could come back; what it takes away is shown before, and its reason stays on the trail.",
        "No predicate. In every environment the ticket must be PLANNED, IN_PROGRESS or PAUSED (INVALID_TRANSITION), and a reason of at least ten characters is needed.",
        "living tokens, work sessions, assignments and unused serials", "Pause the ticket.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Tickets.Select(t => new Target { Id = t.Id, Code = t.TicketCode, Name = t.JobName });

    public override Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => Task.FromResult<Refusal?>(null);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        if (await db.WhyReadOnly(ct) is { } off) return off;
        var ticket = await db.Tickets.AsNoTracking().FirstAsync(t => t.Id == target.Id, ct);
        if (asked.SeenVersion is { } seen && seen != ticket.RowVersion) return Refusal.Stale(ticket.RowVersion);
        return TicketRules.WhyNot(ticket, TicketAction.Cancel, CycleFacts.None);
    }

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => Reset.Measure(db, target.Id, ct);

    public override Task Lock(Work work, Guid id) => work.LockTickets(LockStrength.Update, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var ticket = await work.Db.Tickets.FirstAsync(t => t.Id == target.Id, work.Ct);
        var going = await Reset.Measure(work.Db, ticket.Id, work.Ct);
        if (ticket.GraphInstanceId is not null && await Reset.Cycle(work, ticket, asked.Reason!) is { } refusal) return refusal;
        await work.Wind(ticket);
        ticket.Cancel(asked.Reason!, Reset.View(going), work.Now);
        return Outcome<IReadOnlyDictionary<string, Amount>>.Of(going);
    }

    /// <summary>Nothing of the ticket lives any more.</summary>
    public override async Task<bool> Holds(Work work, Target target) =>
        await work.Db.Tickets.AnyAsync(t => t.Id == target.Id && t.Status == TicketStatus.Cancelled && t.GraphInstanceId == null, work.Ct)
        && !await work.Db.Instances.AnyAsync(i => i.JobTicketId == target.Id && i.Status == InstanceStatus.Active, work.Ct)
        && !await work.Db.Tokens.AnyAsync(t => t.JobTicketId == target.Id && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped, work.Ct)
        && (await Reset.Measure(work.Db, target.Id, work.Ct)).Where(m => m.Key != Reset.Kept).All(m => m.Value.Count == 0);
}

/// <summary>Takes a cycle down: its living tokens, and all that hangs on them.</summary>
internal static class Reset
{
    public const string Tokens = "scrapped_tokens", Kept = "kept_completed", Sessions = "cancelled_sessions", Assignments = "cancelled_assignments", Serials = "cancelled_serials";

    public static async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Guid ticketId, CancellationToken ct)
    {
        var cycle = await db.Cycle(await db.Tickets.Where(t => t.Id == ticketId).Select(t => t.GraphInstanceId).FirstAsync(ct), ct);
        var tokens = db.Tokens.Where(t => t.JobTicketId == ticketId).Select(t => t.Id);
        return Impact.Of((Tokens, cycle.Live), (Kept, cycle.Completed),
            (Sessions, await db.WorkSessions.CountAsync(s => tokens.Contains(s.TokenId) && (s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused), ct)),
            (Assignments, await db.Assignments.CountAsync(a => tokens.Contains(a.TokenId) && TokenAssignment.Open.Contains(a.Status), ct)),
            (Serials, await db.TicketSerials.CountAsync(s => s.TicketId == ticketId && s.State == SerialState.Issued, ct)));
    }

    public static ResetView View(IReadOnlyDictionary<string, Amount> gone) =>
        new(Count(gone, Tokens), Count(gone, Kept), Count(gone, Sessions), Count(gone, Assignments), Count(gone, Serials));

    /// <summary>Scraps what lives, closes what people were doing, and archives the cycle.</summary>
    public static async Task<Refusal?> Cycle(Work work, Ticket ticket, string reason)
    {
        var whole = await TokenScope.Whole(work, ticket);
        if (!whole.Done) return whole.Refusal;
        var (scope, before) = (whole.Value, whole.Value.State);
        var result = TokenEngine.Reset(scope.State, scope.Facts, reason);
        scope.Store(result, EventSource.Admin, reason);
        await work.Follow(scope, before, result, reason);
        await work.ScrapSerials([.. result.Changed.Select(t => t.Id)]);
        await scope.EndNodes(NodeInstanceStatus.Blocked, "JOB_RESET");
        await work.Flush();
        scope.Instance.Archive(reason, work.Caller.UserId, work.Now);
        return null;
    }

    private static int Count(IReadOnlyDictionary<string, Amount> gone, string what) => gone.TryGetValue(what, out var amount) ? (int)amount.Count : 0;
}
