using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;

namespace ControlRoom.Core.Dispatch;

/// <summary>Gives work to a person or a team; whatever cannot be given is refused by itself.</summary>
/// <param name="UserId">Exactly one of this and <paramref name="TeamId"/>.</param>
/// <param name="IsStrict">Nobody else may help or take over.</param>
public sealed record AssignTokens(IReadOnlyList<Guid>? TokenIds, Guid? UserId, Guid? TeamId, bool IsStrict = false, string? Reason = null)
{
    public const int MaxTokens = 200;
}

public sealed record RefusedToken(Guid TokenId, string Code, string Detail);

public sealed record AssignedTokens(IReadOnlyList<TokenAssignmentView> Assigned, IReadOnlyList<RefusedToken> Refused);

public sealed class AssignTokensHandler(TransactionBoundary boundary)
{
    public Task<Outcome<AssignedTokens>> Handle(AssignTokens command, Caller caller, CancellationToken ct) => boundary.Do<AssignedTokens>(caller, Permission.PlanWork, async work =>
    {
        if (Invalid(command) is { } invalid) return invalid;
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        if (await work.WhyNoAssignee(command.UserId, command.TeamId) is { } nobody) return nobody;
        Guid[] ids = [.. command.TokenIds!.Distinct()];
        var places = await AssignmentTargets.Lock(work, ids);
        var (made, refused) = (new List<TokenAssignment>(), new List<(Guid Token, Refusal Why)>());
        foreach (var id in ids)
        {
            var place = places.GetValueOrDefault(id);
            if (place is null) refused.Add((id, Refusal.NotFound("token", id)));
            else if (DispatchRules.WhyNotAssign(place.Token.State(), place.Ticket.Status, place.Ticket.TicketCode, place.Open) is { } refusal) refused.Add((id, refusal));
            else made.Add(place.Give(work, command.UserId, command.TeamId, command.IsStrict, command.Reason?.Trim()));
        }
        var said = refused.Select(r => new RefusedToken(r.Token, r.Why.Code, r.Why.Detail())).ToList();
        // One that was refused says why by its own code; of many each says so.
        if (made.Count == 0) return (refused is [var only] ? only.Why : Refusal.Conflict("NOTHING_ASSIGNED").With("count", refused.Count)).Say("refused", said);
        work.Record(Fact(command, made, places));
        foreach (var ticket in made.Select(a => places[a.TokenId].Ticket.Id).Distinct()) work.Touch(Topics.Ticket(ticket));
        await work.Flush();
        return new AssignedTokens(await AssignmentQueries.Views(work.Db, made.Select(a => a.Id).ToArray(), work.Ct), said);
    }, ct);

    private static Refusal? Invalid(AssignTokens command)
    {
        if (command.TokenIds is not { Count: > 0 }) return Refusal.Invalid("FIELD_REQUIRED", "/token_ids").With("field", "token_ids");
        if (command.TokenIds.Count > AssignTokens.MaxTokens) return Refusal.Invalid("TOO_MANY_ITEMS", "/token_ids").With("max", AssignTokens.MaxTokens);
        if (command.UserId is null == command.TeamId is null) return Refusal.Invalid("ASSIGNEE_INVALID", "/user_id");
        return Text.WhyTooLong(command.Reason, Text.ReasonMax, "/reason");
    }

    private static Fact Fact(AssignTokens command, List<TokenAssignment> made, IReadOnlyDictionary<Guid, AssignmentTarget> places)
    {
        var (first, token) = (made[0], places[made[0].TokenId].Token);
        return new Fact("TOKENS_ASSIGNED", EntityTypes.Assignment, first.Id, token.SerialNumber ?? token.SerialLabel, null,
            new { user_id = command.UserId, team_id = command.TeamId, is_strict = command.IsStrict, token_ids = made.Select(a => a.TokenId).ToArray() })
        {
            Metadata = new { reason = command.Reason?.Trim() }, TicketId = places[first.TokenId].Ticket.Id,
        };
    }
}
