using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class Gs1Tests
{
    [Theory]
    [InlineData("35990000000000001", '7'), InlineData("35990000000000002", '4'), InlineData("10614141234567890", '8'), InlineData("629104150021", '3'), InlineData("400638133393", '1')]
    public void A_check_digit_is_that_of_the_GS1_specifications(string digits, char check) => Assert.Equal(check, Gs1.CheckDigit(digits));

    [Theory]
    [InlineData(3, "5990000", 1, "359900000000000017"), InlineData(1, "0614141", 234567890, "106141412345678908"), InlineData(0, "5991", 999_999_999_999, "059919999999999990")]
    public void An_sscc_has_extension_prefix_padded_serial_and_check_digit(int extension, string prefix, long serial, string sscc)
    {
        Assert.Equal(sscc, Gs1.Sscc(extension, prefix, serial));
        Assert.True(Gs1.IsSscc(sscc));
        Assert.Equal(serial, Gs1.SerialOf(sscc, prefix));
        Assert.Null(Gs1.SerialOf(sscc, "7777777"));
    }

    [Fact, Trait("Rule", "DOM-35")]
    public void Every_lot_code_fits_into_the_lot_number_of_a_label_and_comes_back_from_it()
    {
        foreach (var prefix in LotTypes.Prefixes)
        {
            var code = PlantCode.Format(prefix, new(2026, 1, 24), "DUNA", 9999);
            var batch = Gs1.BatchOf(code);

            Assert.True(batch.Length <= Gs1.MaxBatch, batch);
            Assert.Equal(code, Gs1.LotCodeOf(batch));
        }
        Assert.Null(Gs1.LotCodeOf("PAL260124DUNA001"));
        Assert.Null(Gs1.LotCodeOf("(10)PAL260124DUNA0001"));
    }

    [Theory]
    [InlineData(0.01, "3102", "000001"), InlineData(299.30, "3102", "029930"), InlineData(9999.99, "3102", "999999"), InlineData(10000, "3101", "100000")]
    public void A_net_weight_has_two_decimals_as_long_as_six_digits_hold_it(double kilograms, string ai, string value) => Assert.Equal(new Gs1Element(ai, value), Gs1.NetWeight((decimal)kilograms));

    [Theory, InlineData("5990000", true), InlineData("599", false), InlineData("5990000000001", false), InlineData("59a0000", false), InlineData("", false)]
    public void A_company_prefix_has_four_to_twelve_digits(string prefix, bool fine) => Assert.Equal(fine, Gs1.IsCompanyPrefix(prefix));
}

/// <summary>The numbers pallets get.</summary>
public sealed class SsccTests
{
    private const string Prefix = "Gs1:CompanyPrefix=5990000";

    [Theory, Databases]
    public async Task A_pallet_gets_the_companys_next_number_and_one_that_has_one_keeps_it(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Prefix);
        var packed = await Packed(day);

        var first = await day.Make(Pallet(day, packed, 10));
        var scanned = await day.Make(Pallet(day, packed, 10) with { Sscc = Gs1.Sscc(3, "5990000", 40) });
        var next = await day.Make(Pallet(day, packed, 10));
        var foreign = await day.Make(Pallet(day, packed, 10) with { Sscc = "106141412345678908" });

        Assert.Equal(Gs1.Sscc(3, "5990000", 1), first.Sscc);
        Assert.Equal(Gs1.Sscc(3, "5990000", 40), scanned.Sscc);
        Assert.Equal(Gs1.Sscc(3, "5990000", 41), next.Sscc);
        Assert.Equal("106141412345678908", foreign.Sscc);
        Assert.Equal(41, await day.Plant.Scalar<long>($"SELECT last_serial FROM sscc_sequences"));
    }

    [Theory, Databases]
    public async Task A_number_that_is_on_another_pallet_is_refused_and_nothing_changes(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Prefix);
        var packed = await Packed(day);
        var first = await day.Make(Pallet(day, packed, 10));

        var again = await day.Plant.ChangesNothing(() => day.Register(Pallet(day, packed, 10) with { Sscc = first.Sscc }));

        Assert.Equal("SSCC_USED", again.Refusal!.Code);
    }

    [Theory, Databases]
    public async Task When_no_serial_is_left_registering_says_so_and_changes_nothing(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Prefix);
        var packed = await Packed(day);
        await day.Plant.Sql($"INSERT INTO sscc_sequences (company_prefix, last_serial) VALUES ('5990000', 999999999)");

        var refused = await day.Plant.ChangesNothing(() => day.Register(Pallet(day, packed, 10)));

        Assert.Equal("SSCC_EXHAUSTED", refused.Refusal!.Code);
    }

    [Fact]
    public async Task Without_a_prefix_and_for_everything_but_pallets_there_is_no_number()
    {
        await using var day = await ProductionDay.Begin(Db.Sqlite);
        var packed = await Packed(day);

        Assert.Null(packed.Sscc);
        Assert.Null((await day.Make(Pallet(day, packed, 10))).Sscc);
        Assert.Equal(("5990000", "", "123456"), (new PlantOptions { Demo = true }.CompanyPrefix, new PlantOptions { Demo = true, Gs1 = new() { CompanyPrefix = "" } }.CompanyPrefix, new PlantOptions { Gs1 = new() { CompanyPrefix = "123456" } }.CompanyPrefix));
    }

    [Theory, Databases]
    public async Task Pallets_registered_at_the_same_time_never_share_a_number(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Prefix);
        var packed = await Packed(day);

        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => day.Register(Pallet(day, packed, 10)))));

        var numbers = made.Select(m => m.Must().Sscc).ToList();
        Assert.All(numbers, n => Assert.True(Gs1.IsSscc(n!), n));
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long?)i), numbers.Select(n => Gs1.SerialOf(n!, "5990000")).Order());
    }

    [Theory, Databases]
    public async Task A_label_says_the_elements_of_its_lot_in_the_order_of_its_bar_codes(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Prefix);
        var packed = await Packed(day);
        var pallet = await day.Make(Pallet(day, packed, 120.5m) with { PieceCount = 8 });
        var labels = day.Plant.Get<LabelQueries>();

        var label = (await labels.Of(pallet.LotCode, TestPlant.Ct)).Must();
        var raw = (await labels.Of((await day.First(LotType.Raw)).Id.ToString(), TestPlant.Ct)).Must();

        var date = pallet.ProductionDate.ToString("yyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal([$"(3102)012050", $"(13){date}", "(37)8", $"(10){Gs1.BatchOf(pallet.LotCode)}", $"(00){pallet.Sscc}"], label.Elements.Select(e => e.Text));
        Assert.Equal([3, 1, 1], label.Barcodes.Select(b => b.Count));
        Assert.Equal(["3102", "10"], raw.Elements.Select(e => e.Ai));
        Assert.Equal("NOT_FOUND", (await labels.Of("PAL-20200101-DUNA-0001", TestPlant.Ct)).Refusal!.Code);
        Assert.Equal("TOO_MANY_ITEMS", (await labels.Of([.. Enumerable.Repeat(pallet.LotCode, LabelQueries.MaxBatch + 1)], TestPlant.Ct)).Refusal!.Code);
        Assert.Equal([raw.LotCode, pallet.LotCode], (await labels.Of([raw.LotCode, pallet.LotCode], TestPlant.Ct)).Must().Select(l => l.LotCode));
    }

    private static async Task<LotView> Packed(ProductionDay day)
    {
        await day.To(9);
        return await day.Last(LotType.Fg15);
    }

    private static RegisterLot Pallet(ProductionDay day, LotView packed, decimal kg) => day.Lot(LotType.Pal, kg, (packed, kg)) with { CustomerCode = "CUST-A" };
}
