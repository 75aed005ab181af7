// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Ends tokens, with what lives of them, and makes others in their stead.</summary>
internal static class Scrapping
{
    /// <summary>Scraps a token as the check it lies at wants it: what is missing is replaced, asked for, or let be.</summary>
    public static void ScrapByPolicy(Draft draft, TokenState token, params ReadOnlySpan<(string Key, object? Value)> metadata)
    {
        var policy = draft.Graph[token.Node].Node.Qc?.Replacement ?? ReplacementPolicy.None;
        token = Scrap(draft, token, ScrapScope.Production, metadata);
        if (policy == ReplacementPolicy.None || WhyNoReplacement(draft, token) is not null) return;
        if (policy == ReplacementPolicy.Auto) Replace(draft, token, null);
        else draft.Change(token with { ReplacementDue = true }, TokenEventType.Note);
    }

    public static TokenState Scrap(Draft draft, TokenState token, ScrapScope scope, params ReadOnlySpan<(string Key, object? Value)> metadata)
    {
        token = draft.Change(token with { Status = TokenStatus.Scrapped, ScrapScope = scope, Stop = null }, TokenEventType.Scrap, metadata);
        foreach (var split in draft.Splits.Where(s => s.ParentId == token.Id).ToList())
        {
            foreach (var child in draft.ChildrenOf(split).ToList())
            {
                if (child.IsLive) Scrap(draft, child, scope, ("because_of", token.Id));
                else if (child.ReplacementDue) draft.Change(child with { ReplacementDue = false }, TokenEventType.Note, ("because_of", token.Id));
            }
        }
        if (draft.Split(token.SplitId) is { } mine) Joining.TryFire(draft, mine, 0);
        return draft[token.Id];
    }

    public static Refusal? WhyNoReplacement(Draft draft, TokenState token)
    {
        if (token is not { Status: TokenStatus.Scrapped, ScrapScope: ScrapScope.Production, ReplacementId: null }) return NoReplacement(token);
        if (draft.Split(token.SplitId) is not { } split || draft.Graph[split.SplitNode].Join is null) return null;
        return split.FiredAt is null && draft[split.ParentId].IsLive ? null : NoReplacement(token);
    }

    /// <param name="from">Where it begins; null = where the check says, else the first node of the branch, else the start.</param>
    public static TokenState Replace(Draft draft, TokenState scrapped, string? from)
    {
        var split = draft.Split(scrapped.SplitId);
        from ??= draft.Graph[scrapped.Node].Node.Qc?.ReplacementNode ?? (split is null ? draft.Graph.Start : draft.Graph.FirstOfBranch(split.SplitNode, scrapped.BranchKey!));
        var id = draft.Facts.NewId();
        var serial = scrapped.Type == TokenType.Piece ? draft.Facts.NextSerial() : null;
        draft.Change(scrapped with { ReplacementId = id, ReplacementDue = false }, TokenEventType.ReplacementCreated);
        var token = draft.Create(new TokenState(id, scrapped.Type, TokenOrigin.Replacement, from, scrapped.Qty)
        {
            ParentId = scrapped.ParentId, RootId = split is null ? id : scrapped.RootId, SplitId = scrapped.SplitId, BranchKey = scrapped.BranchKey, BranchOrdinal = scrapped.BranchOrdinal,
            ComponentCode = scrapped.ComponentCode, ReplacedId = scrapped.Id, SerialNumber = serial, SerialLabel = scrapped.SerialLabel,
        });
        draft.Write(token, TokenEventType.ReplacementOf, null, ("parent_scrapped_token_id", scrapped.Id));
        if (from == draft.Graph.Start) Router.Onward(draft, token, 0);
        else Router.Enter(draft, token, null, 0);
        return draft[id];
    }

    private static Refusal NoReplacement(TokenState token) => Refusal.Conflict("REPLACEMENT_NOT_POSSIBLE").With("status", Word.Of(token.Status));
}
