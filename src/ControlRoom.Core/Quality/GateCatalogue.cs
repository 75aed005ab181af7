using System.Collections.Immutable;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Quality;

/// <summary>The plant's gates (plant specification §7.5): eight that every PROCESS graph needs, and two that only inform.</summary>
public static class GateCatalogue
{
    public static readonly ImmutableArray<GateTemplate> All =
    [
        Gate("G01", ProcessSteps.Receipt, "Átvétel", "Receipt", GateType.Blocking, HaccpClass.Ccp,
            Number("surface_c", "Felületi hőmérséklet (°C)", "Surface temperature (°C)", null, 4.0m) with { ExceptIngredient = true },
            Number("frozen_core_c", "Fagyasztott áru maghőmérséklete (°C)", "Core temperature of frozen goods (°C)", null, -18.0m) with { ExceptIngredient = true, Required = false },
            Yes("delivery_note_matches", "A szállítólevél egyezik az áruval", "Delivery note matches the goods"),
            Yes("coa_matches", "A minőségi bizonyítvány (CoA) egyezik", "Certificate of analysis (CoA) matches"),
            Yes("temperature_certificate_matches", "A hőmérsékleti igazolás egyezik", "Temperature certificate matches") with { ExceptIngredient = true },
            Yes("fresh_no_discoloration", "Friss, elszíneződés nélkül", "Fresh, no discoloration"),
            Yes("packaging_intact", "A csomagolás ép", "Packaging intact")),
        Gate("G02", ProcessSteps.Deboning, "Csontozás", "Deboning", GateType.Blocking, HaccpClass.Oprp,
            Yes("no_bone_residue", "Nincs csontmaradvány", "No bone residue"),
            Yes("no_foreign_matter", "Nincs idegen anyag", "No foreign matter"),
            Number("wip_minutes", "Félkész áru ideje (perc)", "Time as work in progress (min)", 0, 120),
            Number("wip_temperature_c", "Félkész áru hőmérséklete (°C)", "Temperature as work in progress (°C)", 0.0m, 7.0m),
            Number("yield_bone_in_pct", "Kihozatal csontos áruból (%)", "Yield from bone-in goods (%)", 63, 73) with { Required = false },
            Number("yield_boneless_pct", "Kihozatal csont nélküli áruból (%)", "Yield from boneless goods (%)", 93, 100) with { Required = false }),
        Gate("G03", ProcessSteps.BulkBuffer, "BULK készenlét", "Bulk readiness", GateType.Info, HaccpClass.Prp,
            Number("temperature_c", "Hőmérséklet (°C)", "Temperature (°C)", 0.0m, 4.0m) with { Required = false },
            Yes("enough_for_mix", "Elég a következő keveréshez", "Enough for the next mix") with { Required = false }),
        Gate("G04", ProcessSteps.Mixing, "Keverés", "Mix", GateType.Blocking, HaccpClass.Oprp,
            Yes("recipe_version_matches", "A receptváltozat egyezik", "Recipe version matches"),
            Yes("components_within_tolerance", "Minden összetevő tűrésen belül (5 %)", "Every component within tolerance (5 %)"),
            Number("temperature_c", "Hőmérséklet (°C)", "Temperature (°C)", null, 4.0m),
            Number("program_minutes", "Programidő (perc)", "Program time (min)", 40, null),
            Yes("homogeneous", "Homogén", "Homogeneous"),
            Yes("allergen_zone_ok", "Az allergénzóna rendben", "Allergen zone in order")),
        Gate("G05", ProcessSteps.Skewering, "Nyárs mérés", "Skewer weigh", GateType.Blocking, HaccpClass.Oprp,
            Number("rod15_lightest_kg", "Legkönnyebb 15 kg-os nyárs (kg)", "Lightest 15 kg rod (kg)", 14.75m, 15.25m) with { AppliesTo = [LotType.Skw15] },
            Number("rod15_heaviest_kg", "Legnehezebb 15 kg-os nyárs (kg)", "Heaviest 15 kg rod (kg)", 14.75m, 15.25m) with { AppliesTo = [LotType.Skw15] },
            Number("rod30_lightest_kg", "Legkönnyebb 30 kg-os nyárs (kg)", "Lightest 30 kg rod (kg)", 29.50m, 30.50m) with { AppliesTo = [LotType.Skw30] },
            Number("rod30_heaviest_kg", "Legnehezebb 30 kg-os nyárs (kg)", "Heaviest 30 kg rod (kg)", 29.50m, 30.50m) with { AppliesTo = [LotType.Skw30] },
            Yes("same_day_mix", "Aznapi keverék", "Mix of the same day"),
            Yes("corrections_logged", "A javítások naplózva", "Corrections logged")),
        Gate("G06", ProcessSteps.SkuSplit, "SKU szétválasztás", "SKU split", GateType.Info, HaccpClass.Prp,
            Yes("sku_label", "SKU címke a kocsin", "SKU label on the trolley") with { Required = false },
            Number("rod_count", "Nyársak száma", "Rod count", 0, null) with { Required = false }),
        Gate("G07", ProcessSteps.Freezing, "Fagyasztás", "Freeze", GateType.Blocking, HaccpClass.Ccp,
            Number("core_c", "Maghőmérséklet (°C)", "Core temperature (°C)", null, -18.0m),
            Yes("one_sku_in_cycle", "Egy SKU a ciklusban", "One SKU in the cycle"),
            Yes("curve_attached", "A fagyasztási görbe csatolva", "Freeze curve attached")),
        Gate("G08", ProcessSteps.Packaging, "Csomagolás", "Packaging", GateType.Blocking, HaccpClass.Oprp,
            Yes("label_correct", "Címke: lot, dátum, SKU, tömeg", "Label: lot, date, SKU, weight"),
            Yes("seal_intact", "A zárás ép", "Seal intact"),
            Number("vacuum_pct", "Vákuum (%)", "Vacuum (%)", 95, 100),
            Yes("metal_detector_passed", "Fémdetektor-próba 2,5 mm Fe megfelelt", "Metal detector test 2.5 mm Fe passed"),
            Yes("weight_matches_frz", "A tömeg egyezik a fagyasztottal", "Weight matches the frozen lot"),
            Number("exposure_minutes", "Hűtésen kívül (perc)", "Exposure (min)", 0, 10)),
        Gate("G09", ProcessSteps.Palletizing, "Raklapozás", "Pallet", GateType.Checkpoint, HaccpClass.Prp,
            Yes("one_sku", "Egy SKU", "One SKU"),
            Yes("one_customer", "Egy vevő", "One customer"),
            Yes("mapping_complete", "A késztermék-hozzárendelés teljes", "Finished-goods mapping complete"),
            Yes("sscc_unique", "Az SSCC egyedi", "SSCC unique"),
            Yes("temperature_chain", "A hőmérsékleti lánc folytonos", "Temperature chain unbroken")),
        Gate("G10", ProcessSteps.Shipment, "Kiszállítás", "Shipment", GateType.Blocking, HaccpClass.Ccp,
            Number("ambient_c", "Rakodótér hőmérséklete (°C)", "Temperature of the load space (°C)", null, -18.0m),
            Yes("delivery_note", "Szállítólevél megvan", "Delivery note present"),
            Yes("temperature_certificate", "Hőmérsékleti igazolás megvan", "Temperature certificate present"),
            Yes("coa", "Minőségi bizonyítvány (CoA) megvan", "Certificate of analysis (CoA) present"),
            Yes("recall_trace_ready", "Visszahívási nyomkövetés kész", "Recall trace ready")),
    ];

    /// <summary>The catalogue's gate of a step; each step has at most one.</summary>
    public static GateTemplate? OfStep(int step) => All.FirstOrDefault(g => g.StepIndex == step);

    private static GateTemplate Gate(string code, int step, string hu, string en, GateType type, HaccpClass haccp, params ImmutableArray<ChecklistItem> checklist) =>
        new(code, step, hu, en, type, haccp == HaccpClass.Ccp, haccp, checklist);

    private static ChecklistItem Yes(string key, string hu, string en) => new(key, hu, en, "bool", null, null, Required: true, []);

    private static ChecklistItem Number(string key, string hu, string en, decimal? min, decimal? max) => new(key, hu, en, "number", min, max, Required: true, []);
}
