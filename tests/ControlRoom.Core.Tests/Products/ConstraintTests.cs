using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

[Trait("Rule", "PRD-32")]
public sealed class ConstraintTests
{
    [Theory, Databases(Only = Db.Sqlite)]
    public async Task The_quantity_follows_from_the_constraints_of_the_role(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        (string Role, string Constraints, decimal Quantity, string Uom)[] expected =
        [
            ("TUBE", """{"length_mm":1200,"pieces":4,"waste_percent":3}""", 4.944m, "M"),
            ("MAIN_MATERIAL", """{"width_mm":600,"length_mm":400,"waste_percent":1}""", 0.2424m, "M2"),
            ("LINING", """{"width_mm":600,"length_mm":400,"pieces":2}""", 0.48m, "M2"),
            ("TUBE", """{"length_mm":700,"pieces":1,"waste_percent":2}""", 0.714m, "M"),
            ("TUBE", """{"length_mm":1150}""", 1.15m, "M"),
            ("FASTENER", """{"count":4}""", 4m, "PC"),
            ("FASTENER", """{"count":4,"waste_percent":0.5}""", 4.02m, "PC"),
            ("CONSUMABLE", """{"mass_g":12.5,"pieces":3,"waste_percent":100}""", 0.075m, "KG"),
            // Half of the last decimal goes away from zero.
            ("CONSUMABLE", """{"mass_g":0.0005}""", 0.000001m, "KG"),
            ("TUBE", """{"length_mm":0.0025}""", 0.000003m, "M"),
            ("TUBE", """{"length_mm":0.00249}""", 0.000002m, "M"),
        ];
        foreach (var (role, constraints, quantity, uom) in expected)
        {
            var result = (await bench.Products.Evaluate(role, null, JsonText(constraints), TestPlant.Ct)).Must();
            Assert.True((quantity, uom) == (result.QtyRequired, Word.Of(result.UomCode)), $"{role} {constraints}: {result}");
            Assert.Equal(quantity, ConstraintRules.Quantity(ConstraintRules.Millionths(result.QtyRequired)));
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_wrong_field_is_named(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        (string Role, Uom? Uom, string? Constraints, string[] Pointers)[] wrong =
        [
            ("MAIN_MATERIAL", null, null, ["/constraints/length_mm", "/constraints/width_mm"]),
            ("MAIN_MATERIAL", null, """{"length_mm":1}""", ["/constraints/width_mm"]),
            ("MAIN_MATERIAL", null, """{"length_mm":0,"width_mm":-1}""", ["/constraints/length_mm", "/constraints/width_mm"]),
            ("TUBE", null, """{"length_mm":"1200"}""", ["/constraints/length_mm"]),
            ("TUBE", null, """{"length_mm":1e400}""", ["/constraints/length_mm"]),
            ("TUBE", null, """{"length_mm":null}""", ["/constraints/length_mm"]),
            ("TUBE", null, """{"length_mm":1,"length_mm":2}""", ["/constraints/length_mm"]),
            ("TUBE", null, """{"length_mm":1200,"waste_percent":-1,"pieces":0}""", ["/constraints/pieces", "/constraints/waste_percent"]),
            ("TUBE", null, """{"length_mm":1200,"waste_percent":100.5,"colour":1}""", ["/constraints/colour", "/constraints/waste_percent"]),
            ("TUBE", null, """{"length_mm":0.0000001}""", ["/constraints"]),
            ("TUBE", null, """{"length_mm":1000000000,"pieces":1000000000}""", ["/constraints"]),
            ("TUBE", Uom.Kg, """{"length_mm":1200}""", ["/uom_code"]),
            ("TUBE", null, "[1]", ["/constraints"]),
        ];
        foreach (var (role, uom, constraints, pointers) in wrong)
        {
            var refusal = (await bench.Products.Evaluate(role, uom, constraints is null ? null : JsonText(constraints), TestPlant.Ct)).Refusal!;
            Assert.Equal("CONSTRAINT_INVALID", refusal.Code);
            Assert.True(pointers.SequenceEqual(refusal.Reasons.Select(r => r.Pointer).Order(StringComparer.Ordinal)), $"{role} {constraints}: {string.Join(' ', refusal.Reasons.Select(r => r.Pointer))}");
            Assert.All(refusal.Reasons, r => Assert.NotEqual(refusal.Detail(LocalText.Hungarian), r.Detail(LocalText.Hungarian)));
        }
        Assert.Equal("MATERIAL_ROLE_UNKNOWN", (await bench.Products.Evaluate("VELVET", null, JsonText("{}"), TestPlant.Ct)).Refusal!.Code);
    }

    [Theory, Databases]
    public async Task The_stored_quantity_is_computed_unless_somebody_says_why_not(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var (frame, tube) = (product.Components[0], product.Components[0].Materials.Single());
        Assert.Equal((4.944m, Uom.M, true), (tube.QtyRequired, tube.UomCode, tube.ComputedFromConstraints));
        Assert.Equal(4_944_000, await bench.Plant.Scalar<long>($"SELECT qty_required FROM component_material WHERE id = {tube.Id}"));

        await bench.Refuses("OVERRIDE_REASON_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { QtyRequired = 5m }));
        await bench.Refuses("FIELD_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { OverrideReason = ProductBench.Why }));
        await bench.Refuses("REASON_TOO_SHORT", () => bench.Change(product.Id, frame.Id, tube, new() { QtyRequired = 5m, OverrideReason = "short" }));
        await bench.Refuses("CONSTRAINT_INVALID", () => bench.Change(product.Id, frame.Id, tube, new() { QtyRequired = 0.0000001m, OverrideReason = ProductBench.Why }));
        var overridden = (await bench.Change(product.Id, frame.Id, tube, new() { QtyRequired = 5.1m, OverrideReason = ProductBench.Why })).Must();
        Assert.Equal((5.1m, false, ProductBench.Why), (overridden.QtyRequired, overridden.ComputedFromConstraints, overridden.OverrideReason));
        Assert.Equal(5.1m, (await bench.Change(product.Id, frame.Id, overridden, new() { Priority = 3 })).Must().QtyRequired);
        var again = (await bench.Change(product.Id, frame.Id, (await bench.Detail(product.Id)).Components[0].Materials[0], new() { Constraints = ProductBench.Element(new { length_mm = 1250, pieces = 4, waste_percent = 3 }) })).Must();
        Assert.Equal((5.15m, true, null), (again.QtyRequired, again.ComputedFromConstraints, again.OverrideReason));

        await bench.Refuses("MATERIAL_SKU_INVALID", () => bench.Add(product.Id, frame.Id, "tube 20", "TUBE", new { length_mm = 1 }));
        await bench.Refuses("MATERIAL_ROLE_UNKNOWN", () => bench.Add(product.Id, frame.Id, "X-1", "VELVET", new { length_mm = 1 }));
        await bench.Refuses("MATERIAL_EXISTS", () => bench.Add(product.Id, frame.Id, "TUB-20", "TUBE", new { length_mm = 1 }));
    }

    private static System.Text.Json.JsonElement JsonText(string text) => System.Text.Json.JsonElement.Parse(text, new System.Text.Json.JsonDocumentOptions { AllowDuplicateProperties = true });
}
