using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Shared.Rest;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>Addresses that nobody writes by accident, on every page there is: what it asks of its address is read from the pages themselves.</summary>
public sealed partial class HostileAddressTests
{
    private const string Script = "\"><script>window.broken=1</script>", Formula = "=cmd()";

    private static readonly string[] Values =
    [
        .. Hostile.Texts, Script, Formula, "{{7*7}}", "javascript:alert(1)", "abc", "NaN", "1e309", "-0", "2147483648", "99999999999999999999", "true", "0001-01-01", "9999-12-31",
        Guid.Empty.ToString(), "00000000-0000-0000-0000-000000000001", new string('x', 6000),
    ];

    /// <summary>What every page is asked: how it looks, and words of other pages.</summary>
    private static readonly string[] Everywhere = ["theme", "text", "culture", "nobody"];

    [Theory, Databases]
    [Trait("Rule", "R-ERR-01")]
    public async Task Whatever_stands_in_the_query_of_a_page_the_page_is_shown_or_says_that_it_is_not_readable(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime());
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        (await day.Advance()).Must();
        var lot = await day.Receive(350);
        var ticket = await Tickets.TicketPageTests.Planned(plant.Services, plant.Database);
        using var browser = await PageRouteTests.SignedIn(plant, People.With(Role.Admin));
        var wrong = new List<string>();
        var tried = 0;
        foreach (var (route, names) in Asked(plant))
        {
            foreach (var name in names.Concat(Everywhere))
            {
                foreach (var value in Everywhere.Contains(name) || db != Db.Sqlite ? Values.Take(5).Append(Script) : Values) await Try(route, $"{name}={Uri.EscapeDataString(value)}");
                await Try(route, $"{name}=%ff%fe&{name}=%ED%A0%80&{name}");
                await Try(route, $"{name}=%00", unreadable: true);
            }
        }

        Assert.True(tried > 500, $"Only {tried} attempts: the pages do not tell what they ask any more.");
        wrong.AddRange(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));

        async Task Try(string route, string query, bool unreadable = false)
        {
            tried++;
            var address = Filled(route, day, lot, route.StartsWith("/tickets", StringComparison.Ordinal) ? ticket.Id : ticket.ProductId!.Value) + "?" + query;
            using var answer = await browser.GetAsync(address, TestPlant.Ct);
            var text = await answer.Content.ReadAsStringAsync(TestPlant.Ct);
            var right = unreadable ? answer.StatusCode == HttpStatusCode.BadRequest : answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found;
            if (!right || HasMarkup(text)) wrong.Add($"{(address.Length > 200 ? address[..200] : address)}: {answer.StatusCode}");
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-ERR-01")]
    public async Task What_an_address_names_and_is_not_there_is_404_in_the_words_of_its_page(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime());
        using var browser = await PageRouteTests.SignedIn(plant, People.With(Role.Admin));
        var wrong = new List<string>();
        // What is no serial is an answer of its own, not something that is missing.
        foreach (var route in Asked(plant).Select(a => a.Route).Where(r => r.Contains('{', StringComparison.Ordinal) && !r.StartsWith("/problem", StringComparison.Ordinal) && !r.StartsWith("/verify", StringComparison.Ordinal)))
        {
            foreach (var value in Values.Where(v => v.Trim().Length > 0 && !v.Contains('/', StringComparison.Ordinal)).Select(Uri.EscapeDataString).Append("NOPE"))
            {
                var address = Parameter().Replace(route, p => p.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : p.Value.Contains(":int", StringComparison.Ordinal) ? "1" : value);
                using var answer = await browser.GetAsync(address, TestPlant.Ct);
                var text = await answer.Content.ReadAsStringAsync(TestPlant.Ct);
                if (answer.StatusCode != HttpStatusCode.NotFound || HasMarkup(text) || !text.Contains("blazor-error-ui", StringComparison.Ordinal)) wrong.Add($"{(address.Length > 200 ? address[..200] : address)}: {answer.StatusCode}");
                if (address.EndsWith("NOPE", StringComparison.Ordinal) && !text.Contains("There is no ", StringComparison.Ordinal)) wrong.Add($"{address} does not say what is not there.");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task What_a_query_names_and_is_not_there_is_said(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime());
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        (await day.Advance()).Must();
        var lot = await day.Receive(350);
        using var browser = await PageRouteTests.SignedIn(plant, People.With(Role.Admin));
        var run = $"/command/run/{day.Run.RunCode}";
        var flow = $"/flow-editor/{day.Floor.FlowId}";
        string[] addresses =
        [
            $"{run}?lot=NOPE", $"{run}/lots?lot=NOPE", $"{run}/qc?lot=NOPE", $"{run}/buffers?lot=NOPE", $"/run/{day.Run.RunCode}/lots?lot=NOPE", $"{flow}/v/1?run=NOPE", $"{flow}/versions?from=7&to=NOPE", $"{flow}/versions?to=99",
            "/validator/inspections?lot=NOPE", "/validator/inspections?deviation=NOPE", "/validator/inspections?tab=deviations&deviation=NOPE", "/validator/inspections?tab=temperatures&buffer=NOPE",
            "/validator/inspections?tab=temperatures&lot=NOPE", "/validator/inspections?tab=log&run=NOPE", "/validator/inspections?tab=log&lot=NOPE", "/admin/operations?chore=NOPE",
        ];
        foreach (var address in addresses)
        {
            var text = await browser.GetStringAsync(address, TestPlant.Ct);
            Assert.True(NoSuch().IsMatch(text), $"{address} says nothing about it.");
            Assert.DoesNotContain("There is no flow_version", text, StringComparison.Ordinal);
        }
        Assert.DoesNotMatch(NoSuch(), await browser.GetStringAsync($"{run}?lot={lot.LotCode}", TestPlant.Ct));
        Assert.DoesNotMatch(NoSuch(), await browser.GetStringAsync($"{flow}/versions?to=1", TestPlant.Ct));
    }

    [Fact]
    public void Every_page_takes_what_its_address_asks_as_text()
    {
        var typed = typeof(Web.Shared.Ui).Assembly.GetTypes().SelectMany(t => t.GetProperties()).Where(p => p.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null && p.PropertyType != typeof(string) && p.PropertyType != typeof(string[]));
        Assert.True(!typed.Any(), $"A value of another kind than the type ends the page: take text and read it with {nameof(Web.Shared.Asked)}. {string.Join(", ", typed.Select(p => $"{p.DeclaringType!.Name}.{p.Name}"))}");
    }

    /// <summary>Every page with the names it takes from its query.</summary>
    private static IReadOnlyList<(string Route, string[] Names)> Asked(WebPlant plant) =>
        [.. from endpoint in plant.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            let page = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()
            where page is not null && !Samples(endpoint)
            let route = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            orderby route
            select (route, page.Type.GetProperties().Select(p => (p.Name, Query: p.GetCustomAttribute<SupplyParameterFromQueryAttribute>())).Where(p => p.Query is not null).Select(p => p.Query!.Name ?? p.Name).ToArray())];

    private static bool Samples(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("dev/", StringComparison.Ordinal);

    /// <summary>Where anything of <see cref="Values"/> has become an element or an address of its own.</summary>
    private static bool HasMarkup(string text) => text.Contains("<img src=x", StringComparison.Ordinal) || text.Contains("<script>window", StringComparison.Ordinal) || text.Contains("href=\"javascript:", StringComparison.Ordinal) || text.Contains("src=\"javascript:", StringComparison.Ordinal);

    private static string Filled(string route, ProductionDay day, LotView lot, Guid id) => Parameter().Replace(route, p => p.Value switch
    {
        "{FlowId:guid}" => day.Floor.FlowId.ToString(),
        "{Id:guid}" => id.ToString(),
        "{N:int}" => "1",
        "{Status:int}" => "404",
        "{Code}" => lot.LotCode,
        _ => day.Run.RunCode,
    });

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Parameter();

    [GeneratedRegex("There is no [a-z ]+: ?(NOPE|7|99|0)|There is no [a-z ]+ (NOPE|7|99|0)\\.")]
    private static partial Regex NoSuch();
}
