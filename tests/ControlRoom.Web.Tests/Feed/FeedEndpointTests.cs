using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Feed;

public sealed class FeedEndpointTests
{
    [Theory, Databases]
    public async Task Changes_are_a_page_with_a_cursor_that_every_role_may_read(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var viewer = await plant.As(Role.Viewer);
        await Supplier(admin, "SUP-X");

        // The start itself leaves events, the gates.
        var first = await Until.Read(() => viewer.Get("/api/changes?limit=500"), a => Codes(a).Contains("SUP-X"));
        var item = first.Json.GetProperty("items").EnumerateArray().Last();
        Assert.Equal("SUP-X", item.GetProperty("code").GetString());
        Assert.Equal(["actor", "at", "code", "cursor", "entity_id", "entity_type", "event_type", "run_id"], item.EnumerateObject().Select(p => p.Name).Order());

        await Supplier(admin, "SUP-Y");
        var second = await Until.Read(() => viewer.Get($"/api/changes?after={Next(first)}"), a => Codes(a).Count > 0);
        Assert.Equal(["SUP-Y"], Codes(second));
        var last = await Until.Read(() => viewer.Get("/api/changes?after=latest"), a => Next(a) == Next(second));
        Assert.Empty(Codes(last));
        (await viewer.Get("/api/changes?after=yesterday")).MustRefuse(422, "CURSOR_INVALID");
    }

    [Theory, Databases]
    public async Task A_stream_goes_on_after_the_last_event_id_and_tells_what_happens_next(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var viewer = await plant.As(Role.Viewer);
        await Supplier(admin, "SUP-1");
        await Supplier(admin, "SUP-2");

        string? last;
        await using (var stream = await Listener.Open(viewer.Http, null))
        {
            string? code;
            do (last, code) = await stream.Next();
            while (code != "SUP-1");
        }

        await using var again = await Listener.Open(viewer.Http, last);
        Assert.Equal("SUP-2", (await again.Next()).Code);
        await Supplier(admin, "SUP-3");
        Assert.Equal("SUP-3", (await again.Next()).Code);
    }

    private static List<string?> Codes(Answer answer) => [.. answer.Must(200).GetProperty("items").EnumerateArray().Select(c => c.GetProperty("code").GetString())];

    private static string? Next(Answer answer) => answer.Must(200).GetProperty("next").GetString();

    private static async Task Supplier(Api api, string code) => (await api.Post("/api/suppliers", new { code, name = code, goods_class = "MEAT" })).Must(201);

    /// <summary>A client of server-sent events.</summary>
    private sealed class Listener(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<Listener> Open(HttpClient http, string? lastEventId)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/changes");
            request.Headers.Accept.ParseAdd("text/event-stream");
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            return new Listener(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        }

        public async Task<(string Id, string? Code)> Next()
        {
            var id = "";
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
                if (line.StartsWith("data: ", StringComparison.Ordinal)) return (id, JsonElement.Parse(line[6..]).GetProperty("code").GetString());
            }
            throw new EndOfStreamException();
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
