using System.Globalization;
using ControlRoom.Core.Kernel;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed class OutcomeTests
{
    [Fact]
    public void An_outcome_is_done_or_refused_and_never_both()
    {
        Outcome<string> done = "yes";
        Outcome<string> refused = Refusal.Conflict("DUPLICATE");

        Assert.True(done.Done);
        Assert.Null(done.Refusal);
        Assert.False(done.Replayed);
        Assert.Equal("yes", done.Must());
        Assert.False(refused.Done);
        Assert.Null(refused.Value);
        Assert.Equal("DUPLICATE", refused.Refusal.Code);
    }

    [Fact]
    public void Taking_the_value_of_a_refusal_tells_the_code_and_every_reason()
    {
        Outcome<string> refused = Refusal.Several(RefusalKind.Conflict, "DUPLICATE", [Refusal.Conflict("STORAGE_FULL"), Refusal.Conflict("FORBIDDEN")]);

        var bug = Assert.Throws<InvalidOperationException>(() => refused.Must());

        Assert.Contains("DUPLICATE", bug.Message, StringComparison.Ordinal);
        Assert.Contains("[STORAGE_FULL ", bug.Message, StringComparison.Ordinal);
        Assert.Contains("[FORBIDDEN ", bug.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_is_filled_with_its_values_in_the_language_asked_for()
    {
        var refusal = Refusal.Conflict("CODE_SEQUENCE_EXHAUSTED").With("prefix", "RAW").With("date", "2026-01-24");

        Assert.Equal("All 9999 RAW codes of 2026-01-24 are used.", refusal.Detail(CultureInfo.GetCultureInfo("en")));
        Assert.Contains("RAW", refusal.Detail(CultureInfo.GetCultureInfo("hu")), StringComparison.Ordinal);
        Assert.NotEqual(refusal.Detail(CultureInfo.GetCultureInfo("en")), refusal.Detail(CultureInfo.GetCultureInfo("hu")));
    }

    [Fact]
    public void A_language_without_texts_reads_english()
    {
        var refusal = Refusal.Conflict("DUPLICATE");
        Assert.Equal(refusal.Detail(CultureInfo.GetCultureInfo("en")), refusal.Detail(CultureInfo.GetCultureInfo("fr")));
    }

    [Fact]
    public void A_value_nobody_gave_leaves_no_hole_marks_behind() =>
        Assert.DoesNotContain('{', Refusal.Conflict("CODE_SEQUENCE_EXHAUSTED").Detail(CultureInfo.InvariantCulture));
}
