using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Dispatch;

public static class WorkEndpoints
{
    public static void MapWork(this ApiRoutes routes)
    {
        var api = routes.Area("work");
        api.Read("/work-queue", Permission.Read, 400, Queue)
            .WithSummary("What the caller works on, what is ready for them, and what waits with its reason; only what is ready has pages.");
        api.Read("/assignments", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<AssignmentStatus>? status, Guid? user_id, Api api, AssignmentQueries assignments, CancellationToken ct) =>
                api.List(page, p => assignments.List(status?.Value, user_id, p, ct), a => a.Id, () => assignments.Count(status?.Value, user_id, ct)))
            .WithSummary("Who is expected to do what, newest first; those that are open where no status is named.");
        api.Write("POST", "/assignments", Permission.PlanWork, 100, Assign)
            .WithSummary("Gives up to 200 tokens to a person or a team; those that cannot be given are refused one by one.");
        api.Write("PATCH", "/assignments/{id:guid}", Permission.Work, 100, (Guid id, AssignmentChangeBody body, Api api, ChangeAssignmentHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.Action, "action"), body.UserId, body.Reason), api.Caller, ct)))
            .WithSummary("ACCEPT or REJECT one's own work; CANCEL or REASSIGN it, for those who plan.");
        api.Ask("/scan/lookup", Permission.Read, 600, (ScanBody body, Api api, ScanQueries scans, CancellationToken ct) => api.Answer(scans.Find(body.Code, ct)))
            .WithSummary("What a scanned code means and what may be done with it; stores nothing.");
        api.MapTokens();
    }

    private static async Task<Answer<WorkQueue>> Queue([AsParameters] PageQuery page, [AsParameters] QueueQuery query, Api api, WorkQueueQueries queues, CancellationToken ct)
    {
        var found = await queues.Queue(api.Caller, query.Filter, new QueuePage(page.Within(QueuePage.MaxLimit), Key(page.After)), ct);
        return api.Part(found.Queue, found.Next);
    }

    /// <summary>A key of the queue is plain text: what does not look like one is no cursor.</summary>
    private static string? Key(string? after) =>
        string.IsNullOrEmpty(after) ? null : after.Length <= 200 && after.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? after : throw new RefusedException(PageQuery.CursorInvalid);

    private static async Task<Answer<AssignedTokens>> Assign(AssignBody body, Api api, AssignTokensHandler handler, AssignmentQueries assignments, CancellationToken ct)
    {
        Guid? team = null;
        if (body.TeamCode is { } code)
        {
            team = await assignments.Team(code, ct);
            if (team is null) return new(Refusal.NotFound("team", code));
        }
        return await api.Answer(handler.Handle(new(body.TokenIds, body.UserId, team, body.IsStrict ?? false, body.Reason), api.Caller, ct));
    }
}
