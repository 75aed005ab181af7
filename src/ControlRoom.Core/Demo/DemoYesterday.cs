using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Demo;

/// <summary>Run A, completed to the gram, and run G, which left a carry-over lot (plant specification §7.7, decisions §10).</summary>
internal static class DemoYesterday
{
    /// <summary>06:00 to 17:40: 28 lots, 31 links, 1 400.00 kg in, 1 046.80 kg shipped.</summary>
    public static async Task RunA(DemoCrew crew, Guid flowVersion)
    {
        var run = (await crew.Create(flowVersion, crew.Operator)).Id;
        await crew.Start(run, crew.Operator);
        await crew.Advance(run, crew.Operator, 5);
        var (premix, bulk) = await Meat(crew, run);
        var skewers = await Skewers(crew, run, bulk, premix);
        var frozen = await Freeze(crew, run, skewers);
        await Ship(crew, run, frozen);
    }

    private static async Task<(LotView Premix, LotView[] Bulk)> Meat(DemoCrew crew, Guid run)
    {
        LotView[] raw =
        [
            await crew.Receive(run, 480.00m, "SUP-A", 2.4m, "breast fillet"), await crew.Receive(run, 500.00m, "SUP-B", 3.1m, "leg bone-in"),
            await crew.Receive(run, 300.00m, "SUP-C", 2.8m, "wing bone-in"), await crew.Receive(run, 60.00m, "SUP-A", 2.2m, "skin"), await crew.Receive(run, 60.00m, "SUP-D", null, "premix"),
        ];
        // The premix is kept in a dry store, which is no buffer.
        foreach (var lot in raw[..4])
        {
            await crew.Store(lot, "RAW-001");
            await crew.Pass(lot, lot.TemperatureC);
        }
        await crew.Pass(raw[4]);
        await crew.Advance(run, crew.Operator);

        LotView[] deb =
        [
            await Deb(crew, run, raw[1], 340.00m, 3.0m, new WasteLine(130.00m, WasteReason.Bone, "ABP-0101"), new WasteLine(30.00m, WasteReason.Trim)),
            await Deb(crew, run, raw[2], 204.00m, 2.9m, new WasteLine(80.00m, WasteReason.Bone, "ABP-0102"), new WasteLine(16.00m, WasteReason.Trim)),
            await Deb(crew, run, raw[0], 456.00m, 2.6m), await Deb(crew, run, raw[3], 58.00m, 2.5m),
        ];
        await crew.Advance(run, crew.Operator);

        LotView[] bulk =
        [
            await Bulk(crew, run, 544.00m, 2.1m, DemoCrew.Of(deb[0], 340.00m), DemoCrew.Of(deb[1], 204.00m)),
            await Bulk(crew, run, 514.00m, 2.3m, DemoCrew.Of(deb[2], 456.00m), DemoCrew.Of(deb[3], 58.00m)),
        ];
        await crew.Advance(run, crew.Operator, 10);
        return (raw[4], bulk);
    }

    internal static async Task<LotView> Deb(DemoCrew crew, Guid run, LotView raw, decimal kg, decimal celsius, params WasteLine[] waste)
    {
        var lot = await crew.Register(new RegisterLot(run, LotType.Deb, kg) { Parents = [DemoCrew.Of(raw, raw.WeightKg)], TemperatureC = celsius, Waste = waste.Length == 0 ? null : waste }, 22);
        await crew.Store(lot, "LK-001");
        await crew.Pass(lot, measurements: new { yield_percent = decimal.Round(kg / raw.WeightKg * 100, 1) });
        return lot;
    }

    internal static async Task<LotView> Bulk(DemoCrew crew, Guid run, decimal kg, decimal celsius, params ParentUse[] parents)
    {
        var lot = await crew.Register(new RegisterLot(run, LotType.Bulk, kg) { Parents = parents, TemperatureC = celsius }, 8);
        await crew.Store(lot, "LK-001");
        return lot;
    }

    internal static async Task<LotView> Mix(DemoCrew crew, Guid run, decimal kg, decimal celsius, params ParentUse[] parents)
    {
        var meat = parents[..^1].Sum(p => p.QuantityUsedKg);
        var recipe = new { version = "RCP-CHK-v3.1", components = new[] { new { key = "meat", target_kg = meat, actual_kg = meat }, new { key = "premix", target_kg = parents[^1].QuantityUsedKg, actual_kg = parents[^1].QuantityUsedKg } } };
        var lot = await crew.Register(new RegisterLot(run, LotType.Mix, kg) { Parents = parents, TemperatureC = celsius, BatchCode = "MIX-1", Metadata = DemoCrew.Data(new { recipe }) }, 42);
        await crew.Store(lot, "MIX-001");
        await crew.Pass(lot, measurements: new { recipe_version = "RCP-CHK-v3.1", program_minutes = 42 });
        return lot;
    }

    private static async Task<LotView[]> Skewers(DemoCrew crew, Guid run, LotView[] bulk, LotView premix)
    {
        var mix = await Mix(crew, run, 1070.00m, 3.2m, DemoCrew.Of(bulk[0], 520.00m), DemoCrew.Of(bulk[1], 500.00m), DemoCrew.Of(premix, 52.00m));
        await crew.Advance(run, crew.Operator);
        LotView[] skewers =
        [
            await Skewer(crew, run, LotType.Skw15, mix, 301.00m, 20, 3.0m), await Skewer(crew, run, LotType.Skw15, mix, 300.60m, 20, 3.1m),
            await Skewer(crew, run, LotType.Skw30, mix, 240.80m, 8, 2.9m), await Skewer(crew, run, LotType.Skw30, mix, 209.60m, 7, 3.1m),
        ];
        await crew.Pass(skewers[0], measurements: new { mean_kg = 15.05m });
        await crew.Inspect(skewers[1], Decision.Hold, "Rod 12 weighs 14.62 kg, band 14.75 to 15.25", measurements: new { rod = 12, kg = 14.62m });
        await crew.Decide(skewers[1], ChangeLotStatusHandler.ResolveHold, "Rod 12 topped up by 0.42 kg from its own mix, weighs 15.04 kg");
        await crew.Pass(skewers[1], measurements: new { rod = 12, kg = 15.04m, correction_kg = 0.42m });
        await crew.Pass(skewers[2], measurements: new { mean_kg = 30.10m });
        await crew.Pass(skewers[3], measurements: new { mean_kg = 29.94m });
        await crew.Waste(mix, 18.00m, WasteReason.EndOfDayMix, "ABP-0103");
        await crew.Advance(run, crew.Operator);
        foreach (var lot in skewers) await crew.Store(lot, lot.LotType == LotType.Skw15 ? "SKW15-001" : "SKW30-001");
        await crew.Advance(run, crew.Operator, 6);
        return skewers;
    }

    internal static Task<LotView> Skewer(DemoCrew crew, Guid run, LotType type, LotView mix, decimal kg, int rods, decimal celsius, double after = 26) =>
        crew.Register(new RegisterLot(run, type, kg) { Parents = [DemoCrew.Of(mix, kg)], PieceCount = rods, TemperatureC = celsius }, after);

    private static async Task<LotView[]> Freeze(DemoCrew crew, Guid run, LotView[] skewers)
    {
        var frz15 = await crew.Register(new RegisterLot(run, LotType.Frz15, 598.60m) { Parents = [DemoCrew.Of(skewers[0], 301.00m), DemoCrew.Of(skewers[1], 300.60m)], PieceCount = 40, BatchCode = "CYCLE-1" });
        await crew.Store(frz15, "FRZ-001");
        var frz30 = await crew.Register(new RegisterLot(run, LotType.Frz30, 448.20m) { Parents = [DemoCrew.Of(skewers[2], 240.80m), DemoCrew.Of(skewers[3], 209.60m)], PieceCount = 15, BatchCode = "CYCLE-2" });
        await crew.Store(frz30, "FRZ-001");
        foreach (var celsius in new[] { 3.2m, -2.1m, -8.4m, -14.2m, -18.1m, -20.3m, -21.8m })
        {
            await crew.Measure(new ReadingInput(frz15.Id, null, celsius, MeasurementType.Core) { ReadingRole = ReadingRole.Process, Source = ReadingSource.Device, DeviceId = "PROBE-07" }, crew.Operator);
            crew.Time.Wait(15);
        }
        await crew.Pass(frz15, -19.2m);

        crew.Time.Wait(4);
        await crew.Measure(new ReadingInput(frz30.Id, null, -16.8m, MeasurementType.Core), crew.Auditor);
        crew.Time.Wait(30);
        await crew.Measure(new ReadingInput(frz30.Id, null, -19.2m, MeasurementType.Core), crew.Auditor);
        await crew.Judge(frz30, "Cycle stopped 30 min early; refrozen, core -19.2 °C, texture and taste in order", "Cycle end is confirmed at the warmest rod", new OutcomeLine(DispositionOutcome.Release, 448.20m));
        await crew.Decide(frz30, ChangeLotStatusHandler.ResolveHold, "Extended freeze by 30 min, core now -19.2 °C");
        await crew.Pass(frz30, -19.2m);
        await crew.Advance(run, crew.Operator);
        return [frz15, frz30];
    }

    private static async Task Ship(DemoCrew crew, Guid run, LotView[] frozen)
    {
        LotView[] packed =
        [
            await Next(crew, run, LotType.Fg15, frozen[0], 299.30m, 20, -18.9m, "FG-001"), await Next(crew, run, LotType.Fg15, frozen[0], 299.30m, 20, -18.8m, "FG-001"),
            await Next(crew, run, LotType.Fg30, frozen[1], 239.04m, 8, -18.7m, "FG-001"), await Next(crew, run, LotType.Fg30, frozen[1], 209.16m, 7, -18.7m, "FG-001"),
        ];
        await crew.Advance(run, crew.Operator);
        LotView[] pallets =
        [
            await Next(crew, run, LotType.Pal, packed[0], 299.30m, 20, -19.0m, "PAL-001", "CUST-A", "359900000000000017"), await Next(crew, run, LotType.Pal, packed[1], 299.30m, 20, -19.0m, "PAL-001", "CUST-B", "359900000000000024"),
            await Next(crew, run, LotType.Pal, packed[2], 239.04m, 8, -19.1m, "PAL-001", "CUST-B", "359900000000000031"), await Next(crew, run, LotType.Pal, packed[3], 209.16m, 7, -19.1m, "PAL-001", "CUST-A", "359900000000000048"),
        ];
        await crew.Advance(run, crew.Operator);
        await Load(crew, run, 508.46m, 27, -19.2m, "TRUCK-05", pallets[0], pallets[3]);
        await Load(crew, run, 538.34m, 28, -19.4m, "TRUCK-07", pallets[1], pallets[2]);
        crew.Time.Wait(2);
        await crew.Do(new CompleteRun(run), crew.Operator, crew.Get<CompleteRunHandler>().Handle);
    }

    internal static async Task<LotView> Next(DemoCrew crew, Guid run, LotType type, LotView parent, decimal kg, int pieces, decimal celsius, string store, string? customer = null, string? sscc = null)
    {
        var lot = await crew.Register(new RegisterLot(run, type, kg) { Parents = [DemoCrew.Of(parent, kg)], PieceCount = pieces, TemperatureC = celsius, CustomerCode = customer, Sscc = sscc }, 5);
        await crew.Store(lot, store);
        await crew.Pass(lot);
        return lot;
    }

    internal static async Task Load(DemoCrew crew, Guid run, decimal kg, int pieces, decimal celsius, string vehicle, params LotView[] pallets)
    {
        var ship = await crew.Register(new RegisterLot(run, LotType.Ship, kg)
        {
            Parents = [.. pallets.Select(p => DemoCrew.Of(p, p.WeightKg))], PieceCount = pieces, TemperatureC = celsius, Metadata = DemoCrew.Data(new { vehicle }),
        });
        await crew.Pass(ship, celsius);
        foreach (var pallet in pallets) await crew.Move(pallet, MoveType.Ship, "PAL-001", null);
    }

    /// <summary>Aborted at step 7; its one skewer lot is released again and waits in SKW30-001 for another run's freezer cycle.</summary>
    public static async Task RunG(DemoCrew crew, Guid flowVersion)
    {
        var run = (await crew.Create(flowVersion, crew.Operator)).Id;
        await crew.Start(run, crew.Operator);
        await crew.Advance(run, crew.Operator);
        var raw = await crew.Receive(run, 90.00m, "SUP-B", 2.9m, "leg bone-in");
        await crew.Store(raw, "RAW-001");
        await crew.Pass(raw, 2.9m);
        await crew.Advance(run, crew.Operator);
        var deb = await Deb(crew, run, raw, 61.20m, 2.8m, new WasteLine(22.80m, WasteReason.Bone, "ABP-0104"), new WasteLine(6.00m, WasteReason.Trim));
        await crew.Advance(run, crew.Operator);
        var bulk = await Bulk(crew, run, 61.20m, 2.4m, DemoCrew.Of(deb, 61.20m));
        await crew.Advance(run, crew.Operator);
        var mix = await crew.Register(new RegisterLot(run, LotType.Mix, 60.00m) { Parents = [DemoCrew.Of(bulk, 61.20m)], TemperatureC = 3.0m }, 20);
        await crew.Store(mix, "MIX-001");
        await crew.Pass(mix);
        await crew.Advance(run, crew.Operator);
        var skewer = await Skewer(crew, run, LotType.Skw30, mix, 60.00m, 2, 3.0m, 10);
        await crew.Pass(skewer, measurements: new { mean_kg = 30.00m });
        await crew.Advance(run, crew.Operator);
        await crew.Store(skewer, "SKW30-001");
        await crew.Advance(run, crew.Operator);
        crew.Time.Wait(5);
        await crew.Do(new AbortRun(run, "Freezer slot given to the next day, rods kept chilled"), crew.Manager, crew.Get<AbortRunHandler>().Handle);
        await crew.Decide(skewer, ChangeLotStatusHandler.ResolveHold, "Rods sound, kept at 2.0 to 4.0 °C as carry-over");
        await crew.Pass(skewer, notes: "Carry-over checked, rods sound");
    }
}
