using System.Text.RegularExpressions;
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

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
