using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>Every page in a language that nobody speaks (see <see cref="PseudoLocale"/>).</summary>
public sealed partial class PseudoLocaleTests
{
    private static readonly string[] Spoken = ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"];

    /// <summary>Values of settings stand on the page of the environment as they are written in the configuration.</summary>
    private static readonly string[] Settings = ["True", "False", "en", "sqlite", "test"];

    /// <summary>Samples exist in development only and are written in English.</summary>
    private static readonly string[] Elsewhere = ["/dev/", "/login", "/Error"];

    /// <summary>What a page shows only when it is asked.</summary>
    private static readonly string[] Asked =
    [
        "/login", "/problem/403", "/problem/404", "/problem/500", "/validator/inspections?show=held", "/validator/inspections?tab=log", "/validator/inspections?tab=temperatures&buffer=RAW-001", "/validator/inspections?tab=deviations",
        "/validator/genealogy?lot={lot}&view=table", "/validator/genealogy?lot={lot}&view=list", "/validator/genealogy?lot={lot}", "/lots/labels?codes={lot}",
    ];

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-I18N-01")]
    public async Task Every_text_of_every_page_comes_from_the_resources(Db db)
    {
        PseudoLocale.Speak(typeof(Ui).Assembly, typeof(Clock).Assembly);
        await using var plant = await WebPlant.Start(db, new FakeTime(), configure: services => services.PostConfigure<RequestLocalizationOptions>(options =>
        {
            options.AddSupportedCultures(PseudoLocale.Name).AddSupportedUICultures(PseudoLocale.Name);
            options.RequestCultureProviders.Insert(0, new CustomRequestCultureProvider(_ => Task.FromResult<ProviderCultureResult?>(new(PseudoLocale.Name))));
        }));
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        await day.To(5);
        await day.Work();
        var warm = await StopWarm(await day.Another());
        var data = await Data(plant);
        using var browser = await PageRouteTests.SignedIn(plant, People.With(Role.Admin));
        var found = new SortedSet<string>(StringComparer.Ordinal);

        foreach (var route in PageRouteTests.Pages(plant).Where(r => !Elsewhere.Any(e => r.StartsWith(e, StringComparison.Ordinal))).Concat(Asked))
        {
            var address = Filled(route, day, warm);
            using var answer = await browser.GetAsync(address, TestPlant.Ct);
            if (answer.StatusCode == HttpStatusCode.Found) continue;
            var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(TestPlant.Ct));
            Assert.True(page.Body!.TextContent.Contains('⟦', StringComparison.Ordinal), $"{address} is not in the language of the test: {answer.StatusCode} {page.Body.TextContent}");
            foreach (var text in Texts(page).Where(t => IsForeign(t, data))) found.Add($"{route}: {text}");
        }

        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void The_language_keeps_the_places_of_a_text_and_makes_it_longer()
    {
        Assert.Equal("⟦{0} ļöţš öƒ {1:0.0} ķĝ~~~~~~~⟧", PseudoLocale.Of("{0} lots of {1:0.0} kg"));
        Assert.True(IsForeign("Weight", []));
        Assert.False(IsForeign(PseudoLocale.Of("Weight"), []));
        Assert.False(IsForeign("RAW-20260124-DUNA-0001 · 12.00 kg", []));
    }

    /// <summary>What a reader sees or hears, as single texts.</summary>
    private static IEnumerable<string> Texts(IDocument page) => page.All
        .Where(e => !IsSpared(e))
        .SelectMany(e => e.ChildNodes.OfType<IText>().Select(t => t.Data).Concat(Spoken.Select(a => e.GetAttribute(a) ?? "")))
        .Select(t => t.Trim()).Where(t => t.Length > 0).Distinct();

    /// <summary>Not language: scripts, the names of keys, stored fields by their stored names on the audit page, and what says itself in which language it is written.</summary>
    private static bool IsSpared(IElement element) => element is { LocalName: "script" or "style" or "kbd" or "template" } || element.HasAttribute("data-field") || element.Matches(".cr-auditrows td[title]") || (element.LocalName != "html" && element.HasAttribute("lang")) || (element.ParentElement is { } parent && parent.LocalName != "html" && IsSpared(parent));

    private static bool IsForeign(string text, IReadOnlyList<string> data)
    {
        if (Settings.Contains(text)) return false;
        text = Setting().Replace(text, " ");
        foreach (var name in data) text = text.Replace(name, " ", StringComparison.OrdinalIgnoreCase);
        return Word().IsMatch(Known().Replace(text, " "));
    }

    /// <summary>What people and the catalogue have written, in whatever language: names, notes, labels.</summary>
    private static async Task<IReadOnlyList<string>> Data(WebPlant plant)
    {
        await using var db = plant.Get<Dialect>().Open();
        var graphs = await db.FlowVersions.Select(v => v.GraphSchema).ToListAsync(TestPlant.Ct);
        var dates = CultureInfo.GetCultureInfo(PseudoLocale.Name).DateTimeFormat;
        List<string> data =
        [
            .. People.All.Select(p => p.Name), .. People.All.Select(p => p.Email), ProductionDay.Why, Environment.MachineName, .. GateCatalogue.All.Select(g => g.NameEn),
            .. await db.Suppliers.Select(s => s.Name).ToListAsync(TestPlant.Ct),
            .. await db.Buffers.Select(b => b.NameEn).ToListAsync(TestPlant.Ct), .. await db.Buffers.Select(b => b.NameHu).ToListAsync(TestPlant.Ct),
            .. await db.Flows.Select(f => f.NameEn).ToListAsync(TestPlant.Ct), .. await db.Flows.Select(f => f.NameHu).ToListAsync(TestPlant.Ct),
            .. graphs.SelectMany(g => Label().Matches(g).Select(m => Regex.Unescape(m.Groups[1].Value))),
            .. dates.AbbreviatedMonthNames, .. dates.MonthNames, .. dates.DayNames, .. dates.AbbreviatedDayNames,
        ];
        return [.. data.Where(d => d.Length > 1).Distinct().OrderByDescending(d => d.Length)];
    }

    private static async Task<ProductionDay> StopWarm(ProductionDay day)
    {
        (await day.Advance()).Must();
        var raw = await day.Receive(350);
        await day.Put(raw);
        await day.Read(raw, 6.8m, MeasurementType.Surface);
        (await day.Hold()).Must();
        return day;
    }

    private static string Filled(string route, ProductionDay day, ProductionDay warm) => route
        .Replace("{lot}", day.First(LotType.Raw).GetAwaiter().GetResult().LotCode, StringComparison.Ordinal)
        .Replace("{Code}", day.First(LotType.Raw).GetAwaiter().GetResult().LotCode, StringComparison.Ordinal)
        .Replace("{FlowId:guid}", day.Floor.FlowId.ToString(), StringComparison.Ordinal).Replace("{N:int}", "1", StringComparison.Ordinal).Replace("{Status:int}", "409", StringComparison.Ordinal)
        .Replace("{RunId}", day.Run.RunCode, StringComparison.Ordinal)
        .Replace("{Id}", route.EndsWith("report", StringComparison.Ordinal) ? warm.Run.RunCode : day.Run.RunCode, StringComparison.Ordinal);

    /// <summary>Two plain letters beside each other, one of them small.</summary>
    [GeneratedRegex("[a-z][A-Za-z]|[A-Za-z][a-z]")]
    private static partial Regex Word();

    /// <summary>
    /// Units; codes of the model (capitals and digits, permissions as noun.verb, names of stored fields, nodes of a graph, hashes and ids); settings, connection strings and the names of the
    /// product, its environment and its databases, which are written the same in every language.
    /// </summary>
    [GeneratedRegex(@"\b(?:kg|min|ms|pcs|GB|MB|kB|ControlRoom|PostgreSQL|SQLite|UTC)\b|°C|\bsha256(?: [0-9a-f]{4})*|ConnectionStrings:\w+|/tmp/\S+|data source=.*|\d{14}_Initial|\bv\d[\d.]*|Debian GNU/Linux.*|Europe/Budapest|[A-Z][A-Z0-9_]*(?:[-.·/][A-Z0-9_]+)*(?![A-Za-z])|\b[a-z]+(?:_[a-z]+)*\.[a-z_]+\b|\b[a-z]+(?:_[a-z0-9]+)+(?:\[\d+\])?|\b[a-z]-[a-z0-9]+\b|\b[0-9a-f]{4,}(?:-[0-9a-f]{4,})+\b|\b[0-9a-f-]{16,}\b")]
    private static partial Regex Known();

    /// <summary>Taken out before names of the plant that are parts of them.</summary>
    [GeneratedRegex(@"ControlRoom(?::\w+)+")]
    private static partial Regex Setting();

    [GeneratedRegex("\"(?:label|label_hu|label_en|hu|en|name|note|description)\"\\s*:\\s*\"([^\"]+)\"")]
    private static partial Regex Label();
}
