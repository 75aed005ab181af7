using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Dispatch;

internal static class TokenEndpoints
{
    private const string One = "/tokens/{id:guid}";

    public static void MapTokens(this ApiRoutes api)
    {
        api.Read("/tokens", Permission.Read, 100, ([AsParameters] PageQuery page, Guid? ticket, QueryWord<TokenStatus>? status, string? node, Api api, TokenQueries tokens, CancellationToken ct) =>
                api.List(page, p => tokens.List(new TokenFilter(ticket, status?.Value, node), p, ct), t => t.Id, () => tokens.Count(new TokenFilter(ticket, status?.Value, node), ct)))
            .WithSummary("Tokens, newest first; of a ticket, with a status, at a step.");
        api.Read(One, Permission.Read, 200, (Guid id, Api api, TokenQueries tokens, CancellationToken ct) => api.Answer(tokens.Detail(id, ct)))
            .WithSummary("A token with its history, its sessions, and whom it came from and became.");
        api.MapSessions();
        api.MapResults();
        api.MapCorrections();
    }

    private static void MapSessions(this ApiRoutes api)
    {
        api.Write("POST", One + "/start", Permission.Work, 200, (Guid id, StartBody body, Api api, StartTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Kind ?? SessionKind.Own, body.AutoPauseCurrent ?? false, body.Reason), api.Caller, ct)))
            .WithSummary("Begins the work of a step: one's own, beside somebody, or instead of them.");
        api.Write("POST", One + "/assist", Permission.Work, 200, (Guid id, StartBody body, Api api, StartTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, SessionKind.Assist, body.AutoPauseCurrent ?? false, body.Reason), api.Caller, ct)))
            .WithSummary("Helps whoever works on it; the work stays theirs.");
        api.Write("POST", One + "/takeover", Permission.Work, 200, (Guid id, TakeoverBody body, Api api, StartTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, SessionKind.Replace, body.AutoPauseCurrent ?? false, body.Reason), api.Caller, ct)))
            .WithSummary("Takes the work over with a reason; the time of who had it stays.");
        api.Write("POST", One + "/pause", Permission.Work, 200, (Guid id, PauseBody body, Api api, PauseTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.ReasonCode, body.Note), api.Caller, ct)))
            .WithSummary("Stops the caller's work for a while.");
        api.Write("POST", One + "/resume", Permission.Work, 200, (Guid id, Api api, ResumeTokenHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id), api.Caller, ct)))
            .WithSummary("Goes on with paused work.");
        api.Write("POST", One + "/checklist", Permission.Work, 400, (Guid id, ChecklistBody body, Api api, TickLineHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Key, Requests.Need(body.Checked, "checked")), api.Caller, ct)))
            .WithSummary("Ticks a line of the step's list, or takes the tick away.");
        api.Write("POST", One + "/problem", Permission.Work, 100, (Guid id, ProblemBody body, Api api, ReportProblemHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.Code, "code"), body.Note), api.Caller, ct)))
            .WithSummary("Pauses the work and calls somebody.");
    }

    private static void MapResults(this ApiRoutes api)
    {
        api.Write("POST", One + "/complete", Permission.Work, 200, (Guid id, CompleteBody body, Api api, CompleteTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.GoodQty, body.ScrapQty ?? 0, body.ReworkQty ?? 0, body.Reason, body.NextEdgeId), api.Caller, ct)))
            .WithSummary("Ends the work of a step: what is good goes on, what can be mended goes back, the rest is scrapped.");
        api.Write("POST", One + "/qc", Permission.CheckWork, 200, (Guid id, QcBody body, Api api, CheckTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.Outcome, "outcome"), body.DefectCode, body.Severity, body.Reason, body.PhotoRef, body.ReworkNode), api.Caller, ct)))
            .WithSummary("The result of a check; all but PASS need a defect code and a reason, SCRAP is a manager's.");
        api.Write("POST", One + "/undo", Permission.CheckWork, 200, (Guid id, Api api, UndoTokenHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id), api.Caller, ct)))
            .WithSummary("Takes back what was last done to a token: within a minute, by whoever did it, while nothing has come of it.");
        api.Write("POST", One + "/approve", Permission.Read, 100, (Guid id, Api api, ApproveTokenHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id), api.Caller, ct)))
            .WithSummary("Lets a token go on from a wait for the approval of the caller's role.");
    }

    private static void MapCorrections(this ApiRoutes api)
    {
        api.Write("POST", One + "/scrap", Permission.CorrectWork, 100, (Guid id, ScrapBody body, Api api, ScrapTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.ReasonCode, body.Reason), api.Caller, ct)))
            .WithSummary("Scraps a token with everything that lives of it.");
        api.Create(One + "/replacement", Permission.CorrectWork, 100, (Guid id, ReplacementBody body, Api api, ReplaceTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.FromNode), api.Caller, ct)))
            .WithSummary("Makes another token in the place of a scrapped one.");
        api.Write("POST", One + "/corrections", Permission.CorrectWork, 100, (Guid id, CorrectionBody body, Api api, CorrectTokenHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.Type, "type"), body.Reason, body.ToNode, body.EdgeId, body.Outcome, body.JoinCount), api.Caller, ct)))
            .WithSummary("Puts something right by hand; what was before is written beside it.");
    }
}
