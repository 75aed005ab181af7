using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class InspectionRulesTests
{
    private static GateSpec Gate(string code)
    {
        var gate = GateCatalogue.All.Single(g => g.Code == code);
        return new GateSpec(code, "n", gate.NameHu, gate.NameEn, gate.Type, gate.IsCcp, gate.Checklist);
    }

    private static Lot A(LotType type, MaterialClass material = MaterialClass.Meat) => Lot.Register(
        new LotBirth($"{type.Spec().CodePrefix}-20260124-DUNA-0001", type, Guid.NewGuid(), 1000, new DateOnly(2026, 1, 24)) { MaterialClass = material }, Guid.NewGuid(), People.Operator.Id, FakeTime.Morning, false);

    private static List<(string Code, string Pointer)> WhyNot(string gate, Lot lot, object? answers) =>
        [.. InspectionRules.WhyNotChecked(answers is null ? null : JsonSerializer.SerializeToElement(answers), lot, Gate(gate)).Select(r => (r.Code, r.Pointer!["/checklist_results/".Length..]))];

    private static RecordInspection With(Decision decision, string? notes) => new(Guid.NewGuid(), Guid.NewGuid(), 2, "G02", decision) { Notes = notes };

    [Theory, Trait("Rule", "R-QC-01")]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("123456789", false)]
    [InlineData("  123456789  ", false)]
    [InlineData("          ", false)]
    [InlineData("1234567890", true)]
    [InlineData(" 1234567890 ", true)]
    public void Hold_and_fail_need_ten_characters_of_notes(string? notes, bool fine)
    {
        foreach (var decision in new[] { Decision.Hold, Decision.Fail }) Assert.Equal(fine ? null : "NOTES_TOO_SHORT", InspectionRules.WhyNotFields(With(decision, notes))?.Code);
        Assert.Null(InspectionRules.WhyNotFields(With(Decision.Pass, notes)));
    }

    [Fact, Trait("Rule", "R-QC-01")]
    public void Notes_have_at_most_two_thousand_characters()
    {
        Assert.Null(InspectionRules.WhyNotFields(With(Decision.Pass, new string('n', 2000))));
        Assert.Equal("TEXT_TOO_LONG", InspectionRules.WhyNotFields(With(Decision.Pass, new string('n', 2001)))!.Code);
    }

    [Fact, Trait("Rule", "R-QC-03")]
    public void Every_required_question_that_applies_must_be_answered()
    {
        Assert.Equal(["surface_c", "delivery_note_matches", "coa_matches", "temperature_certificate_matches", "fresh_no_discoloration", "packaging_intact"], WhyNot("G01", A(LotType.Raw), null).Select(r => r.Pointer));
        Assert.Equal(["delivery_note_matches", "coa_matches", "fresh_no_discoloration", "packaging_intact"], WhyNot("G01", A(LotType.Raw, MaterialClass.Ingredient), null).Select(r => r.Pointer));
        Assert.Equal(["rod15_lightest_kg", "rod15_heaviest_kg", "same_day_mix", "corrections_logged"], WhyNot("G05", A(LotType.Skw15), new { }).Select(r => r.Pointer));
        Assert.Empty(WhyNot("G05", A(LotType.Skw15), new { rod15_lightest_kg = 14.75, rod15_heaviest_kg = 15.25, same_day_mix = true, corrections_logged = true, rod30_lightest_kg = 1, anything = "else" }));
    }

    [Fact, Trait("Rule", "R-QC-03")]
    public void An_answer_outside_its_limits_is_no_pass_also_where_the_question_is_optional()
    {
        object Deboning(decimal minutes = 100, decimal celsius = 3, decimal? boned = 68, object? clean = null) => new { no_bone_residue = clean ?? true, no_foreign_matter = true, wip_minutes = minutes, wip_temperature_c = celsius, yield_bone_in_pct = boned };
        Assert.Empty(WhyNot("G02", A(LotType.Deb), Deboning()));
        Assert.Empty(WhyNot("G02", A(LotType.Deb), Deboning(120, 7.0m, null)));
        Assert.Equal([("CHECK_FAILED", "wip_minutes")], WhyNot("G02", A(LotType.Deb), Deboning(121)));
        Assert.Equal([("CHECK_FAILED", "wip_temperature_c")], WhyNot("G02", A(LotType.Deb), Deboning(celsius: 7.1m)));
        Assert.Equal([("CHECK_FAILED", "yield_bone_in_pct")], WhyNot("G02", A(LotType.Deb), Deboning(boned: 62.9m)));
        Assert.Equal([("CHECK_FAILED", "no_bone_residue")], WhyNot("G02", A(LotType.Deb), Deboning(clean: false)));
        Assert.Equal([("CHECK_TYPE", "no_bone_residue")], WhyNot("G02", A(LotType.Deb), Deboning(clean: "yes")));
    }

    [Fact, Trait("Rule", "R-QC-03")]
    public void A_number_beyond_the_limit_of_a_critical_gate_is_called_that()
    {
        Assert.Equal([("CCP_LIMIT", "core_c")], WhyNot("G07", A(LotType.Frz15), new { core_c = -17.9m, one_sku_in_cycle = true, curve_attached = true }));
        Assert.Empty(WhyNot("G07", A(LotType.Frz15), new { core_c = -18.0m, one_sku_in_cycle = true, curve_attached = true }));
    }

    [Fact, Trait("Rule", "R-QC-06")]
    public void Anybody_can_recompute_a_signature()
    {
        var (lot, run, by, at) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), new DateTime(2026, 1, 24, 10, 0, 0, DateTimeKind.Utc).AddMicroseconds(5));
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{{lot}}|{{run}}|7|HOLD|{"core_c":-16.8}|Árvíztűrő rúd|{{by}}|2026-01-24T10:00:00.000005Z""")));
        Assert.Equal(expected, InspectionRules.Signature(lot, run, 7, Decision.Hold, """{"core_c":-16.8}""", "Árvíztűrő rúd", by, at));
        Assert.NotEqual(expected, InspectionRules.Signature(lot, run, 7, Decision.Pass, """{"core_c":-16.8}""", "Árvíztűrő rúd", by, at));
    }

    [Fact, Trait("Rule", "R-QC-03")]
    public void Run_step_and_gate_must_be_the_lots_own()
    {
        var lot = A(LotType.Deb);
        var right = new RecordInspection(lot.Id, lot.RunId, 2, "G02", Decision.Pass);
        Assert.Null(InspectionRules.WhyNotOf(right, lot, Gate("G02")));
        Assert.Equal("/run_id", InspectionRules.WhyNotOf(right with { RunId = Guid.NewGuid() }, lot, Gate("G02"))!.Pointer);
        Assert.Equal("/step_index", InspectionRules.WhyNotOf(right with { StepIndex = 7 }, lot, Gate("G02"))!.Pointer);
        Assert.Equal("/inspection_type", InspectionRules.WhyNotOf(right with { InspectionType = "G07" }, lot, Gate("G02"))!.Pointer);
        Assert.Equal("NOT_OF_LOT", InspectionRules.WhyNotOf(right, lot, null)!.Code);
    }
}
