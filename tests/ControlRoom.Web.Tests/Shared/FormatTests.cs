using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class FormatTests
{
    private static readonly DateOnly Today = new(2026, 1, 24);

    [Theory]
    [InlineData("en", "1\u202F046.80")]
    [InlineData("hu", "1\u202F046,80")]
    public void Kilograms_have_two_places_and_a_narrow_space_between_thousands(string culture, string expected)
    {
        using var _ = new InCulture(culture);
        Assert.Equal(expected, Format.Kg(1046.8m));
    }

    [Theory]
    [InlineData("en", "\u221217.2")]
    [InlineData("hu", "\u221217,2")]
    public void Temperatures_have_one_place_and_a_real_minus(string culture, string expected)
    {
        using var _ = new InCulture(culture);
        Assert.Equal(expected, Format.Celsius(-17.2m));
    }

    [Theory]
    [InlineData(47, "47 s")]
    [InlineData(52 * 60, "52 min")]
    [InlineData(3 * 3600 + 18 * 60, "3 h 18 min")]
    [InlineData(30 * 3600, "1 d 6 h")]
    [InlineData(-5, "0 s")]
    public void Durations_name_their_two_largest_units(int seconds, string expected)
    {
        using var _ = new InCulture("en");
        Assert.Equal(expected, Format.Duration(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData("RUN-20260124-DUNA-0001", "24·0001")]
    [InlineData("RUN-20251215-DUNA-0001", "12-15·0001")]
    [InlineData("FRZ30-20260124-DUNA-0002", "FRZ30 24·0002")]
    [InlineData("FRZ-001", "FRZ-001")]
    [Trait("Rule", "DOM-42")]
    public void A_short_code_carries_its_day(string code, string expected) => Assert.Equal(expected, Format.ShortText(code, Today));

    [Fact]
    [Trait("Rule", "DOM-42")]
    public void Two_runs_with_one_number_on_two_days_never_look_alike() =>
        Assert.NotEqual(Format.ShortText("RUN-20260124-DUNA-0001", Today), Format.ShortText("RUN-20260123-DUNA-0001", Today));

    [Fact]
    public void A_sentence_has_its_codes_shortened_and_nothing_else() =>
        Assert.Equal("FRZ30 24·0002 of 24·0001 is not in FRZ-001 (G07).", Format.ShortCodes("FRZ30-20260124-DUNA-0002 of RUN-20260124-DUNA-0001 is not in FRZ-001 (G07).", Today));

    [Fact]
    public void Drawings_know_no_culture()
    {
        using var _ = new InCulture("hu");
        Assert.Equal("-1.25", Format.Svg(-1.25));
    }

    [Fact]
    public void An_instant_is_written_in_utc() =>
        Assert.Equal("2026-01-24T13:32:07.000Z", Format.Instant(new(2026, 1, 24, 14, 32, 7, TimeSpan.FromHours(1))));

    [Theory]
    [InlineData(584, "9:44")]
    [InlineData(4034, "1:07:14")]
    public void A_countdown_shows_its_seconds(int seconds, string expected) => Assert.Equal(expected, Format.Countdown(TimeSpan.FromSeconds(seconds)));
}
