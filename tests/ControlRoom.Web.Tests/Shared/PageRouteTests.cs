using System.Net;
using System.Text.RegularExpressions;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Shared.Host;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>Every page and every old address, for everybody: shown, led elsewhere, or refused (plant specification §6).</summary>
public sealed partial class PageRouteTests
{
    private const string Everybody = "ADMIN MANAGER AUDITOR OPERATOR VIEWER", Command = "ADMIN MANAGER OPERATOR", Quality = "ADMIN MANAGER AUDITOR", Directors = "ADMIN MANAGER";

    /// <summary>Who may open what begins with this, the longest beginning first; a page that none of these covers makes the test fail until it is decided here.</summary>
    private static readonly (string Prefix, string Roles)[] Who =
    [
        ("/dashboard", Everybody), ("/presentation", Everybody), ("/run/", Everybody), ("/alarms", Everybody), ("/command", Command), ("/flow-editor", Command), ("/validator", Quality),
        ("/admin", Directors), ("/operations", Directors), ("/admin/users", "ADMIN"), ("/admin/api-keys", "ADMIN"), ("/admin/environment", "ADMIN"), ("/admin/destructive", "ADMIN"), ("/run/{Id}/report", Quality),
        ("/labels/", Command), ("/lots/", Everybody), ("/products", Everybody), ("/tickets", Everybody), ("/queue", Everybody), ("/serials", Everybody), ("/outbox", "ADMIN MANAGER AUDITOR OPERATOR"), ("/monitors", "ADMIN MANAGER AUDITOR OPERATOR"),
    ];

    /// <summary>Pages without sign-in: signing in itself, what whoever holds a piece may ask, what says that something went wrong, and the samples that exist in development only.</summary>
    private static readonly string[] Open = ["/login", "/verify/", "/not-found", "/problem/", "/dev/", "/Error"];

    private static readonly (string Old, string New)[] Moved = [("/", "/dashboard"), ("/flow-v1", "/dashboard"), ("/flow-v2", "/command"), ("/flow-v3", "/validator"), ("/first-flow", "/command")];

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_page_is_shown_to_its_roles_and_refused_in_words_to_the_others(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var routes = Pages(plant).Where(r => !Open.Any(o => r.StartsWith(o, StringComparison.Ordinal))).ToList();
        Assert.Contains("/dashboard", routes);
        Assert.Contains("/flow-editor/{FlowId:guid}/v/{N:int}", routes);
        using var stranger = Client(plant);
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await SignedIn(plant, People.With(role));
            foreach (var route in routes)
            {
                var roles = Who.OrderByDescending(w => w.Prefix.Length).FirstOrDefault(w => (route + "/").StartsWith(w.Prefix, StringComparison.Ordinal)).Roles;
                Assert.True(roles is not null, $"{route} is a page that nobody has decided about: add whom it is for to {nameof(PageRouteTests)}.{nameof(Who)}.");
                using var answer = await browser.GetAsync(Filled(route), TestPlant.Ct);
                var text = await answer.Content.ReadAsStringAsync(TestPlant.Ct);
                if (roles.Split(' ').Contains(Word.Of(role))) Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found || (answer.StatusCode == HttpStatusCode.NotFound && route.Contains('{', StringComparison.Ordinal)), $"{role} gets {answer.StatusCode} at {route}.");
                else Assert.True(answer.StatusCode == HttpStatusCode.Forbidden && text.Contains("data-problem=\"403\"", StringComparison.Ordinal), $"{role} gets {answer.StatusCode} at {route}.");
            }
        }
        foreach (var route in routes)
        {
            using var answer = await stranger.GetAsync(Filled(route), TestPlant.Ct);
            Assert.Equal((HttpStatusCode.Found, "/login"), (answer.StatusCode, answer.Headers.Location!.IsAbsoluteUri ? answer.Headers.Location.AbsolutePath : answer.Headers.Location.ToString().Split('?')[0]));
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Old_addresses_lead_every_role_to_the_page_that_took_their_place(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await SignedIn(plant, People.With(role));
            foreach (var (old, page) in Moved)
            {
                using var answer = await browser.GetAsync(old, TestPlant.Ct);
                Assert.Equal((HttpStatusCode.Found, page), (answer.StatusCode, answer.Headers.Location!.ToString()));
            }
        }
        using var stranger = Client(plant);
        using var refused = await stranger.GetAsync("/first-flow", TestPlant.Ct);
        Assert.Equal("/login", refused.Headers.Location!.AbsolutePath);
    }

    [Theory, Databases]
    public async Task The_oldest_bookmark_leads_to_the_buffers_of_the_run_that_was_opened_last_while_it_is_active(Db db)
    {
        await using var plant = await WebPlant.Start(db, time: new FakeTime());
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        using var browser = await SignedIn(plant, People.Operator);

        Assert.Equal($"/command/run/{day.Run.RunCode}/buffers", await LastRun(day.Run.RunCode));
        Assert.Equal($"/command/run/{day.Run.RunCode}/buffers", await LastRun(day.Run.Id.ToString()));
        foreach (var other in (string[])["RUN-20990101-DUNA-0001", "%00", "../command", "%2F%2Felsewhere.test", new string('A', 500), ""]) Assert.Equal("/command", await LastRun(other));
        (await day.Abort()).Must();
        Assert.Equal("/command", await LastRun(day.Run.RunCode));

        async Task<string> LastRun(string noted)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/first-flow");
            request.Headers.Add("Cookie", $"{OldAddresses.LastRunCookie}={noted}");
            using var answer = await browser.SendAsync(request, TestPlant.Ct);
            return answer.Headers.Location!.ToString();
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_page_that_does_not_exist_says_so_and_leads_back(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var browser = await SignedIn(plant, People.Viewer);
        using var answer = await browser.GetAsync("/no/such/page", TestPlant.Ct);
        var text = await answer.Content.ReadAsStringAsync(TestPlant.Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Not found", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/\"", text, StringComparison.Ordinal);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task An_alarm_leads_nobody_to_a_page_that_is_not_theirs(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var role in Enum.GetValues<Role>())
        {
            using var browser = await SignedIn(plant, People.With(role));
            foreach (var address in Enum.GetValues<AlarmKind>().SelectMany(kind => (AlarmView[])[Alarm(kind, run: "RUN-20260124-DUNA-0001"), Alarm(kind, buffer: "LK-001"), Alarm(kind)]).Select(alarm => AlarmText.Href(alarm, role)).Distinct())
            {
                using var answer = await browser.GetAsync(address, TestPlant.Ct);
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{role} gets {answer.StatusCode} at {address}.");
            }
        }

        static AlarmView Alarm(AlarmKind kind, string? run = null, string? buffer = null) =>
            new(Guid.NewGuid(), kind, 1, AlarmState.Unack, null, run, null, null, null, buffer, null, null, null, false, DateTime.UnixEpoch, null, null, null, null, 1) { ObjectCode = "chore" };
    }

    internal static List<string> Pages(WebPlant plant) =>
        [.. plant.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>With something in the places of its parameters; whether that exists is the page's to say.</summary>
    private static string Filled(string route) => Parameter().Replace(route, p => p.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : p.Value.Contains(":int", StringComparison.Ordinal) ? "1" : "RUN-20260124-DUNA-0001");

    private static HttpClient Client(WebPlant plant) => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = plant.Address };

    internal static async Task<HttpClient> SignedIn(WebPlant plant, Person person)
    {
        var http = Client(plant);
        var page = await http.GetStringAsync("/login", TestPlant.Ct);
        using var done = await http.PostAsync("/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = person.Email, ["password"] = People.Password, ["__RequestVerificationToken"] = Antiforgery().Match(page).Groups[1].Value }), TestPlant.Ct);
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        return http;
    }

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
