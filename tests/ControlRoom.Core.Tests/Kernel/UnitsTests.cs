using ControlRoom.Core.Kernel;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("0.01", 10L)]
    [InlineData("1070.00", 1_070_000L)]
    [InlineData("1070.000", 1_070_000L)]
    [InlineData("-0.05", -50L)]
    [InlineData("10000", 10_000_000L)]
    public void Kilograms_with_two_places_are_whole_grams_and_back(string kg, long grams)
    {
        var value = decimal.Parse(kg, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(grams, Units.Grams(value));
        Assert.Equal(value, Units.Kg(grams));
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("1.005")]
    [InlineData("1000000.01")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    public void Kilograms_finer_than_two_places_or_beyond_reason_have_no_grams(string kg) =>
        Assert.Null(Units.Grams(decimal.Parse(kg, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("-18.0", -180)]
    [InlineData("-17.8", -178)]
    [InlineData("0", 0)]
    [InlineData("4.0", 40)]
    public void Degrees_with_one_place_are_whole_tenths_and_back(string celsius, int tenths)
    {
        var value = decimal.Parse(celsius, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(tenths, Units.Tenths(value));
        Assert.Equal(value, Units.Celsius(tenths));
    }

    [Theory]
    [InlineData("-17.85")]
    [InlineData("1000.1")]
    [InlineData("-79228162514264337593543950335")]
    public void Degrees_finer_than_one_place_or_beyond_reason_have_no_tenths(string celsius) =>
        Assert.Null(Units.Tenths(decimal.Parse(celsius, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Nothing_stays_nothing()
    {
        Assert.Null(Units.Kg(null));
        Assert.Null(Units.Celsius(null));
    }
}
