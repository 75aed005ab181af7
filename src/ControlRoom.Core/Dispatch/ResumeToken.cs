using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>Whoever paused it goes on.</summary>
public sealed record ResumeToken(Guid TokenId);

public sealed class ResumeTokenHandler(TokenCommands commands)
{
    public Task<Outcome<TokenView>> Handle(ResumeToken command, Caller caller, CancellationToken ct) =>
        commands.Do(new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "TOKEN_RESUMED"), caller, async (work, scope) =>
        {
            var sessions = await work.OpenSessions([command.TokenId]);
            var own = sessions.Find(s => s.OperatorUserId == caller.UserId);
            if (DispatchRules.WhyNotHolder(own ?? sessions.Find(s => s.Kind != SessionKind.Assist), caller.UserId) is { } refusal) return refusal;
            if (await work.Db.WorkSessions.AsNoTracking().FirstOrDefaultAsync(s => s.OperatorUserId == caller.UserId && s.Status == SessionStatus.Active && s.TokenId != command.TokenId, work.Ct) is { } busy)
                return Refusal.Conflict("OPERATOR_BUSY").With("token_id", busy.TokenId).With("node", busy.NodeCode);
            if (own!.Status != SessionStatus.Paused) return Refusal.InvalidTransition("session", Word.Of(own.Status), "RESUME", [Word.Of(SessionStatus.Paused)]);
            var resumed = own.Kind == SessionKind.Assist ? new EngineResult([], scope.State) : TokenEngine.Resume(scope.State, scope.Facts, command.TokenId);
            if (!resumed.Done) return resumed.Refusal;
            own.Resume(work.Now);
            if (own.Kind != SessionKind.Assist) foreach (var assignment in await work.OpenAssignments([command.TokenId])) if (assignment.Status == AssignmentStatus.Paused) assignment.Resume(work.Now);
            return resumed;
        }, ct);
}
