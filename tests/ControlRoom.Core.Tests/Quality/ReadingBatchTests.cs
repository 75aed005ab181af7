using ControlRoom.Core.Alarms;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class ReadingBatchTests
{
    /// <summary>The same readings by themselves and as a batch, in two plants alike: goods, air and open alarms end in one state.</summary>
    [Theory, Databases]
    [Trait("Rule", "R-TEMP-03"), Trait("Rule", "R-TEMP-04")]
    public async Task A_batch_ends_where_its_readings_one_by_one_end(Db db)
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            Assert.Equal(await End(db, seed, together: false), await End(db, seed, together: true));
        }
    }

    private static async Task<string> End(Db db, int seed, bool together)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var lots = new[] { await day.Receive(100), await day.Receive(100), await day.Receive(100) };
        string[] airs = ["LK-001", "FRZ-001"];
        var random = new Random(seed);
        day.Plant.Time.Advance(TimeSpan.FromHours(2));
        var now = day.Plant.Time.Now;
        var readings = Enumerable.Range(0, 40).Select(n => (random.Next(3) == 0
            ? new ReadingInput(null, day.Floor.Buffers[airs[random.Next(2)]], random.Next(4) == 0 ? 9 : random.Next(2) == 0 ? 3 : -20, MeasurementType.Ambient)
            : new ReadingInput(lots[random.Next(3)].Id, null, random.Next(12) == 0 ? 7 : 1 + (n / 10m), MeasurementType.Surface)) with { MeasuredAt = now.AddSeconds(-n - 1) }).ToList();
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(readings));
        // One came before: what the batch brings about an earlier time does not overtake it.
        (await day.Read(new ReadingInput(lots[0].Id, null, 3.3m, MeasurementType.Surface) { MeasuredAt = now.AddSeconds(-4) })).Must();
        if (together) (await day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings(readings), day.Plant.Auditor, TestPlant.Ct)).Must();
        else
        {
            foreach (var reading in readings.OrderBy(r => r.MeasuredAt)) (await day.Read(reading)).Must();
        }

        await using var context = day.Plant.Open();
        var goods = (await Task.WhenAll(lots.Select(day.Look))).Select(l => $"{l.LotCode} {l.Status} {l.TemperatureC} {l.HoldReason}");
        var air = (await context.Buffers.OrderBy(b => b.BufferCode).ToListAsync(TestPlant.Ct)).Select(b => $"{b.BufferCode} {b.State} {b.HoldReason}");
        var open = (await context.Alarms.Where(a => a.State == AlarmState.Unack || a.State == AlarmState.Ack).OrderBy(a => a.ObjectCode).ThenBy(a => a.Kind).ToListAsync(TestPlant.Ct)).Select(a => $"{a.ObjectCode} {a.Kind} {a.State}");
        var stored = (await context.Readings.Where(r => r.MeasuredAt != default).OrderBy(r => r.MeasuredAt).ThenBy(r => r.LotId == null).ToListAsync(TestPlant.Ct)).Where(r => r.ReadingRole == ReadingRole.Ccp).Select(r => $"{r.TemperatureTenths} {r.MeasurementType} {r.IsViolation} {r.ThresholdTenths} {(r.MeasuredAt - now).TotalSeconds:0}");
        return string.Join('\n', goods.Concat(air).Concat(open).Concat(stored));
    }

    [Theory, Databases]
    public async Task Batches_at_once_draw_different_ids_and_their_events_name_what_is_stored(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        var readings = Enumerable.Range(0, 50).Select(n => new ReadingInput(null, day.Floor.Buffers[PlantFloor.BufferCodes[5 + (n % 2)]], -20, MeasurementType.Ambient)).ToList();
        var answers = await Race.Of(12, _ => day.Plant.Get<RecordReadingsHandler>().Handle(new RecordReadings(readings), day.Plant.Auditor, TestPlant.Ct));
        Assert.All(answers, a => Assert.Equal(50, a.Must().Accepted));
        Assert.Equal(600, await day.Plant.Scalar<long>($"SELECT COUNT(*) FROM temperature_logs"));
        var ranges = (await day.Plant.Events()).Where(e => e.EventType == "READINGS_INGESTED").Select(e => (From: long.Parse(AuditRead.Read(e.NewState, "from_id")!, System.Globalization.CultureInfo.InvariantCulture), To: long.Parse(AuditRead.Read(e.NewState, "to_id")!, System.Globalization.CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(12, ranges.Count);
        foreach (var (from, to) in ranges) Assert.Equal(2, await day.Plant.Scalar<long>($"SELECT COUNT(*) FROM temperature_logs WHERE id IN ({from}, {to})"));
        day.Plant.AssertNoFault();
    }
}
