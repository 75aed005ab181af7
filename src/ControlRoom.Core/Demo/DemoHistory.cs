using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;

namespace ControlRoom.Core.Demo;

/// <summary>Runs F (forty days ago, archived) and E (the day before yesterday, recipe out of spec).</summary>
internal static class DemoHistory
{
    /// <summary>One lot of each kind, 9 in all.</summary>
    public static async Task RunF(DemoCrew crew, Guid flowVersion)
    {
        var run = (await crew.Create(flowVersion, crew.Operator)).Id;
        await crew.Start(run, crew.Operator);
        await crew.Advance(run, crew.Operator);
        var raw = await crew.Receive(run, 100.00m, "SUP-A", 2.4m, "breast fillet");
        await crew.Store(raw, "RAW-001");
        await crew.Pass(raw, 2.4m);
        await crew.Advance(run, crew.Operator);
        var deb = await DemoYesterday.Deb(crew, run, raw, 95.00m, 2.6m);
        await crew.Advance(run, crew.Operator);
        var bulk = await DemoYesterday.Bulk(crew, run, 95.00m, 2.2m, DemoCrew.Of(deb, 95.00m));
        await crew.Advance(run, crew.Operator);
        var mix = await crew.Register(new RegisterLot(run, LotType.Mix, 90.00m) { Parents = [DemoCrew.Of(bulk, 95.00m)], TemperatureC = 3.0m }, 40);
        await crew.Store(mix, "MIX-001");
        await crew.Pass(mix);
        await crew.Advance(run, crew.Operator);
        var skewer = await DemoYesterday.Skewer(crew, run, LotType.Skw15, mix, 90.00m, 6, 3.0m);
        await crew.Pass(skewer, measurements: new { mean_kg = 15.00m });
        await crew.Advance(run, crew.Operator);
        await crew.Store(skewer, "SKW15-001");
        await crew.Advance(run, crew.Operator);
        var frozen = await crew.Register(new RegisterLot(run, LotType.Frz15, 89.50m) { Parents = [DemoCrew.Of(skewer, 90.00m)], PieceCount = 6 }, 100);
        await crew.Store(frozen, "FRZ-001");
        await crew.Pass(frozen, -19.0m);
        await crew.Advance(run, crew.Operator);
        var packed = await DemoYesterday.Next(crew, run, LotType.Fg15, frozen, 89.50m, 6, -18.9m, "FG-001");
        await crew.Advance(run, crew.Operator);
        var pallet = await DemoYesterday.Next(crew, run, LotType.Pal, packed, 89.50m, 6, -19.0m, "PAL-001", "CUST-A", "359900000000000055");
        await crew.Advance(run, crew.Operator);
        await DemoYesterday.Load(crew, run, 89.50m, 6, -19.1m, "TRUCK-02", pallet);
        await crew.Do(new CompleteRun(run), crew.Operator, crew.Get<CompleteRunHandler>().Handle);
        crew.Time.Wait(60 * 24 * (RunPolicy.RetentionDays + 1));
        await crew.Do(new ArchiveRun(run), Caller.System(crew.Time.Now), crew.Get<ArchiveRunHandler>().Handle);
    }

    /// <summary>The premix was weighed 20 % short: the mix holds itself, is rejected, and the run is aborted.</summary>
    public static async Task RunE(DemoCrew crew, Guid flowVersion)
    {
        var run = (await crew.Create(flowVersion, crew.Operator)).Id;
        await crew.Start(run, crew.Operator);
        await crew.Advance(run, crew.Operator);
        var raw = await crew.Receive(run, 200.00m, "SUP-A", 2.6m, "breast fillet");
        var premix = await crew.Receive(run, 8.00m, "SUP-D", null, "premix");
        await crew.Pass(raw, 2.6m);
        await crew.Pass(premix);
        await crew.Advance(run, crew.Operator);
        var deb = await crew.Register(new RegisterLot(run, LotType.Deb, 190.00m) { Parents = [DemoCrew.Of(raw, 200.00m)], TemperatureC = 2.8m }, 20);
        await crew.Pass(deb);
        // Everything is worked up at once, nothing is put into a buffer: the deboned meat is consumed before step 3 is left.
        await crew.Advance(run, crew.Operator);
        var bulk = await crew.Register(new RegisterLot(run, LotType.Bulk, 190.00m) { Parents = [DemoCrew.Of(deb, 190.00m)], TemperatureC = 2.4m });
        await crew.Advance(run, crew.Operator);
        var recipe = new { version = "RCP-CHK-v3.1", components = new[] { new { key = "meat", target_kg = 190.00m, actual_kg = 190.00m }, new { key = "premix", target_kg = 10.00m, actual_kg = 8.00m } } };
        var mix = await crew.Register(new RegisterLot(run, LotType.Mix, 197.50m) { Parents = [DemoCrew.Of(bulk, 190.00m), DemoCrew.Of(premix, 8.00m)], TemperatureC = 3.1m, Metadata = DemoCrew.Data(new { recipe }) }, 30);
        await crew.Decide(mix, ChangeLotStatusHandler.ConfirmReject, "Recipe out of spec, premix 20 % short", Disposition.Scrap);
        crew.Time.Wait(3);
        await crew.Do(new AbortRun(run, "Recipe out of spec, whole mix scrapped"), crew.Manager, crew.Get<AbortRunHandler>().Handle);
    }
}
