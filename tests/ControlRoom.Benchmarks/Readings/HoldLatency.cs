using System.Diagnostics;
using System.Globalization;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Benchmarks.Readings;

/// <summary>
/// A gateway that sends what arrived in the last 20 ms, at 1,000 readings a second, with planted violations of a critical limit: how long from
/// the arrival of a violating reading until the HOLD of its lot is committed. The ratio is the 95th percentile over 50 ms.
/// </summary>
internal static class HoldLatency
{
    private const int PerTick = 20, Planted = 200, SecondsPerSlice = 6, Rounds = 5;
    private const double AimMs = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    public static async Task<Measured> Measure(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["MaxActiveRunsPerSite=1000"]);
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        await day.To(1);
        var handler = plant.Get<RecordReadingsHandler>();
        var (good, held) = (await day.Receive(100), 0);
        await Slice(0, []);
        if (db == Db.Postgres)
        {
            // What a server does by itself within a minute, and the tests' server does not: statistics of the tables.
            await using var context = plant.Open();
            await context.Database.ExecuteSqlRawAsync("ANALYZE");
        }
        var (ratios, all) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            var lots = new List<LotView>();
            for (var n = 0; n < Planted / Rounds; n++) lots.Add(await day.Receive(1));
            var latencies = await Slice(SecondsPerSlice, lots);
            foreach (var lot in lots) held += (await day.Look(lot)).Status == LotStatus.Hold ? 1 : 0;
            all.AddRange(latencies);
            ratios.Add(Percentile(latencies, 0.95) / AimMs);
        }
        if (held != Planted) throw new InvalidOperationException($"{held} of {Planted} planted violations are on HOLD.");
        return new Measured("readings: arrival to HOLD, p95 of 50 ms", plant.Dialect.Name, ratios, 1, AtLeast: false, string.Create(CultureInfo.InvariantCulture,
            $"p50 {Percentile(all, 0.5):0} ms, p95 {Percentile(all, 0.95):0} ms, max {all.Max():0} ms; {PerTick} readings every {Tick.TotalMilliseconds:0} ms, {held} of {Planted} violations held"));

        // One tick after the other, and what a slow commit delays waits in the next batch, as at a gateway.
        async Task<List<double>> Slice(int seconds, List<LotView> warm)
        {
            var ticks = Math.Max(seconds * (int)(1000 / Tick.TotalMilliseconds), 25);
            var latencies = new List<double>();
            var watch = Stopwatch.StartNew();
            for (var tick = 0; tick < ticks;)
            {
                var due = (int)(watch.Elapsed / Tick) - tick;
                if (due < 1)
                {
                    await Task.Delay(1);
                    continue;
                }
                var (batch, arrived) = (new List<ReadingInput>(), new List<double>());
                for (var end = Math.Min(ticks, tick + due); tick < end; tick++)
                {
                    plant.Time.Advance(Tick);
                    for (var n = 0; n < PerTick; n++)
                    {
                        var planted = warm.Count > 0 && n == tick % PerTick && tick * warm.Count / ticks != (tick + 1) * warm.Count / ticks;
                        batch.Add(new ReadingInput(planted ? warm[tick * warm.Count / ticks].Id : good.Id, null, planted ? 9 : 2, MeasurementType.Surface) { MeasuredAt = plant.Clock.Now, Source = ReadingSource.Device, DeviceId = "PROBE-01" });
                        // The readings of a tick arrive evenly over it.
                        if (planted) arrived.Add((tick * Tick.TotalMilliseconds) + (n * Tick.TotalMilliseconds / PerTick));
                    }
                }
                (await handler.Handle(new RecordReadings(batch), plant.Auditor, CancellationToken.None)).Must();
                latencies.AddRange(arrived.Select(at => watch.Elapsed.TotalMilliseconds - at));
            }
            return latencies;
        }
    }

    private static double Percentile(List<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling(values.Count * share) - 1);
}
