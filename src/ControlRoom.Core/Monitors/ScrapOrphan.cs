using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Monitors;

/// <summary>Ends what still lives of a token's family in a cycle or ticket that is over, as its reset should have.</summary>
public sealed record ScrapOrphan(Guid TokenId, string? Reason);

public sealed record ScrappedOrphans(int Tokens);

public sealed class ScrapOrphanHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ScrappedOrphans>> Handle(ScrapOrphan command, Caller caller, CancellationToken ct) => boundary.Do<ScrappedOrphans>(caller, Permission.Administer, async work =>
    {
        if (Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
        var loaded = await TokenScope.Of(work, command.TokenId, LockStrength.Update, evenEnded: true);
        if (!loaded.Done) return loaded.Refusal;
        var (scope, before, reason) = (loaded.Value, loaded.Value.State, command.Reason!.Trim());
        var result = TokenEngine.Reset(scope.State, scope.Facts, reason);
        if (result.Effects.IsEmpty) return new ScrappedOrphans(0);
        scope.Store(result, EventSource.Admin, reason);
        await work.Flush();
        await work.Follow(scope, before, result, reason);
        await work.ScrapSerials([.. result.Changed.Select(t => t.Id)]);
        work.Record(scope.FactOf("ORPHAN_SCRAPPED", command.TokenId, new { reason, tokens = result.Changed.Count() }));
        return new ScrappedOrphans(result.Changed.Count());
    }, ct);
}
