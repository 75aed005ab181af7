using System.Globalization;
using System.Text.RegularExpressions;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Tests.Tidy;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed partial class RefusalTextTests
{
    [Fact]
    public void Every_code_in_the_source_has_a_sentence_in_both_languages()
    {
        var codes = RefusalCodes.InSource.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(codes);
        House.AssertNone(codes.Where(c => !RefusalCodes.English.ContainsKey(c)), "Codes without an English sentence: add them to Kernel/Refusals.resx.");
        House.AssertNone(codes.Where(c => !RefusalCodes.Hungarian.ContainsKey(c)), "Codes without a Hungarian sentence: add them to Kernel/Refusals.hu.resx.");
    }

    [Fact]
    public void No_text_is_left_of_a_code_that_is_gone() =>
         House.AssertNone(RefusalCodes.English.Keys.Where(k => !RefusalCodes.Literals.Contains(RefusalCodes.CodeOf(k))), "Texts in Kernel/Refusals.resx whose code is nowhere in src: remove them, or raise the refusal.");

    [Fact]
    public void Both_languages_say_the_same_things_with_the_same_holes()
    {
        House.AssertNone(RefusalCodes.English.Keys.Except(RefusalCodes.Hungarian.Keys), "Missing in Refusals.hu.resx:");
        House.AssertNone(RefusalCodes.Hungarian.Keys.Except(RefusalCodes.English.Keys), "Missing in Refusals.resx:");
        House.AssertNone(RefusalCodes.English.Where(t => RefusalCodes.Hungarian.TryGetValue(t.Key, out var hungarian) && !Holes(t.Value).SetEquals(Holes(hungarian))).Select(t => t.Key),
            "Texts whose {holes} differ between the languages: fill both with the same values.");
        House.AssertNone(RefusalCodes.English.Concat(RefusalCodes.Hungarian).Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => t.Key), "Empty texts: write the sentence.");
    }

    [Fact]
    [Trait("Rule", "R-I18N-01")]
    public void Hungarian_sentences_call_states_by_their_Hungarian_words()
    {
        var states = Word.All<LotStatus>().Concat(Word.All<RunStatus>()).Concat(Word.All<FlowVersionStatus>()).Concat(Word.All<Decision>()).ToHashSet(StringComparer.Ordinal);
        House.AssertNone(RefusalCodes.Hungarian.Where(t => Capitals().Matches(t.Value).Any(m => states.Contains(m.Value))).Select(t => t.Key), "Sentences in Refusals.hu.resx with the code of a state: write its word.");
        string[] unnamed =
        [
            .. Of<LotStatus>("status", "X"), .. Of<RunStatus>("status"), .. Of<FlowVersionStatus>("status"), .. Of<AlarmState>("state"), .. Of<Decision>("decision"), .. Of<MoveType>("move"), .. Of<MeasurementType>("measurement"), .. Of<Role>("role"),
            .. House.Source.SelectMany(f => Entity().Matches(f.Text)).Select(m => m.Groups[1].Value).Distinct().Where(e => Said("entity", e, null) == e && e != "lot").Select(e => "entity." + e),
        ];
        House.AssertNone(unnamed, "Words that a Hungarian sentence shows as codes: add them to RefusalWords.hu.resx.");

        static IEnumerable<string> Of<T>(string hole, string? lot = null) where T : struct, Enum => Word.All<T>().Where(w => Said(hole, w, lot) == w).Select(w => $"{hole}.{w}");
        static string Said(string hole, string word, string? lot) => Refusal.NotFound(word, "").With(hole, word).For(lot).Called(hole, word, CultureInfo.GetCultureInfo("hu"));
    }

    [Fact]
    public void Codes_and_numbers_in_the_holes_are_written_as_beside_the_sentence()
    {
        var (english, hungarian) = (CultureInfo.GetCultureInfo("en"), CultureInfo.GetCultureInfo("hu"));
        Assert.Equal("There is no flow version 1.", Refusal.NotFound("flow_version", 1).Detail(english));
        Assert.Equal("Nincs ilyen folyamatverzió: 1.", Refusal.NotFound("flow_version", 1).Detail(hungarian));
        var held = Refusal.Conflict("LOT_ON_HOLD").With("kg", 1000.00m).For("RAW-1");
        Assert.Equal("RAW-1 is on HOLD (1\u202F000.00 kg).", held.Detail(english));
        Assert.Equal("RAW-1 zárolva van (1\u202F000,00 kg).", held.Detail(hungarian));
        Assert.Equal("RAW-1 állapota „zárolva”; már nem vizsgálható.", Refusal.Conflict("LOT_NOT_INSPECTABLE").With("status", "HOLD").For("RAW-1").Detail(hungarian));
        Assert.Equal("RUN-1 állapota „felfüggesztve”, nem fut.", Refusal.Conflict("RUN_NOT_RUNNING").With("run", "RUN-1").With("status", "HOLD").Detail(hungarian));
        Assert.Equal("Kérje ezek egyikét: műszakvezető, rendszergazda.", Refusal.NotAllowed("FORBIDDEN").With("roles", "MANAGER, ADMIN").Guidance(hungarian));
    }

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\b[A-Z_]{3,}\b")]
    private static partial Regex Capitals();

    [GeneratedRegex("Refusal\\.NotFound\\(\"([a-zA-Z_ ]+)\"")]
    private static partial Regex Entity();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
