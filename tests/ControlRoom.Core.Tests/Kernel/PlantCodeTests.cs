using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed class PlantCodeTests
{
    private static readonly DateOnly Day = new(2026, 1, 24);

    [Theory, MemberData(nameof(Types)), Trait("Rule", "R-NAME-01")]
    public void A_formatted_code_names_a_lot_of_its_own_type_and_of_no_other(LotType type)
    {
        var code = PlantCode.Format(type.Spec().CodePrefix, Day, "DUNA", 42);

        Assert.EndsWith("-20260124-DUNA-0042", code, StringComparison.Ordinal);
        Assert.True(PlantCode.IsLotCode(code));
        Assert.False(PlantCode.IsRunCode(code));
        foreach (var other in Enum.GetValues<LotType>()) Assert.Equal(other == type ? null : "LOT_CODE_MISMATCH", PlantCode.WhyNotFor(other, code)?.Code);
    }

    [Fact, Trait("Rule", "R-NAME-02")]
    public void A_mix_lot_is_called_mixlot()
    {
        Assert.Null(PlantCode.WhyNotFor(LotType.Mix, "MIXLOT-20260124-DUNA-0001"));
        Assert.Equal("LOT_CODE_MALFORMED", PlantCode.WhyNotFor(LotType.Mix, "MIX-20260124-DUNA-0001")?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("RAW")]
    [InlineData("raw-20260124-DUNA-0001")]
    [InlineData("RAW-20260124-DUNA-001")]
    [InlineData("RAW-20260124-DUNA-00001")]
    [InlineData("RAW-2026012-DUNA-0001")]
    [InlineData("RAW-20260124-DUN-0001")]
    [InlineData("RAW-20260124-DUNÁ-0001")]
    [InlineData(" RAW-20260124-DUNA-0001")]
    [InlineData("RAW-20260124-DUNA-0001\n")]
    [InlineData("RAW-２０２６０１２４-DUNA-0001")]
    [InlineData("XYZ-20260124-DUNA-0001")]
    [InlineData("RUN-20260124-DUNA-0001")]
    public void Anything_else_is_no_lot_code(string text) => Assert.False(PlantCode.IsLotCode(text));

    [Theory]
    [InlineData("DUNA", true)]
    [InlineData("DUN", false)]
    [InlineData("DUNAX", false)]
    [InlineData("duna", false)]
    [InlineData("DUN1", false)]
    [InlineData("DUNA\n", false)]
    public void A_site_is_four_capitals(string site, bool isSite) => Assert.Equal(isSite, PlantCode.IsSite(site));

    public static TheoryData<LotType> Types() => [.. Enum.GetValues<LotType>()];
}
