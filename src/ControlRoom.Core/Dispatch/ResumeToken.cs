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
        commands.Do(new TokenOrder(command.TokenId, Permission.Work, LockStrength.Share, "TOKEN_RESUMED"), caller, async (work, _) =>
        {
            var found = await work.OwnSession(command.TokenId, SessionAction.Resume);
            if (!found.Done) return found.Refusal;
            if (await work.Db.WorkSessions.AsNoTracking().FirstOrDefaultAsync(s => s.OperatorUserId == caller.UserId && s.Status == SessionStatus.Active, work.Ct) is { } busy) return DispatchRules.Busy(busy);
            found.Value.Resume(work.Now);
            if (found.Value.Kind == SessionKind.Assist) return TokenCommands.Nothing;
            foreach (var assignment in await work.OpenAssignments([command.TokenId])) if (assignment.Status == AssignmentStatus.Paused) assignment.Resume(work.Now);
            TokenOperation resume = (state, facts) => TokenEngine.Resume(state, facts, command.TokenId);
            return resume;
        }, ct);
}
