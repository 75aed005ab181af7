using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Demo;

/// <summary>Runs B, C and D, played between midnight (or nine hours ago) and now: what people find when they log in.</summary>
internal static class DemoToday
{
    /// <summary>Plant minutes that the script takes; the pace of the clock fits them into what there is of today.</summary>
    public const double Minutes = 540;

    public static async Task Play(DemoCrew crew, Guid flowVersion)
    {
        var start = crew.Time.Now;
        var run = (await crew.Create(flowVersion, crew.Operator)).Id;
        await crew.Start(run, crew.Operator);
        await crew.Advance(run, crew.Operator, 2);
        var raw = await Receipt(crew, run);
        await crew.Advance(run, crew.Operator);
        var (first, premix) = await Meat(crew, run, raw);
        await WarmDelivery(crew, flowVersion);
        var mix = await DemoYesterday.Mix(crew, run, 1070.00m, 2.5m, DemoCrew.Of(first[0], 520.00m), DemoCrew.Of(first[1], 500.00m), DemoCrew.Of(premix, 52.00m));
        await crew.Advance(run, crew.Operator);

        Until(crew, start, 360);
        await WarmChiller(crew);
        LotView[] skewers =
        [
            await DemoYesterday.Skewer(crew, run, LotType.Skw15, mix, 301.00m, 20, 3.0m, 6), await DemoYesterday.Skewer(crew, run, LotType.Skw15, mix, 300.60m, 20, 3.1m, 20),
            await DemoYesterday.Skewer(crew, run, LotType.Skw30, mix, 240.80m, 8, 2.9m, 20), await DemoYesterday.Skewer(crew, run, LotType.Skw30, mix, 209.60m, 7, 3.1m, 20),
        ];
        await crew.Pass(skewers[0], measurements: new { mean_kg = 15.05m });
        await crew.Pass(skewers[2], measurements: new { mean_kg = 30.10m });
        await crew.Pass(skewers[3], measurements: new { mean_kg = 29.94m });
        Until(crew, start, 500);
        await crew.Create(flowVersion, crew.Operator2);
        Until(crew, start, 536);
        await crew.Measure(new ReadingInput(skewers[3].Id, null, 5.2m, MeasurementType.Surface), crew.Operator);
    }

    private static void Until(DemoCrew crew, DateTime start, double minute)
    {
        var at = start + TimeSpan.FromMinutes(minute * crew.Time.Pace);
        if (at > crew.Time.Now) crew.Time.At(at);
    }

    private static async Task<LotView[]> Receipt(DemoCrew crew, Guid run)
    {
        LotView[] raw =
        [
            await crew.Receive(run, 680.00m, "SUP-A", 2.4m, "breast fillet"), await crew.Receive(run, 600.00m, "SUP-B", 3.0m, "leg bone-in"),
            await crew.Receive(run, 380.00m, "SUP-C", 2.7m, "wing bone-in"), await crew.Receive(run, 60.00m, "SUP-A", 2.3m, "skin"), await crew.Receive(run, 60.00m, "SUP-D", null, "premix"),
        ];
        foreach (var lot in raw[..4])
        {
            await crew.Store(lot, "RAW-001");
            await crew.Pass(lot, lot.TemperatureC);
        }
        await crew.Pass(raw[4]);
        return raw;
    }

    /// <summary>1 370.00 kg of 1 720.00 kg meat; 1 020.00 kg for the first mix, 350.00 kg stay for the second.</summary>
    private static async Task<(LotView[] First, LotView Premix)> Meat(DemoCrew crew, Guid run, LotView[] raw)
    {
        LotView[] deb =
        [
            await DemoYesterday.Deb(crew, run, raw[1], 408.00m, 2.9m, new WasteLine(160.00m, WasteReason.Bone, "ABP-0105"), new WasteLine(32.00m, WasteReason.Trim)),
            await DemoYesterday.Deb(crew, run, raw[2], 262.00m, 2.8m, new WasteLine(98.00m, WasteReason.Bone, "ABP-0106"), new WasteLine(20.00m, WasteReason.Trim)),
            await DemoYesterday.Deb(crew, run, raw[0], 643.00m, 2.6m), await DemoYesterday.Deb(crew, run, raw[3], 57.00m, 2.5m),
        ];
        await crew.Advance(run, crew.Operator);
        LotView[] first =
        [
            await DemoYesterday.Bulk(crew, run, 520.00m, 2.1m, DemoCrew.Of(deb[0], 408.00m), DemoCrew.Of(deb[1], 112.00m)),
            await DemoYesterday.Bulk(crew, run, 500.00m, 2.2m, DemoCrew.Of(deb[2], 443.00m), DemoCrew.Of(deb[3], 57.00m)),
        ];
        await DemoYesterday.Bulk(crew, run, 200.00m, 2.2m, DemoCrew.Of(deb[1], 150.00m), DemoCrew.Of(deb[2], 50.00m));
        await DemoYesterday.Bulk(crew, run, 30.00m, 2.3m, DemoCrew.Of(deb[2], 30.00m));
        await DemoYesterday.Bulk(crew, run, 120.00m, 2.2m, DemoCrew.Of(deb[2], 120.00m));
        await crew.Advance(run, crew.Operator);
        return (first, raw[4]);
    }

    /// <summary>Run C: a delivery at 6.8 °C goes on HOLD by itself, the run by the auditor.</summary>
    private static async Task WarmDelivery(DemoCrew crew, Guid flowVersion)
    {
        var run = (await crew.Create(flowVersion, crew.Operator2)).Id;
        await crew.Start(run, crew.Operator2);
        await crew.Advance(run, crew.Operator2, 2);
        var lot = await crew.Receive(run, 350.00m, "SUP-C", 6.8m, "wing bone-in");
        await crew.Store(lot, "RAW-001");
        crew.Time.Wait(2);
        await crew.Measure(new ReadingInput(lot.Id, null, 6.8m, MeasurementType.Surface), crew.Operator2);
        crew.Time.Wait(2);
        await crew.Do(new HoldRun(run, "Reefer unit failed on arrival"), crew.Auditor, crew.Get<HoldRunHandler>().Handle);
    }

    /// <summary>Three hours ago LK-001 was warm for twenty minutes; a manager released it.</summary>
    private static async Task WarmChiller(DemoCrew crew)
    {
        await crew.Measure(new ReadingInput(null, crew.Buffer("LK-001"), 5.1m, MeasurementType.Ambient), crew.Operator2);
        crew.Time.Wait(20);
        await crew.Measure(new ReadingInput(null, crew.Buffer("LK-001"), 3.1m, MeasurementType.Ambient), crew.Operator2);
        await crew.Do(new ReleaseBuffer(crew.Buffer("LK-001"), "Door was ajar; closed, air back at 3.1 °C"), crew.Manager, crew.Get<ReleaseBufferHandler>().Handle);
        await crew.SeeReturnedAlarms();
    }
}
