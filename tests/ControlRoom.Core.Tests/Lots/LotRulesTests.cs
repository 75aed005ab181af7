using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class LotRulesTests
{
    private static readonly DateOnly Today = new(2026, 1, 24);

    private static Lot A(LotType type, decimal kg = 100, LotStatus status = LotStatus.Released, Species? species = null, string? customer = null, MaterialClass material = MaterialClass.Meat, Sku? sku = null, DateOnly? day = null)
    {
        var birth = new LotBirth($"{type.Spec().CodePrefix}-20260124-DUNA-0001", type, Guid.NewGuid(), Units.Grams(kg)!.Value, day ?? Today)
        {
            Sku = sku ?? type.Spec().Sku, Species = species, CustomerCode = customer, MaterialClass = material,
        };
        var lot = Lot.Register(birth, Guid.NewGuid(), People.Operator.Id, FakeTime.Morning, isSimulated: false);
        if (status == LotStatus.Created) return lot;
        lot.Quarantine();
        if (status is LotStatus.Released or LotStatus.Consumed) lot.Release("QC_PASS");
        if (status == LotStatus.Consumed) lot.Consume(lot.WeightGrams, "X");
        if (status == LotStatus.Hold) lot.Hold(HoldCause.Inspection, ProductionDay.Why, FakeTime.Morning);
        return lot;
    }

    private static List<string> WhyNot(RegisterLot command, params (Lot Lot, decimal Kg)[] parents) =>
        [.. LotRules.WhyNot(command with { Parents = [.. parents.Select(p => new ParentUse(p.Lot.Id, null, p.Kg))] }, [.. parents.Select((p, i) => new Parent(i, p.Lot, Units.Grams(p.Kg)!.Value, null, true))], null, Today).Select(r => r.Code)];

    private static RegisterLot Of(LotType type, decimal kg = 100) => new(Guid.NewGuid(), type, kg);

    private static List<(string, string?)> Fields(RegisterLot command) => [.. LotRules.WhyNotFields(command).Select(r => (r.Code, r.Pointer))];

    [Theory, Trait("Rule", "R-LOT-02")]
    [InlineData("0", false)]
    [InlineData("0.01", true)]
    [InlineData("0.009", false)]
    [InlineData("12.345", false)]
    [InlineData("10000", true)]
    [InlineData("10000.01", false)]
    [InlineData("-1", false)]
    [InlineData("79228162514264337593543950335", false)]
    public void A_weight_is_a_hundredth_to_ten_thousand_kilograms_with_two_decimals(string kg, bool fine) =>
        Assert.Equal(fine, LotRules.Weight(decimal.Parse(kg, System.Globalization.CultureInfo.InvariantCulture), "/weight_kg") is null);

    [Theory, Trait("Rule", "R-LOT-02")]
    [InlineData("-50", true)]
    [InlineData("-50.1", false)]
    [InlineData("100", true)]
    [InlineData("100.1", false)]
    [InlineData("3.05", false)]
    public void A_temperature_is_fifty_below_to_hundred_above_with_one_decimal(string celsius, bool fine) =>
        Assert.Equal(fine, LotRules.Temperature(decimal.Parse(celsius, System.Globalization.CultureInfo.InvariantCulture), "/t") is null);

    [Fact, Trait("Rule", "R-LOT-02")]
    public void All_wrong_fields_are_told_together_with_their_pointers()
    {
        var command = Of(LotType.Pal, 0) with
        {
            TemperatureC = 101, PieceCount = 0, LotCode = "PAL-1", Sscc = "123", BatchCode = new string('b', 51), Metadata = JsonSerializer.SerializeToElement(5), Waste = [new WasteLine(0, WasteReason.Trim)],
        };
        Assert.Equal([("WEIGHT_OUT_OF_RANGE", "/weight_kg"), ("TEMPERATURE_OUT_OF_RANGE", "/temperature_c"), ("OUT_OF_RANGE", "/piece_count"), ("LOT_CODE_MALFORMED", "/lot_code"), ("TEXT_TOO_LONG", "/batch_code"),
            ("SSCC_INVALID", "/sscc"), ("NOT_AN_OBJECT", "/metadata"), ("PARENT_REQUIRED", "/parents"), ("WEIGHT_OUT_OF_RANGE", "/waste/0/quantity_kg"), ("CUSTOMER_REQUIRED", "/customer_code")], Fields(command));
        Assert.Equal("VALIDATION_FAILED", LotRules.Together(LotRules.WhyNotFields(command)).Code);
    }

    [Fact, Trait("Rule", "R-LOT-02")]
    public void Raw_has_a_supplier_and_no_parents_and_everything_else_has_parents()
    {
        Assert.Equal([("SUPPLIER_REQUIRED", "/supplier_id")], Fields(Of(LotType.Raw)));
        Assert.Equal([("RAW_HAS_NO_PARENTS", "/parents")], Fields(Of(LotType.Raw) with { SupplierId = Guid.NewGuid(), Parents = [new ParentUse(Guid.NewGuid(), null, 1)] }));
        foreach (var type in Enum.GetValues<LotType>().Except([LotType.Raw])) Assert.Contains(("PARENT_REQUIRED", "/parents"), Fields(Of(type)));
        Assert.Equal([("FIELD_REQUIRED", "/parents/0/lot_id"), ("WEIGHT_OUT_OF_RANGE", "/parents/0/quantity_used_kg")], Fields(Of(LotType.Deb) with { Parents = [new ParentUse(null, "", 0)] }));
    }

    [Fact, Trait("Rule", "R-NAME-02")]
    public void A_scanned_code_must_be_of_the_type_and_mix_lots_are_called_mixlot()
    {
        var mix = Of(LotType.Mix) with { Parents = [new ParentUse(Guid.NewGuid(), null, 100)] };
        Assert.Equal([("LOT_CODE_MALFORMED", "/lot_code")], Fields(mix with { LotCode = "MIX-20260124-DUNA-0003" }));
        Assert.Equal([("LOT_CODE_MISMATCH", "/lot_code")], Fields(mix with { LotCode = "BULK-20260124-DUNA-0003" }));
        Assert.Empty(Fields(mix with { LotCode = "MIXLOT-20260124-DUNA-0003" }));
        Assert.Empty(Fields(mix with { LotCode = "" }));
    }

    [Theory, Trait("Rule", "R-LOT-01")]
    [InlineData(LotType.Deb, LotType.Raw)]
    [InlineData(LotType.Bulk, LotType.Deb)]
    [InlineData(LotType.Mix, LotType.Bulk, LotType.Raw)]
    [InlineData(LotType.Skw15, LotType.Mix)]
    [InlineData(LotType.Skw30, LotType.Mix)]
    [InlineData(LotType.Frz15, LotType.Skw15)]
    [InlineData(LotType.Frz30, LotType.Skw30)]
    [InlineData(LotType.Fg15, LotType.Frz15)]
    [InlineData(LotType.Fg30, LotType.Frz30)]
    [InlineData(LotType.Pal, LotType.Fg15, LotType.Fg30)]
    [InlineData(LotType.Ship, LotType.Pal)]
    public void Each_type_is_made_from_the_types_of_the_canonical_table(LotType type, params LotType[] allowed)
    {
        foreach (var parent in Enum.GetValues<LotType>())
        {
            var material = type == LotType.Mix && parent == LotType.Raw ? MaterialClass.Ingredient : MaterialClass.Meat;
            Assert.Equal(allowed.Contains(parent), WhyNot(Of(type), (A(parent, material: material), 100)).Count == 0);
        }
    }

    [Fact, Trait("Rule", "R-LOT-01")]
    public void Meat_is_deboned_and_ingredients_are_mixed_not_the_other_way_round()
    {
        Assert.Equal(["PARENT_TYPE_NOT_ALLOWED"], WhyNot(Of(LotType.Deb), (A(LotType.Raw, material: MaterialClass.Ingredient), 100)));
        Assert.Equal(["PARENT_TYPE_NOT_ALLOWED"], WhyNot(Of(LotType.Mix), (A(LotType.Raw), 100)));
    }

    [Fact, Trait("Rule", "R-SKU-01")]
    public void Weight_classes_never_mix_whichever_parent_comes_first()
    {
        Assert.Equal(["SKU_LOCK"], WhyNot(Of(LotType.Frz15), (A(LotType.Skw15), 50), (A(LotType.Skw30), 50)));
        Assert.Equal(["SKU_LOCK"], WhyNot(Of(LotType.Frz15), (A(LotType.Skw30), 50), (A(LotType.Skw15), 50)));
        Assert.Equal(["SKU_LOCK"], WhyNot(Of(LotType.Fg30), (A(LotType.Frz15), 100)));
    }

    [Fact, Trait("Rule", "R-SKU-02")]
    public void A_pallet_is_of_one_weight_class_and_a_shipment_of_one_customer()
    {
        Assert.Equal(["SKU_LOCK"], WhyNot(Of(LotType.Pal), (A(LotType.Fg15), 50), (A(LotType.Fg30), 50)));
        Assert.Equal(["CUSTOMER_MIXING"], WhyNot(Of(LotType.Ship), (A(LotType.Pal, customer: "CUST-A"), 50), (A(LotType.Pal, customer: "CUST-B"), 50)));
        Assert.Equal(["CUSTOMER_MIXING"], WhyNot(Of(LotType.Ship) with { CustomerCode = "CUST-B" }, (A(LotType.Pal, customer: "CUST-A"), 100)));
        Assert.Empty(WhyNot(Of(LotType.Ship) with { CustomerCode = "CUST-A" }, (A(LotType.Pal, customer: "CUST-A", sku: Sku.Kg15), 50), (A(LotType.Pal, customer: "CUST-A", sku: Sku.Kg30), 50)));
    }

    [Fact, Trait("Rule", "R-SKU-03")]
    public void A_weight_class_that_is_sent_must_be_the_derived_one()
    {
        var parents = new[] { new ParentUse(Guid.NewGuid(), null, 100) };
        Assert.Equal([("SKU_MISMATCH", "/sku_type")], Fields(Of(LotType.Skw15) with { SkuType = Sku.Kg30, Parents = parents }));
        Assert.Equal([("SKU_MISMATCH", "/sku_type")], Fields(Of(LotType.Mix) with { SkuType = Sku.Kg30, Parents = parents }));
        Assert.Empty(Fields(Of(LotType.Skw15) with { SkuType = Sku.Kg15, Parents = parents }));
        Assert.Empty(WhyNot(Of(LotType.Pal) with { SkuType = Sku.Kg15 }, (A(LotType.Fg15), 100)));
        Assert.Equal(["SKU_MISMATCH"], WhyNot(Of(LotType.Pal) with { SkuType = Sku.Kg30 }, (A(LotType.Fg15), 100)));
    }

    [Fact, Trait("Rule", "R-DAY-01")]
    public void Only_the_mix_of_today_is_skewered_and_skewers_of_yesterday_may_be_frozen()
    {
        Assert.Equal(["BACKLOG_FORBIDDEN"], WhyNot(Of(LotType.Skw15), (A(LotType.Mix, day: Today.AddDays(-1)), 100)));
        Assert.Empty(WhyNot(Of(LotType.Skw15), (A(LotType.Mix), 100)));
        Assert.Empty(WhyNot(Of(LotType.Frz30), (A(LotType.Skw30, day: Today.AddDays(-1)), 100)));
        Assert.Equal(["SKU_LOCK"], WhyNot(Of(LotType.Frz15), (A(LotType.Skw30, day: Today.AddDays(-1)), 100)));
    }

    [Fact, Trait("Rule", "R-SPC-01")]
    public void Species_never_mix() =>
        Assert.Equal(["SPECIES_MIXING"], WhyNot(Of(LotType.Bulk), (A(LotType.Deb, species: Species.Chicken), 50), (A(LotType.Deb, species: Species.Turkey), 50)));

    [Fact, Trait("Rule", "R-LOT-03")]
    public void Parents_are_released_and_have_enough_left()
    {
        Assert.Empty(WhyNot(Of(LotType.Deb), (A(LotType.Raw), 100)));
        Assert.Equal(["INSUFFICIENT_REMAINING"], WhyNot(Of(LotType.Deb), (A(LotType.Raw), 100.01m)));
        Assert.Equal(["INSUFFICIENT_REMAINING"], WhyNot(Of(LotType.Deb, 1), (A(LotType.Raw, status: LotStatus.Consumed), 1)));
        foreach (var status in new[] { LotStatus.Created, LotStatus.Quarantine, LotStatus.Hold })
        {
            Assert.Equal(["PARENT_NOT_RELEASED"], WhyNot(Of(LotType.Deb), (A(LotType.Raw, status: status), 100)));
        }
    }

    [Fact, Trait("Rule", "R-LOT-04")]
    public void Mass_is_never_made_and_weighed_losses_close_the_gap_exactly()
    {
        Assert.Equal(["MASS_BALANCE"], WhyNot(Of(LotType.Deb, 100.01m), (A(LotType.Raw, 200), 100)));
        Assert.Empty(WhyNot(Of(LotType.Deb, 60), (A(LotType.Raw), 100)));
        Assert.Empty(WhyNot(Of(LotType.Deb, 60) with { Waste = [new WasteLine(30, WasteReason.Bone), new WasteLine(10, WasteReason.Trim)] }, (A(LotType.Raw), 100)));
        Assert.Equal(["MASS_BALANCE"], WhyNot(Of(LotType.Deb, 60) with { Waste = [new WasteLine(39.99m, WasteReason.Bone)] }, (A(LotType.Raw), 100)));
        Assert.Equal(["MASS_BALANCE"], WhyNot(Of(LotType.Deb, 100) with { Waste = [new WasteLine(0.01m, WasteReason.Bone)] }, (A(LotType.Raw), 100)));
        Assert.Equal((WasteReason.Trim, WasteReason.FreezeLoss, WasteReason.ProcessLoss), (LotRules.UsualLoss(2), LotRules.UsualLoss(7), LotRules.UsualLoss(4)));
    }

    [Theory]
    [InlineData("359900000000000017", true)]
    [InlineData("359900000000000024", true)]
    [InlineData("359900000000000018", false)]
    [InlineData("35990000000000001", false)]
    [InlineData("35990000000000001A", false)]
    public void An_sscc_has_eighteen_digits_and_the_right_check_digit(string sscc, bool fine) => Assert.Equal(fine, Gs1.IsSscc(sscc));

    [Theory, Trait("Rule", "R-QC-07")]
    [InlineData("105", true)]
    [InlineData("105.01", false)]
    [InlineData("95", true)]
    [InlineData("94.99", false)]
    [InlineData("120", false)]
    public void A_recipe_component_may_be_five_percent_off(string actual, bool fine)
    {
        var metadata = JsonDocument.Parse("""{"recipe":{"version":"RCP-CHK-v3.1","components":[{"key":"meat","target_kg":500,"actual_kg":500},{"key":"spice","target_kg":100,"actual_kg":ACTUAL}]}}""".Replace("ACTUAL", actual, StringComparison.Ordinal)).RootElement;
        var reason = RecipeRules.WhyOutOfSpec(LotType.Mix, metadata);
        Assert.Equal(fine, reason is null);
        if (!fine) Assert.Equal($"Recipe out of spec: spice {actual} kg, target 100 kg", reason);
        Assert.Null(RecipeRules.WhyOutOfSpec(LotType.Bulk, metadata));
    }

    [Theory, Trait("Rule", "R-QC-07")]
    [InlineData("{}")]
    [InlineData("""{"recipe":5}""")]
    [InlineData("""{"recipe":{"version":"v1"}}""")]
    [InlineData("""{"recipe":{"components":[5,{"key":"salt"},{"key":"oil","target_kg":"10","actual_kg":20}]}}""")]
    public void A_recipe_that_cannot_be_read_is_not_judged(string metadata) => Assert.Null(RecipeRules.WhyOutOfSpec(LotType.Mix, JsonDocument.Parse(metadata).RootElement));

    [Fact, Trait("Rule", "R-LOT-06")]
    public void A_lot_is_consumed_at_its_last_gram_and_stays_released_before()
    {
        var lot = A(LotType.Bulk, 544);
        lot.Consume(520_000, "MIX");
        Assert.Equal((LotStatus.Released, 24_000), (lot.Status, lot.RemainingGrams));
        lot.Consume(24_000, "MIX");
        Assert.Equal((LotStatus.Consumed, 0), (lot.Status, lot.RemainingGrams));
        Assert.Equal(["LOT_CREATED", "LOT_QUARANTINED", "LOT_RELEASED", "LOT_PARTIALLY_CONSUMED", "LOT_CONSUMED"], lot.Facts.Select(f => f.Type));
        Assert.Throws<InvalidOperationException>(() => lot.Consume(1, "MIX"));
    }
}
