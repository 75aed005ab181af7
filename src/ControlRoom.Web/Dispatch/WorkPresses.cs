using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Web.Dispatch;

/// <summary>One press of a button of the queue that asks nothing more; also its own intention.</summary>
public sealed record WorkPress(string Verb, Guid TokenId);

public sealed class WorkPresses(StartTokenHandler start, PauseTokenHandler pause, ResumeTokenHandler resume, CheckTokenHandler check, UndoTokenHandler undo)
{
    public static readonly IReadOnlySet<string> AtOnce = new HashSet<string>(StringComparer.Ordinal) { "start", "start-instead", "assist", "pause", "resume", "pass", "undo" };

    public Task<Outcome<TokenView>> Do(WorkPress press, Caller caller) => press.Verb switch
    {
        "start" => start.Handle(new(press.TokenId), caller, CancellationToken.None),
        "start-instead" => start.Handle(new(press.TokenId, PauseCurrent: true), caller, CancellationToken.None),
        "assist" => start.Handle(new(press.TokenId, SessionKind.Assist, PauseCurrent: true), caller, CancellationToken.None),
        "pause" => pause.Handle(new(press.TokenId), caller, CancellationToken.None),
        "resume" => resume.Handle(new(press.TokenId), caller, CancellationToken.None),
        "pass" => check.Handle(new(press.TokenId, QcOutcome.Pass), caller, CancellationToken.None),
        _ => undo.Handle(new(press.TokenId), caller, CancellationToken.None),
    };
}
