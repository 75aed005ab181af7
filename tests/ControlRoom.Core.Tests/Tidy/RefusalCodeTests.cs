using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

public sealed class RefusalCodeTests
{
    /// <summary>What any field of any request can be; every other code belongs to one area and is found by one search.</summary>
    private static readonly HashSet<string> SpokenEverywhere = new(StringComparer.Ordinal)
    {
        "VALIDATION_FAILED", "FIELD_REQUIRED", "REQUIRED", "OUT_OF_RANGE", "TEXT_TOO_LONG", "TOO_MANY_ITEMS", "NOT_AN_OBJECT", "WORD_UNKNOWN",
        "RATE_LIMITED", "WEIGHT_OUT_OF_RANGE", "TEMPERATURE_OUT_OF_RANGE", "SITE_CODE_INVALID", "STALE_VERSION", "NOT_FOUND", "NOT_SIGNED_IN", "FORBIDDEN", "INTERNAL_ERROR",
    };

    /// <summary>Codes that two areas make on their own and owe one rule instead. Empty is how it should be.</summary>
    private static readonly HashSet<string> OweOneRule = new(StringComparer.Ordinal) { "BUFFER_ON_HOLD", "SPECIES_MIXING" };

    /// <summary>What the API calls by one code for things of different areas; each has sentences of its own.</summary>
    private static readonly HashSet<string> SettledForSeveral = new(StringComparer.Ordinal) { "CONFIRMATION_REQUIRED", "DRAFT_EXISTS" };

    private const string Owed = "tests/ControlRoom.Core.Tests/Tidy/codes-without-a-test.txt";

    [Fact]
    public void A_code_belongs_to_one_area() => House.AssertNone(
        RefusalCodes.InSource.Where(s => !SpokenEverywhere.Contains(s.Code) && !OweOneRule.Contains(s.Code) && !SettledForSeveral.Contains(s.Code)).GroupBy(s => s.Code).Where(g => g.Select(s => s.File.Area).Distinct().Count() > 1 && !g.All(s => Together.Contains(s.File.Area)))
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(s => s.File.Path).Distinct())}"),
        "One code, one area: call the rule of the area that owns the code instead of making the refusal again.");

    /// <summary>A yes that is missing in a request makes it unreadable; a change of role that nobody confirmed is stopped by what the row is.</summary>
    [Fact]
    public void A_code_means_one_kind_of_refusal() => House.AssertNone(
        RefusalCodes.InSource.Where(s => s.Code != "CONFIRMATION_REQUIRED").GroupBy(s => s.Code).Where(g => g.Select(s => s.Kind).Distinct().Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(s => s.Kind).Distinct())}"),
        "A client acts on kind and code together: give the second meaning a code of its own.");

    /// <summary>New codes come with a test that names them. The list of older ones may only become shorter.</summary>
    [Fact]
    public void Every_code_is_named_by_a_test()
    {
        var tests = string.Concat(House.Tests.Where(f => f.Name != "RefusalCodeTests.cs").Select(f => f.Text));
        var untested = RefusalCodes.English.Keys.Select(RefusalCodes.CodeOf).Distinct().Where(c => !tests.Contains($"\"{c}\"", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var owed = File.Exists(House.PathOf(Owed)) ? File.ReadAllLines(House.PathOf(Owed)) : [];
        if (GeneratedDoc.Updating) File.WriteAllText(House.PathOf(Owed), string.Concat(untested.Intersect(owed, StringComparer.Ordinal).Select(c => c + "\n")));
        House.AssertNone(untested.Except(owed, StringComparer.Ordinal), "Codes that no test names: write the test that reaches the refusal.");
    }

    /// <summary>The layers of one concern: the boundary and the kernel speak for all areas.</summary>
    private static readonly HashSet<string> Together = new(StringComparer.Ordinal) { "Kernel", "Database" };
}
