using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Makes another token in the stead of one that was scrapped.</summary>
/// <param name="FromNode">Where it begins; as the check says where nothing is said.</param>
public sealed record ReplaceToken(Guid TokenId, string? FromNode = null);

public sealed class ReplaceTokenHandler(TokenCommands commands, SerialBook serials)
{
    public Task<Outcome<TokenView>> Handle(ReplaceToken command, Caller caller, CancellationToken ct) =>
        commands.Do(new TokenOrder(command.TokenId, Permission.CorrectWork, LockStrength.Update, "TOKEN_REPLACED") { Metadata = new { from_node = command.FromNode }, Source = EventSource.Admin }, caller, async (work, scope) =>
        {
            if (!scope.State.Tokens.TryGetValue(command.TokenId, out var scrapped) || scrapped.SerialNumber is null) return TokenEngine.Replace(scope.State, scope.Facts, command.TokenId, command.FromNode);
            // Asked without a serial first: a code is never given out for a refusal.
            var asked = TokenEngine.Replace(scope.State, scope.Facts, command.TokenId, command.FromNode);
            if (!asked.Done) return asked;
            var id = scope.Facts.NewId();
            var snapshot = await work.Db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == scope.Instance.SnapshotId, work.Ct);
            var made = await serials.ForTokens(work, new SerialOrder(scope.Ticket.Id, scope.Ticket.TicketCode, scope.Instance.CycleNo, SerialType.Hat, snapshot.SerialSku), [id]);
            if (!made.Done) return made.Refusal;
            var first = true;
            var facts = scope.Facts with { NewId = () => first && !(first = false) ? id : scope.Facts.NewId(), NextSerial = () => made.Value[0].SerialNumber };
            return TokenEngine.Replace(scope.State, facts, command.TokenId, command.FromNode);
        }, ct);
}
