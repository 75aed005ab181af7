using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed partial class UiTests
{
    [Fact]
    public void Both_languages_have_the_same_keys_and_no_empty_text()
    {
        var (english, hungarian) = (Entries(CultureInfo.InvariantCulture), Entries(CultureInfo.GetCultureInfo("hu")));
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), hungarian.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(english.Values.Concat(hungarian.Values), string.IsNullOrWhiteSpace);
    }

    [Fact]
    public void Both_languages_fill_the_same_places()
    {
        var hungarian = Entries(CultureInfo.GetCultureInfo("hu"));
        Assert.All(Entries(CultureInfo.InvariantCulture), entry => Assert.Equal(Places(entry.Value), Places(hungarian[entry.Key])));
    }

    [Fact]
    public void The_names_of_a_time_before_are_nowhere_and_a_flow_never_runs()
    {
        var texts = Entries(CultureInfo.InvariantCulture).Concat(Entries(CultureInfo.GetCultureInfo("hu"))).Select(e => e.Value).ToList();
        string[] gone = ["First Flow", "active flow", "start flow", "flow is running", "aktív folyamat", "futó folyamat", "folyamat indítása"];
        Assert.DoesNotContain(texts, text => gone.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Every_key_that_the_sources_name_exists()
    {
        var known = Entries(CultureInfo.InvariantCulture);
        var missing = Directory.EnumerateFiles(Repository.File("src", "ControlRoom.Web"), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => LiteralKey().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(key => !known.ContainsKey(key))
            .Distinct();
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("en", "On hold", "On hold", "HOLD")]
    [InlineData("hu", "Felfüggesztve", "Zárolva", "FELFÜGGESZTVE")]
    public void A_state_has_its_word_in_both_languages(string culture, string run, string lot, string chip)
    {
        using var _ = new InCulture(culture);
        Assert.Equal((run, lot, chip), (Words.State("HOLD"), Words.State("HOLD", "lot"), Words.Chip("HOLD")));
    }

    /// <summary>What a sentence of a refusal calls a state stands on the page beside the chip of that state.</summary>
    [Fact]
    public void A_refusal_calls_states_and_roles_as_the_pages_do()
    {
        var pages = Entries(CultureInfo.GetCultureInfo("hu"));
        var called = Entries(CultureInfo.GetCultureInfo("hu"), new ResourceManager("ControlRoom.Core.Kernel.RefusalWords", typeof(Refusal).Assembly)).Where(word => word.Key.Split('.')[0] is "status" or "state" or "role").ToList();
        Assert.NotEmpty(called);
        Assert.All(called, word => Assert.Equal(pages[(word.Key.StartsWith("role.", StringComparison.Ordinal) ? "Role" : "State") + word.Key[word.Key.IndexOf('.', StringComparison.Ordinal)..]], word.Value, ignoreCase: true));
    }

    [Fact]
    public void The_eleven_steps_are_named_in_both_languages()
    {
        foreach (var culture in new[] { "en", "hu" })
        {
            using var _ = new InCulture(culture);
            Assert.Equal(11, Enumerable.Range(0, 11).Select(Words.Step).Where(name => !name.StartsWith("Step.", StringComparison.Ordinal)).Distinct().Count());
        }
    }

    private static Dictionary<string, string> Entries(CultureInfo culture, ResourceManager? texts = null)
    {
        var resources = (texts ?? new ResourceManager(typeof(Ui))).GetResourceSet(culture, createIfNotExists: true, tryParents: false);
        Assert.NotNull(resources);
        return resources.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }

    private static string Places(string text) => string.Join(',', Place().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex("""Ui\.(?:Text|Find)\("([\w.]+)"[,)]""")]
    private static partial Regex LiteralKey();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
