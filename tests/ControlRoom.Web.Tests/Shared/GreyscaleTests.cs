using System.Text.RegularExpressions;
using Bunit;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;
using StepView = ControlRoom.Web.Shared.StepView;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>Without any colour: everything that has states says each of them by its shape and by its word.</summary>
public sealed partial class GreyscaleTests : BunitContext
{
    /// <summary>States that stand beside each other in one list or on one page.</summary>
    private static readonly (string? Kind, string[] States)[] Groups =
    [
        ("lot", [.. Word.All<LotStatus>()]), (null, [.. Word.All<RunStatus>()]), (null, [.. Word.All<StepStatus>()]), (null, [.. Word.All<Decision>()]), (null, [.. Word.All<FlowVersionStatus>()]),
        (null, [.. Word.All<ComplianceVerdict>()]), (null, ["ACTIVE", "INACTIVE", "HOLD"]), (null, ["ACTIVE", "REVOKED", "EXPIRED"]),
    ];

    public static TheoryData<string> Languages => ["en", "hu"];

    [Theory, MemberData(nameof(Languages))]
    public void Every_state_has_a_glyph_and_a_word_of_its_own(string language)
    {
        using var _ = new InCulture(language);
        foreach (var (kind, states) in Groups)
        {
            var chips = states.Select(state => Render<StateChip>(p => p.Add(c => c.State, state).Add(c => c.Kind, kind)).Find(".cr-chip")).ToList();
            MustDiffer(states, chips.Select(chip => chip.QuerySelector("svg")!.InnerHtml));
            MustDiffer(states, chips.Select(chip => chip.TextContent));
        }
    }

    [Fact]
    public void Every_look_of_a_step_has_a_glyph_and_a_word_of_its_own()
    {
        using var _ = new InCulture("en");
        var looks = Enum.GetValues<StepLook>();
        var cells = Render<StepStrip>(p => p.Add(s => s.Steps, [.. looks.Select((look, i) => new StepView(i, look))]).Add(s => s.Form, StripForm.Mini)).FindAll("li[data-step]");
        MustDiffer(looks, cells.Select(cell => cell.QuerySelector("svg")?.InnerHtml ?? ""));
        MustDiffer(looks, cells.Select(cell => cell.GetAttribute("aria-label")!.Split(':')[1]));
    }

    [Fact]
    public void Every_priority_of_an_alarm_has_a_shape_of_its_own_with_its_number()
    {
        using var _ = new InCulture("en");
        var shapes = Enumerable.Range(1, 4).Select(priority => AlarmShape.Of(new(priority, AlarmLook.Unack)).Value).ToList();
        MustDiffer([1, 2, 3, 4], shapes.Select(shape => Regex.Match(shape, "<(rect|path|circle)[^>]*>").Value));
        Assert.All(shapes.Select((shape, i) => (shape, i)), s => Assert.Contains($">{s.i + 1}</text>", s.shape, StringComparison.Ordinal));
    }

    /// <summary>Solid with a dot, solid, dashed, with an arrow, with a slash, empty. That the first one blinks does not count: it may not where nothing may move.</summary>
    [Fact]
    public void Every_look_of_an_alarm_is_drawn_in_another_way()
    {
        using var _ = new InCulture("en");
        var looks = Enum.GetValues<AlarmLook>();
        MustDiffer(looks, looks.Select(look => Css().Replace(AlarmShape.Of(new(1, look)).Value, "") + Drawn(look)));
        MustDiffer([AlarmLook.Unack, AlarmLook.Ack], [Ui.Text("Alarm.Nobody"), Ui.Text("Alarm.WhoIsOnIt", "Somebody")]);

        string Drawn(AlarmLook look)
        {
            var css = Regex.Match(AlarmShape.Of(new(1, look)).Value, "al-([a-z]+)\"").Groups[1].Value;
            return string.Join(' ', Sheet.Split('\n').Where(rule => rule.Contains($".al-{css}", StringComparison.Ordinal) && !rule.Contains("data-theme", StringComparison.Ordinal)).SelectMany(rule => Uncoloured().Matches(rule).Select(m => m.Value)));
        }
    }

    private static string Sheet => File.ReadAllText(Repository.File("wwwroot-assets", "css", "hmi.css"));

    private static void MustDiffer<T>(IReadOnlyList<T> of, IEnumerable<string> shown)
    {
        var alike = shown.Select((look, i) => (look, Of: of[i])).GroupBy(s => s.look, s => s.Of).Where(g => g.Count() > 1).Select(g => $"{string.Join(", ", g)} look alike: {g.Key}").ToList();
        Assert.True(alike.Count == 0, string.Join(Environment.NewLine, alike));
    }

    [GeneratedRegex(" class=\"al [^\"]*\"")]
    private static partial Regex Css();

    /// <summary>What of a rule is seen without colour and without motion.</summary>
    [GeneratedRegex("fill: none|stroke-dasharray: [^;}]+")]
    private static partial Regex Uncoloured();
}
