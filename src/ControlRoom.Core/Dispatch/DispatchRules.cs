using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>What decides whether somebody may begin: the token, who it is meant for, and what they are doing now.</summary>
/// <param name="Ineligible">Why they may not claim what is nobody's; null when they may, or are not asked.</param>
/// <param name="Mine">The caller's own open session on the token.</param>
/// <param name="InMyTeam">The assignment is to a team they are in.</param>
/// <param name="BusyWith">Their active session on another token.</param>
public sealed record StartFacts(TokenState Token, RoutingNode Node, TokenAssignment? Assignment, bool InMyTeam, Refusal? Ineligible, WorkSession? Owner, WorkSession? Mine, WorkSession? BusyWith, Guid Caller);

/// <summary>Why somebody may not do something with a token now; guard, buttons and queue all ask here.</summary>
public static class DispatchRules
{
    public static Refusal? WhyNotRunning(TicketStatus status, string ticketCode) => status switch
    {
        TicketStatus.InProgress => null,
        _ => Refusal.Conflict("TICKET_NOT_IN_PROGRESS").With("ticket", ticketCode).With("status", Word.Of(status)),
    };

    /// <param name="pauseCurrent">What they are doing is paused for it.</param>
    public static Refusal? WhyNotStart(StartFacts facts, SessionKind kind, bool pauseCurrent)
    {
        if (facts.Node.Type != RoutingNodeType.Operation) return Refusal.Conflict("NODE_HAS_NO_SESSION").With("node", facts.Node.Code);
        var refusal = kind == SessionKind.Own ? WhyNotOwn(facts) : WhyNotBeside(facts, kind);
        if (refusal is not null) return refusal;
        return facts.BusyWith is { } busy && !pauseCurrent ? Busy(busy) : null;
    }

    public static Refusal Busy(WorkSession busy) => Refusal.Conflict("OPERATOR_BUSY").With("token_id", busy.TokenId).With("node", busy.NodeCode);

    private static Refusal? WhyNotOwn(StartFacts facts)
    {
        if (facts.Token.Status != TokenStatus.Ready) return Refusal.Conflict("TOKEN_ALREADY_STARTED").With("status", Word.Of(facts.Token.Status)).With("operator_id", facts.Owner?.OperatorUserId);
        if (facts.Assignment is not { } assignment) return facts.Ineligible;
        return assignment.AssignedToUserId == facts.Caller || facts.InMyTeam ? null : ToOther(assignment, facts.Node);
    }

    /// <summary>Helping or taking over needs somebody to help, a step that allows it, and no strict assignment.</summary>
    private static Refusal? WhyNotBeside(StartFacts facts, SessionKind kind)
    {
        var allowed = facts.Node.Operation is { } operation && (kind == SessionKind.Assist ? operation.HelperAllowed : operation.TakeoverAllowed);
        if (facts.Assignment is { IsStrict: true } strict && strict.AssignedToUserId != facts.Caller) return ToOther(strict, facts.Node);
        if (!allowed) return Refusal.Conflict("NOT_ALLOWED_AT_STEP").With("kind", Word.Of(kind)).With("node", facts.Node.Code);
        if (facts.Owner?.OperatorUserId == facts.Caller || (kind == SessionKind.Assist && facts.Mine is not null)) return Refusal.Conflict("TOKEN_ALREADY_STARTED").With("status", Word.Of(facts.Token.Status)).With("operator_id", facts.Caller);
        if (kind == SessionKind.Assist && facts.Owner is null) return Refusal.Conflict("NOBODY_TO_HELP");
        // Taking over what nobody has is claiming it.
        return facts.Owner is null && facts.Assignment is null ? facts.Ineligible : null;
    }

    /// <summary>Work is given to somebody while it waits for a person: not before, and not once somebody has begun.</summary>
    public static Refusal? WhyNotAssign(TokenState token, TicketStatus ticket, string ticketCode, TokenAssignment? open)
    {
        if (WhyNotRunning(ticket, ticketCode) is { } stopped) return stopped;
        if (token.Status is TokenStatus.Active or TokenStatus.Paused) return Refusal.Conflict("TOKEN_ALREADY_STARTED").With("status", Word.Of(token.Status)).With("operator_id", open?.AssignedToUserId);
        if (token.Status != TokenStatus.Ready) return Refusal.InvalidTransition("token", Word.Of(token.Status), "ASSIGN", [Word.Of(TokenStatus.Ready)]);
        return open is null ? null : Refusal.Conflict("ALREADY_ASSIGNED").With("assignee", open.AssignedToUserId ?? open.AssignedToTeamId).Say("assignment_id", open.Id);
    }

    /// <summary>What somebody works on is taken over, not given away.</summary>
    public static Refusal? WhyNotChange(AssignmentStatus status, AssignmentChange action)
    {
        AssignmentStatus[] from = action is AssignmentChange.Accept or AssignmentChange.Reject ? [AssignmentStatus.Assigned] : [AssignmentStatus.Assigned, AssignmentStatus.Accepted];
        if (from.Contains(status)) return null;
        return status is AssignmentStatus.Started or AssignmentStatus.Paused ? Refusal.Conflict("TOKEN_ALREADY_STARTED").With("status", Word.Of(status)) : Refusal.InvalidTransition("assignment", Word.Of(status), Word.Of(action), from.Select(Word.Of));
    }

    public static Refusal ToOther(TokenAssignment assignment, RoutingNode node) => Refusal.Conflict("ASSIGNED_TO_OTHER").With("assignee", assignment.AssignedToUserId ?? assignment.AssignedToTeamId)
        .With("helper_allowed", !assignment.IsStrict && node.Operation is { HelperAllowed: true }).With("takeover_allowed", !assignment.IsStrict && node.Operation is { TakeoverAllowed: true });

    /// <summary>Pause, resume and complete are the holder's alone.</summary>
    public static Refusal? WhyNotHolder(WorkSession? owner, Guid caller) => owner?.OperatorUserId == caller ? null : Refusal.NotAllowed("NOT_SESSION_HOLDER").With("operator_id", owner?.OperatorUserId);

    /// <summary>Every required line of the step's list must be ticked before it is left.</summary>
    public static Refusal? WhyNotChecked(RoutingNode node, IReadOnlyCollection<string> ticked)
    {
        var open = node.Station?.Checklist.Where(l => l.Required && !ticked.Contains(l.Key)).Select(l => l.Key).ToList() ?? [];
        return open.Count == 0 ? null : Refusal.Conflict("CHECKLIST_OPEN").With("node", node.Code).With("open", string.Join(", ", open));
    }
}
