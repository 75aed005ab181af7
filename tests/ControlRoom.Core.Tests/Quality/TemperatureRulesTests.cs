using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class TemperatureRulesTests
{
    private const MeasurementType S = MeasurementType.Surface, C = MeasurementType.Core, A = MeasurementType.Ambient;
    private const TemperatureLevel Ok = TemperatureLevel.Ok, Warning = TemperatureLevel.Warning, Critical = TemperatureLevel.Critical;

    [Theory, Trait("Rule", "R-TEMP-02")]
    [InlineData(1, S, 40, Ok, 40)]
    [InlineData(1, S, 41, Critical, 40)]
    [InlineData(1, S, -200, Ok, 40)]
    [InlineData(1, C, 80, Ok, null)]
    [InlineData(1, A, 80, Ok, null)]
    [InlineData(2, S, 40, Ok, 40)]
    [InlineData(2, S, 41, Warning, 40)]
    [InlineData(2, S, 70, Warning, 40)]
    [InlineData(2, S, 71, Critical, 70)]
    [InlineData(3, S, 70, Warning, 40)]
    [InlineData(4, S, 71, Critical, 70)]
    [InlineData(5, S, 52, Warning, 40)]
    [InlineData(6, S, 71, Critical, 70)]
    [InlineData(6, A, 71, Ok, null)]
    [InlineData(7, C, -180, Ok, -180)]
    [InlineData(7, C, -179, Critical, -180)]
    [InlineData(7, S, 32, Ok, null)]
    [InlineData(7, A, 32, Ok, null)]
    [InlineData(8, C, -180, Ok, -180)]
    [InlineData(8, C, -179, Warning, -180)]
    [InlineData(8, S, -100, Warning, -180)]
    [InlineData(8, S, -99, Critical, -100)]
    [InlineData(9, C, -99, Critical, -100)]
    [InlineData(9, A, 30, Ok, null)]
    [InlineData(10, A, -180, Ok, -180)]
    [InlineData(10, A, -179, Critical, -180)]
    [InlineData(10, C, 0, Ok, null)]
    [InlineData(0, S, 500, Ok, null)]
    public void A_limit_depends_on_step_and_measurement(int step, MeasurementType type, int tenths, TemperatureLevel level, int? threshold) =>
        Assert.Equal(new Verdict(level, threshold), TemperatureRules.OfLot(step, MaterialClass.Meat, type, tenths));

    [Fact, Trait("Rule", "R-TEMP-02")]
    public void Ingredients_have_no_limit_at_receipt_only()
    {
        Assert.Equal(default, TemperatureRules.OfLot(1, MaterialClass.Ingredient, S, 250));
        Assert.True(TemperatureRules.OfLot(4, MaterialClass.Ingredient, S, 250).IsViolation);
    }

    [Theory, Trait("Rule", "R-TEMP-02")]
    [InlineData(0, Ok, 40)]
    [InlineData(30, Ok, 40)]
    [InlineData(40, Ok, 40)]
    [InlineData(41, Critical, 40)]
    [InlineData(-1, Critical, 0)]
    public void Air_is_held_against_the_band_of_its_own_buffer(int tenths, TemperatureLevel level, int threshold)
    {
        Assert.Equal(new Verdict(level, threshold), TemperatureRules.OfBuffer(0, 40, A, tenths));
        Assert.Equal(default, TemperatureRules.OfBuffer(0, 40, S, tenths));
        Assert.Equal(default, TemperatureRules.OfBuffer(0, 40, C, tenths));
    }

    [Theory, Trait("Rule", "R-TEMP-07")]
    [InlineData(false, 0, Ok)]
    [InlineData(false, 40, Ok)]
    [InlineData(false, 41, Warning)]
    [InlineData(false, 70, Warning)]
    [InlineData(false, 71, Critical)]
    [InlineData(false, -1, Critical)]
    [InlineData(true, -180, Ok)]
    [InlineData(true, -250, Ok)]
    [InlineData(true, -251, Critical)]
    [InlineData(true, -179, Warning)]
    [InlineData(true, -100, Warning)]
    [InlineData(true, -99, Critical)]
    public void A_badge_has_the_colour_of_its_cold(bool frozen, int tenths, TemperatureLevel level) => Assert.Equal(level, TemperatureRules.Badge(frozen, tenths));

    [Fact, Trait("Rule", "R-TEMP-06")]
    public void Each_critical_step_asks_for_one_kind_of_reading() =>
        Assert.Equal([(1, S), (7, C), (10, A)], Enumerable.Range(0, 11).Where(s => CcpRules.TypeAt(s) is not null).Select(s => (s, CcpRules.TypeAt(s)!.Value)));
}
