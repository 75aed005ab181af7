using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class RegisterLotTests
{
    [Theory, Databases]
    [Trait("Rule", "R-LOT-01"), Trait("Rule", "R-LOT-02")]
    public async Task Only_a_running_run_registers_and_only_types_of_its_step(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var raw = day.Lot(LotType.Raw, 100) with { SupplierId = day.Floor.Suppliers["SUP-B"] };
        Assert.Equal(0, (await day.Refuses("LOT_TYPE_NOT_ALLOWED_AT_STEP", () => day.Register(raw))).Args["step"]);
        await using var idle = await day.Another(start: false);
        await day.Refuses("RUN_NOT_RUNNING", () => day.Register(raw with { RunId = idle.Run.Id }));
        await day.Refuses("NOT_FOUND", () => day.Register(raw with { RunId = Guid.NewGuid() }));
        await day.Refuses("FORBIDDEN", () => day.Register(raw, People.Auditor), noted: true);
        await day.To(1);
        await day.Refuses("SUPPLIER_REQUIRED", () => day.Register(raw with { SupplierId = null }));
        await day.Refuses("SUPPLIER_NOT_FOUND", () => day.Register(raw with { SupplierId = Guid.NewGuid() }));
        await day.Refuses("SUPPLIER_NOT_APPROVED", () => day.Register(raw with { SupplierId = day.Floor.Suppliers["SUP-X"] }));
        await day.Refuses("SPECIES_MIXING", () => day.Register(raw with { Species = Species.Turkey }));
        await day.Refuses("WEIGHT_OUT_OF_RANGE", () => day.Register(raw with { WeightKg = 10_000.01m }));
        var born = (await day.Register(raw with { WeightKg = 10_000m, TemperatureC = 3.1m, Metadata = JsonSerializer.SerializeToElement(new { delivery_note = "DN-7" }) })).Must();
        Assert.Equal((LotStatus.Quarantine, 10_000m, 10_000m, 0m, "SUP-B", (Species?)Species.Chicken, 3.1m), (born.Status, born.WeightKg, born.RemainingKg, born.PlacedKg, born.SupplierCode, born.Species, born.TemperatureC));
        Assert.Equal((ReadingRole.Process, false), (born.Readings.Single().ReadingRole, born.Readings.Single().IsViolation));
        Assert.Equal("DN-7", born.Metadata!.Value.GetProperty("delivery_note").GetString());
        Assert.Equal(["LOT_CREATED", "LOT_QUARANTINED"], await day.Plant.Words(born.Id));
        await day.PassGate(born);

        await day.To(5);
        foreach (var type in Enum.GetValues<LotType>().Where(t => t.Spec().Step != 5))
        {
            var command = day.Lot(type, 1) with { CustomerCode = "CUST-A", SupplierId = type == LotType.Raw ? day.Floor.Suppliers["SUP-B"] : null, Parents = type == LotType.Raw ? [] : [new ParentUse(born.Id, null, 1)] };
            Assert.Equal("LOT_TYPE_NOT_ALLOWED_AT_STEP", await Race.Code(day.Register(command)));
        }
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-01")]
    public async Task The_answer_to_a_registration_is_what_a_read_of_the_lot_gives(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        var plain = await day.Make(day.Lot(LotType.Deb, 4, (raw, 5)));
        var weighed = await day.Make(day.Lot(LotType.Deb, 7, (raw, 10)) with { TemperatureC = 3.4m, Waste = [new WasteLine(1, WasteReason.Bone, "D-1"), new WasteLine(2, WasteReason.Trim)] });
        foreach (var born in new[] { plain, weighed })
        {
            var read = (await day.Plant.Get<LotQueries>().Detail(born.Id.ToString(), TestPlant.Ct)).Must();
            Assert.Equal(JsonSerializer.Serialize(read, Json.Options), JsonSerializer.Serialize(born, Json.Options));
        }
    }

    [Theory, Databases]
    [Trait("Rule", "R-NAME-02"), Trait("Rule", "R-NAME-01")]
    public async Task Codes_are_given_or_scanned_and_a_scanned_one_is_never_given_again(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(4);
        var bulk = await day.Last(LotType.Bulk);
        RegisterLot Mix(string? code) => day.Lot(LotType.Mix, 10, (bulk, 10)) with { LotCode = code };
        Assert.Equal(RefusalKind.Invalid, (await day.Refuses("LOT_CODE_MALFORMED", () => day.Register(Mix("MIX-20260124-DUNA-0001")))).Kind);
        await day.Refuses("LOT_CODE_MISMATCH", () => day.Register(Mix("BULK-20260124-DUNA-0077")));
        Assert.Equal("MIXLOT-20260124-DUNA-0003", (await day.Make(Mix("MIXLOT-20260124-DUNA-0003"))).LotCode);
        Assert.Equal("MIXLOT-20260124-DUNA-0004", (await day.Make(Mix(null))).LotCode);
        Assert.Equal("MIXLOT-20260124-DUNA-0001", (await day.Make(Mix("MIXLOT-20260124-DUNA-0001"))).LotCode);
        Assert.Equal("MIXLOT-20260124-DUNA-0005", (await day.Make(Mix(""))).LotCode);
        await day.Refuses("LOT_CODE_USED", () => day.Register(Mix("MIXLOT-20260124-DUNA-0003")));
        Assert.Equal("MIXLOT-20260123-DUNA-0042", (await day.Make(Mix("MIXLOT-20260123-DUNA-0042"))).LotCode);
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-03"), Trait("Rule", "R-LOT-04"), Trait("Rule", "R-LOT-06")]
    public async Task A_child_takes_from_its_parents_what_it_uses_and_the_rest_is_accounted_for(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var waiting = await day.Receive(100);
        await day.Work();
        var raw = await day.PassGate(waiting);
        await day.PassGate(await day.Receive(50, "SUP-D"));
        await day.To(2);
        await day.Refuses("MASS_BALANCE", () => day.Register(day.Lot(LotType.Deb, 60.01m, (raw, 60))));
        await day.Refuses("MASS_BALANCE", () => day.Register(day.Lot(LotType.Deb, 50, (raw, 60)) with { Waste = [new WasteLine(9.99m, WasteReason.Bone)] }));
        await day.Refuses("INSUFFICIENT_REMAINING", () => day.Register(day.Lot(LotType.Deb, 60, (raw, 100.01m))));
        await day.Refuses("PARENT_NOT_FOUND", () => day.Register(day.Lot(LotType.Deb, 60) with { Parents = [new ParentUse(null, "RAW-20260124-DUNA-9998", 60)] }));
        await day.Refuses("PARENT_TWICE", () => day.Register(day.Lot(LotType.Deb, 60, (raw, 30), (raw, 30))));

        var deb = await day.Make(day.Lot(LotType.Deb, 50) with { Parents = [new ParentUse(null, raw.LotCode, 60)], Waste = [new WasteLine(7, WasteReason.Bone, "ABP-7"), new WasteLine(3, WasteReason.Trim)] });
        Assert.Equal((LotStatus.Released, 40m), ((await day.Look(raw)).Status, (await day.Look(raw)).RemainingKg));
        Assert.Equal([(WasteReason.Bone, 7m, "ABP-7"), (WasteReason.Trim, 3m, null)], deb.Waste.OrderByDescending(w => w.QuantityKg).Select(w => (w.Reason, w.QuantityKg, w.DisposalRef)));
        Assert.Equal((raw.LotCode, 60m), (deb.Parents.Single().LotCode, deb.Parents.Single().QuantityUsedKg));
        var rest = await day.Make(LotType.Deb, 39.90m, (raw, 40));
        Assert.Equal((WasteReason.Trim, 0.10m), (rest.Waste.Single().Reason, rest.Waste.Single().QuantityKg));
        Assert.Equal((LotStatus.Consumed, 0m), ((await day.Look(raw)).Status, (await day.Look(raw)).RemainingKg));
        await Ledger.AssertIdentities(day.Plant);
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-03"), Trait("Rule", "DOM-07")]
    public async Task A_parent_needs_a_pass_younger_than_its_last_hold(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var raw = await day.First(LotType.Raw);
        await day.HoldAtGate(raw);
        await day.Refuses("PARENT_NOT_RELEASED", () => day.Register(day.Lot(LotType.Deb, 60, (raw, 100))));
        await day.ResolveHold(raw);
        Assert.Equal(RefusalKind.Conflict, (await day.Refuses("PARENT_NOT_PASSED", () => day.Register(day.Lot(LotType.Deb, 60, (raw, 100))))).Kind);
        await day.Refuses("LOT_NOT_MOVABLE", () => day.Move(ControlRoom.Core.Stock.MoveType.Consume, raw, 100, from: "RAW-001"));
        await day.PassGate(raw);
        var deb = await day.Make(LotType.Deb, 60, (raw, 100));
        await day.HoldAtGate(deb);
        await day.PassGate(deb);
        Assert.Equal(LotStatus.Hold, (await day.Look(deb)).Status);
        Assert.Equal(LotStatus.Released, (await day.ResolveHold(deb)).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "R-SKU-01"), Trait("Rule", "R-SKU-02"), Trait("Rule", "R-SKU-03")]
    public async Task Weight_classes_and_customers_stay_apart(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(7);
        var (s15, s30) = (await day.Last(LotType.Skw15), await day.Last(LotType.Skw30));
        await day.Refuses("SKU_LOCK", () => day.Register(day.Lot(LotType.Frz15, 20, (s15, 10), (s30, 10))));
        await day.Refuses("SKU_MISMATCH", () => day.Register(day.Lot(LotType.Frz15, 10, (s15, 10)) with { SkuType = Sku.Kg30 }));
        Assert.Equal((Sku?)Sku.Kg15, s15.SkuType);
        await day.To(9);
        var (f15, f30) = (await day.Last(LotType.Fg15), await day.Last(LotType.Fg30));
        RegisterLot Pallet(string? customer, params (LotView, decimal)[] parents) => day.Lot(LotType.Pal, parents.Sum(p => p.Item2), parents) with { CustomerCode = customer };
        await day.Refuses("CUSTOMER_REQUIRED", () => day.Register(Pallet(null, (f15, 10))));
        await day.Refuses("SKU_LOCK", () => day.Register(Pallet("CUST-A", (f15, 10), (f30, 10))));
        await day.Refuses("SSCC_INVALID", () => day.Register(Pallet("CUST-A", (f15, 10)) with { Sscc = "359900000000000018" }));
        var p15 = await day.Put(await day.PassGate(await day.Make(Pallet("CUST-A", (f15, 10)) with { SkuType = Sku.Kg15, Sscc = "359900000000000017" })));
        await day.Refuses("SSCC_USED", () => day.Register(Pallet("CUST-A", (f15, 10)) with { Sscc = "359900000000000017" }));
        var p30 = await day.Put(await day.PassGate(await day.Make(Pallet("CUST-A", (f30, 10)))));
        var foreign = await day.Put(await day.PassGate(await day.Make(Pallet("CUST-B", (f30, 10)))));
        Assert.Equal(((Sku?)Sku.Kg15, (Sku?)Sku.Kg30), (p15.SkuType, p30.SkuType));
        await day.To(10);
        await day.Refuses("CUSTOMER_MIXING", () => day.Register(day.Lot(LotType.Ship, 20, (p15, 10), (foreign, 10))));
        var ship = await day.Make(LotType.Ship, 20, (p15, 10), (p30, 10));
        Assert.Equal(("CUST-A", null), (ship.CustomerCode, ship.SkuType));
        Assert.Equal((LotStatus.Consumed, 10m), ((await day.Look(p15)).Status, (await day.Look(p15)).PlacedKg));
    }

    [Theory, Databases]
    [Trait("Rule", "R-DAY-01")]
    public async Task Yesterdays_mix_is_not_skewered_but_yesterdays_skewers_are_frozen_in_their_class(Db db)
    {
        await using var yesterday = await ProductionDay.Begin(db);
        await yesterday.To(6);
        await yesterday.Work();
        await using var late = await yesterday.Another();
        await late.To(5);
        var mix = await late.Last(LotType.Mix);
        yesterday.Plant.Time.Advance(TimeSpan.FromDays(1));
        var refusal = await late.Refuses("BACKLOG_FORBIDDEN", () => late.Register(late.Lot(LotType.Skw15, 15, (mix, 15))));
        Assert.Equal(RefusalKind.Invalid, refusal.Kind);

        await using var today = await yesterday.Another();
        await today.To(7);
        var backlog = await yesterday.Last(LotType.Skw30);
        await today.Refuses("SKU_LOCK", () => today.Register(today.Lot(LotType.Frz15, 30, (backlog, 30))));
        var frozen = await today.Make(LotType.Frz30, 60, (backlog, 30), (await today.Last(LotType.Skw30), 30));
        Assert.Equal((today.Run.Id, new DateOnly(2026, 1, 25)), (frozen.RunId, frozen.ProductionDate));
    }

    [Theory]
    [Databases("2026-01-24 23:30", "2026-01-25 00:30", "2026-01-25 04:01", "2026-01-24")]
    [Databases("2026-03-28 23:30", "2026-03-29 00:30", "2026-03-29 04:01", "2026-03-28")]
    [Databases("2026-10-24 23:30", "2026-10-25 00:30", "2026-10-25 04:01", "2026-10-24")]
    [Trait("Rule", "DOM-11"), Trait("Rule", "R-DAY-01")]
    public async Task A_night_shift_belongs_to_the_day_it_began_also_when_the_clocks_change(Db db, string mixed, string skewered, string tooLate, string productionDay)
    {
        await using var day = await ProductionDay.Begin(db, "ProductionDayStart=04:00");
        void At(string local)
        {
            var wall = DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture);
            day.Plant.Time.Set(day.Plant.Clock.ToUtc(DateOnly.FromDateTime(wall), TimeOnly.FromDateTime(wall)));
        }

        At(mixed);
        await day.To(4);
        await day.Work();
        At(mixed);
        var mix = await day.PassGate(await day.Last(LotType.Mix));
        (await day.Advance()).Must();
        Assert.Equal((productionDay, mixed[..10].Replace("-", "", StringComparison.Ordinal)), (mix.ProductionDate.ToString("O", System.Globalization.CultureInfo.InvariantCulture), mix.LotCode.Split('-')[1]));
        At(skewered);
        var rods = await day.Make(LotType.Skw15, 15, (mix, 15));
        Assert.Equal((mix.ProductionDate, skewered[..10].Replace("-", "", StringComparison.Ordinal)), (rods.ProductionDate, rods.LotCode.Split('-')[1]));
        At(tooLate);
        await day.Refuses("BACKLOG_FORBIDDEN", () => day.Register(day.Lot(LotType.Skw15, 15, (mix, 15))));
    }

    [Theory, Databases]
    [Trait("Rule", "R-SPC-01")]
    public async Task Chicken_and_turkey_meet_neither_in_a_lot_nor_in_a_buffer(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var chicken = await day.Put(await day.PassGate(await day.Receive(100)));
        var turkey = await day.PassGate(await day.Receive(100, "SUP-T"));
        Assert.Equal((Species?)Species.Turkey, turkey.Species);
        var refusal = await day.Refuses("SPECIES_MIXING", () => day.Move(ControlRoom.Core.Stock.MoveType.Receive, turkey, 100, to: "RAW-001"));
        Assert.Equal((RefusalKind.Invalid, chicken.LotCode), (refusal.Kind, refusal.Args["other"]));
        await day.To(2);
        await day.Refuses("SPECIES_MIXING", () => day.Register(day.Lot(LotType.Deb, 20, (chicken, 10), (turkey, 10))));
        Assert.Equal((Species?)Species.Turkey, (await day.Make(LotType.Deb, 10, (turkey, 10))).Species);
    }

    [Theory, Databases]
    [Trait("Rule", "R-QC-07")]
    public async Task A_mix_off_its_recipe_is_held_at_birth(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(4);
        var bulk = await day.Last(LotType.Bulk);
        JsonElement Recipe(decimal spice) => JsonSerializer.SerializeToElement(new { recipe = new { version = "RCP-CHK-v3.1", components = new[] { new { key = "spice", target_kg = 10m, actual_kg = spice } } } });
        var good = await day.Make(day.Lot(LotType.Mix, 50, (bulk, 50)) with { Metadata = Recipe(10.5m) });
        Assert.Equal(LotStatus.Quarantine, good.Status);
        var bad = await day.Make(day.Lot(LotType.Mix, 50, (bulk, 50)) with { Metadata = Recipe(12m) });
        Assert.Equal((LotStatus.Hold, HoldCause.RecipeOutOfSpec), (bad.Status, bad.HoldCause!.Value));
        Assert.Contains("spice 12 kg", bad.HoldReason, StringComparison.Ordinal);
        var held = (await day.Plant.Events(bad.Id)).Last(e => e.EventType == "LOT_HELD");
        Assert.Equal("RECIPE_OUT_OF_SPEC", AuditRead.Read(held.Metadata, "cause"));
        Assert.Equal(AlarmKind.LotHold, (await day.Plant.Get<AlarmQueries>().List(null, Page.First, TestPlant.Ct)).Single().Kind);
    }

    [Theory, Databases]
    [Trait("Rule", "R-LOT-08"), Trait("Rule", "R-LOT-09")]
    public async Task Lots_and_links_cannot_be_rewritten_by_sql(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(3);
        var (raw, deb) = (await day.First(LotType.Raw), await day.Last(LotType.Deb));
        Task Fails(FormattableString sql) => Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => day.Plant.Sql(sql));
        await Fails($"UPDATE lots SET weight_grams = 1 WHERE id = {raw.Id}");
        await Fails($"UPDATE lots SET supplier_id = NULL WHERE id = {raw.Id}");
        await Fails($"UPDATE lots SET remaining_grams = 5 WHERE id = {raw.Id}");
        await Fails($"UPDATE lots SET status = 'RELEASED' WHERE id = {raw.Id}");
        await Fails($"DELETE FROM lots WHERE id = {raw.Id}");
        await Fails($"DELETE FROM genealogy_links WHERE child_lot_id = {deb.Id}");
        await Fails($"UPDATE genealogy_links SET quantity_used_grams = 1 WHERE child_lot_id = {deb.Id}");
        await Fails($"DELETE FROM waste_records");
        await Fails($"INSERT INTO genealogy_links (id, parent_lot_id, child_lot_id, quantity_used_grams, link_type, created_at) VALUES ({Guid.NewGuid()}, {deb.Id}, {raw.Id}, {1L}, 'NORMAL', {day.Plant.Time.Now})");
        await Fails($"INSERT INTO genealogy_links (id, parent_lot_id, child_lot_id, quantity_used_grams, link_type, created_at) VALUES ({Guid.NewGuid()}, {deb.Id}, {deb.Id}, {1L}, 'REWORK', {day.Plant.Time.Now})");
        await using var stored = day.Plant.Open();
        Assert.Equal(1, await stored.Links.CountAsync(TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task Candidates_are_own_lots_and_released_residue_of_other_runs(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        await using var other = await day.Another();
        await other.To(1);
        var held = await other.Receive(10);
        var free = await other.PassGate(await other.Receive(20));
        var candidates = await day.Plant.Get<LotQueries>().Candidates(day.Run.Id, LotType.Deb, TestPlant.Ct);
        Assert.Equal([free.LotCode, (await day.First(LotType.Raw)).LotCode], candidates.Select(c => c.LotCode));
        Assert.DoesNotContain(held.LotCode, candidates.Select(c => c.LotCode));
    }
}
