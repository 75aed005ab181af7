using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Feed;

public static class FeedEndpoints
{
    private const string Latest = "latest", LastEventId = "Last-Event-ID";

    public static void MapFeed(this ApiRoutes routes) => routes.Area("feed")
        .Read("/changes", Permission.Read, 200, async ([AsParameters] PageQuery page, HttpRequest request, Api api, ChangeQueries changes, Dialect dialect, IHostApplicationLifetime lifetime, CancellationToken ct) =>
        {
            var stream = request.Headers.Accept.ToString().Contains(ChangeStream.MediaType, StringComparison.OrdinalIgnoreCase);
            var said = stream && request.Headers.TryGetValue(LastEventId, out var last) && last.Count > 0 ? last.ToString() : page.After;
            var after = await Cursor(said, changes, ct);
            return stream ? new ChangeStream(changes, dialect, after, lifetime.ApplicationStopping) : (IResult)await api.Show(changes.After(after, page.Size, ct));
        })
        .Produces<ChangesView>()
        .WithSummary("What changed, oldest first, after a cursor or after=latest; with Accept: text/event-stream as server-sent events that go on.");

    private static async Task<ChangeCursor> Cursor(string? text, ChangeQueries changes, CancellationToken ct) => text switch
    {
        null or "" => ChangeCursor.Start,
        Latest => await changes.Latest(ct),
        _ => ChangeCursor.TryParse(text, out var cursor) ? cursor : throw new RefusedException(PageQuery.CursorInvalid),
    };
}
