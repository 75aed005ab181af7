// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>The result of a check.</summary>
/// <param name="ReworkNode">A step before, picked by the checker; as the graph says where nothing is said.</param>
public sealed record CheckToken(Guid TokenId, QcOutcome Outcome, string? DefectCode = null, QcSeverity? Severity = null, string? Reason = null, string? PhotoRef = null, string? ReworkNode = null);

public sealed class CheckTokenHandler(TokenCommands commands)
{
    private const int MaxWord = 100;

    public async Task<Outcome<TokenView>> Handle(CheckToken command, Caller caller, CancellationToken ct)
    {
        if (Invalid(command) is { } invalid) return invalid;
        var order = new TokenOrder(command.TokenId, command.Outcome == QcOutcome.Scrap ? Permission.CorrectWork : Permission.CheckWork, LockStrength.Update, "TOKEN_CHECKED")
        {
            Metadata = new { outcome = Word.Of(command.Outcome), defect_code = command.DefectCode, reason = command.Reason?.Trim() }, Reason = command.Reason?.Trim(),
        };
        return await commands.Do(order, caller, async (work, scope) =>
        {
            if (await WhyNotMine(work, scope, command.TokenId) is { } refusal) return refusal;
            var node = scope.Pinned.Graph[scope.State.Tokens[command.TokenId].Node].Node;
            if (command.Outcome == QcOutcome.Pass && DispatchRules.WhyNotChecked(node, [.. scope[command.TokenId].Checked()]) is { } open) return open;
            TokenOperation check = (state, facts) => TokenEngine.Check(state, facts, new QcVerdict(command.TokenId, command.Outcome, command.DefectCode, command.Severity, command.Reason?.Trim(), command.ReworkNode, command.PhotoRef));
            return check;
        }, ct);
    }

    /// <summary>All but a pass say what is wrong.</summary>
    private static Refusal? Invalid(CheckToken command)
    {
        if (command.DefectCode?.Length > MaxWord || command.PhotoRef?.Length > MaxWord) return Refusal.Invalid("TEXT_TOO_LONG", command.PhotoRef?.Length > MaxWord ? "/photo_ref" : "/defect_code").With("max", MaxWord);
        if (command.Outcome == QcOutcome.Pass) return Text.WhyTooLong(command.Reason, Text.ReasonMax, "/reason");
        return string.IsNullOrWhiteSpace(command.DefectCode) ? Refusal.Invalid("DEFECT_CODE_REQUIRED", "/defect_code") : Text.WhyNoReason(command.Reason, "/reason");
    }

    /// <summary>The assignee checks, or anybody where it is nobody's; not who made it, where the step says so.</summary>
    private static async Task<Refusal?> WhyNotMine(Work work, TokenScope scope, Guid tokenId)
    {
        if (!scope.State.Tokens.TryGetValue(tokenId, out var token) || scope.Pinned.Graph[token.Node].Node is not { Type: RoutingNodeType.Qc } node) return null;
        var assignment = (await work.OpenAssignments([tokenId])).FirstOrDefault();
        if (assignment is { AssignedToUserId: { } assignee } && assignee != work.Caller.UserId) return DispatchRules.ToOther(assignment, node);
        if (assignment is null && node.Qc!.AssignmentRequired) return Refusal.Conflict("QC_ASSIGNMENT_REQUIRED").With("node", node.Code);
        if (assignment is null && Eligibility.WhyNot(node.Station!, await work.Worker(work.Caller.UserId)) is { } ineligible) return ineligible;
        return node.Qc!.SelfQcAllowed || !await Made(work, scope, token) ? null : Refusal.NotAllowed("SELF_QC").With("node", node.Code);
    }

    /// <summary>Whether the caller did the work that is checked: on the token, on what it was split or cut from, or on a part that became it.</summary>
    private static async Task<bool> Made(Work work, TokenScope scope, TokenState token)
    {
        var from = new HashSet<Guid>(scope.State.Tokens.Values.Where(t => t.MergedInto == token.Id).Select(t => t.Id)) { token.Id };
        for (var parent = token.ParentId; parent is { } id && from.Add(id);) parent = await work.Db.Tokens.Where(t => t.Id == id).Select(t => t.ParentTokenId).FirstOrDefaultAsync(work.Ct);
        var ended = work.Db.WorkSessions.Where(s => from.Contains(s.TokenId) && s.Status == SessionStatus.Completed);
        if (await ended.MaxAsync(s => (DateTime?)s.EndedAt, work.Ct) is not { } last) return false;
        return await ended.AnyAsync(s => s.EndedAt == last && s.OperatorUserId == work.Caller.UserId, work.Ct);
    }
}
