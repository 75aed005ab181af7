using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web;
using Deque.AxeCore.Commons;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ControlRoom.E2E;

/// <summary>Each address that a page answers to, over the demo plant, by somebody who may see it: looked at by axe in every theme, and in the widths of a tablet and a phone.</summary>
public sealed partial class EveryPageTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Themes = "theme => { document.documentElement.dataset.theme = theme; }";

    /// <summary>What scrolls sideways of the page itself; a table or a canvas may, in its own frame.</summary>
    private const string Sideways = """
        () => [document.documentElement, ...document.querySelectorAll('.cr-shell, .cr-main, .cr-login, .cr-printpage')]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => `${e.className || e.tagName} is ${e.scrollWidth} wide in ${e.clientWidth}`)
        """;

    /// <summary>Only colours differ between the themes: the other rules have the same answer in each of them.</summary>
    private static readonly RunOnlyOptions Colours = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] };

    private static readonly Type[] Pages = [.. typeof(App).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).OrderBy(t => t.FullName, StringComparer.Ordinal)];

    /// <summary>So many pages are looked at side by side; axe keeps one processor busy.</summary>
    private const int Tabs = 2;

    private readonly ConcurrentQueue<string> found = [];

    /// <summary>A trace of so many pages is of no use to anybody.</summary>
    protected override bool Traced => false;

    [Fact]
    public async Task No_page_has_a_serious_violation_in_any_theme_or_scrolls_sideways_on_a_tablet_or_a_phone()
    {
        var plant = await Plant(Db.Sqlite);
        await Play(plant);
        var fillings = await Fillings(plant);
        var visits = Pages.SelectMany(p => p.GetCustomAttributes<RouteAttribute>().Select(r => (Who: WhoMaySee(p), r.Template, Path: Filled(r.Template, fillings)))).ToList();
        var stranger = await Sit(plant.Address, "stranger");
        var seats = new Dictionary<Person, Seat>();
        foreach (var person in visits.Select(v => v.Who).OfType<Person>().Distinct()) seats[person] = await Seated(plant, person);

        await Task.WhenAll(Enumerable.Range(0, Tabs).Select(tab => Visit(visits.Where((_, i) => i % Tabs == tab))));

        Assert.True(found.IsEmpty, string.Join(Environment.NewLine, found.Distinct()));

        async Task Visit(IEnumerable<(Person? Who, string Template, string Path)> share)
        {
            var tabs = new Dictionary<Seat, IPage>();
            foreach (var (who, template, path) in share)
            {
                var seat = who is null ? stranger : seats[who];
                if (!tabs.TryGetValue(seat, out var tab)) tabs[seat] = tab = await seat.Context.NewPageAsync();
                await Look(tab, template, path);
            }
        }
    }

    private async Task Look(IPage page, string template, string path)
    {
        await page.SetViewportSizeAsync(1440, 900);
        var answer = await page.GotoAsync(path);
        if (!path.StartsWith("/problem/", StringComparison.Ordinal) && (answer?.Status is 401 or 403 or >= 500 || (path != "/login" && new Uri(page.Url).AbsolutePath == "/login"))) found.Enqueue($"{template} was not shown: {answer?.Status} {page.Url}");
        await Expect(page.Locator(":is(h1, h2, .cr-wall, .cr-printpage, .cr-panel):visible").First).ToBeVisibleAsync();
        if (await page.Locator("[data-heartbeat]").CountAsync() > 0) await Expect(page.Locator("[data-heartbeat][data-server-time]")).ToBeAttachedAsync();
        // A sample page shows what loading looks like, and goes on showing it.
        if (!path.StartsWith("/dev/", StringComparison.Ordinal)) await Expect(page.Locator(".cr-state.loading")).ToHaveCountAsync(0);
        foreach (var theme in (string[])["dark", "light", "contrast"])
        {
            await page.EvaluateAsync(Themes, theme);
            foreach (var violation in await page.Violations(theme == "dark" ? null : Colours)) found.Enqueue($"{template} {theme}: {violation}");
        }
        // Sheets of samples are for a desk.
        if (path.StartsWith("/dev/", StringComparison.Ordinal)) return;
        foreach (var (width, height) in new[] { (768, 1024), (390, 844) })
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var wide in await page.EvaluateAsync<string[]>(Sideways)) found.Enqueue($"{template} at {width}: {wide}");
        }
    }

    /// <summary>The first of these roles to whom the page belongs; nobody where it is for everybody.</summary>
    private static Person? WhoMaySee(Type page)
    {
        if (page.GetCustomAttribute<AllowAnonymousAttribute>() is not null) return null;
        var roles = page.GetCustomAttributes<AuthorizeAttribute>().Select(a => a.Roles?.Split(',')).FirstOrDefault(r => r is not null);
        return roles is null ? People.Viewer : new[] { People.Manager, People.Auditor, People.Operator, People.Admin }.First(p => roles.Contains(Word.Of(p.Role)));
    }

    /// <summary>The template with a value of the demo plant for each of its parameters.</summary>
    private static string Filled(string template, IReadOnlyDictionary<string, string> fillings)
    {
        var path = Parameter().Replace(template, parameter => fillings.TryGetValue(parameter.Groups["name"].Value, out var value)
            ? Uri.EscapeDataString(value) : throw new InvalidOperationException($"{template} cannot be opened here: name in {nameof(Fillings)} what {parameter.Value} is in the demo plant."));
        return fillings.TryGetValue(template, out var query) ? path + query : path;
    }

    /// <summary>By the name of a parameter of a route; by a whole route what is asked for behind it.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> Fillings(WebPlant plant)
    {
        var run = (await Ground.Ask(plant, "/api/runs?status=RUNNING"))[0];
        var code = run.GetProperty("run_code").GetString()!;
        var lot = (await Ground.Ask(plant, $"/api/lots?run_id={run.GetProperty("id").GetGuid()}"))[0].GetProperty("lot_code").GetString()!;
        var flow = (await Ground.Ask(plant, "/api/flows")).EnumerateArray().Single(f => f.TryGetProperty("published_version_num", out var published) && published.ValueKind == JsonValueKind.Number);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Id"] = code, ["RunId"] = code, ["Code"] = lot, ["FlowId"] = flow.GetProperty("id").GetGuid().ToString(), ["N"] = flow.GetProperty("published_version_num").ToString(), ["Status"] = "403",
            ["/lots/labels"] = $"?code={lot}", ["/validator/genealogy"] = $"?lot={lot}",
        };
    }

    /// <summary>The days of the demo, into the database that has the people of the tests already.</summary>
    private static async Task Play(WebPlant plant)
    {
        (await plant.Get<TransactionBoundary>().Do<int>(People.Admin.Call(), Permission.Administer, work =>
        {
            work.Db.Users.AddRange(DemoAccounts.All.Select(a => User.Create(work.NewId(), a.Email, a.FullName, a.Role, null, a.Badge, work.Now)));
            return Task.FromResult<Outcome<int>>(DemoAccounts.All.Count);
        }, Ct)).Must();
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(Ct));
    }

    [GeneratedRegex(@"\{\*?(?<name>\w+)(:\w+)?\??\}")]
    private static partial Regex Parameter();
}
