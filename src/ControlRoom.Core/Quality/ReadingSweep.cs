using System.Globalization;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Stock;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>
/// Looks at what does not come by itself: a buffer whose readings stay away is first STALE, then MISSING_READING, judged by the time at the
/// source; a new reading returns the alarm. And the safety net: a lot whose latest CCP reading violates does not stay free.
/// </summary>
public sealed class ReadingSweepChore(Dialect dialect, TransactionBoundary boundary, Clock clock) : Chore
{
    public override string Name => "reading-sweep";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromMinutes(1));

    public override async Task<string> Run(CancellationToken ct)
    {
        var (late, lost, held) = (0, 0, 0);
        foreach (var silence in await Silent(ct))
        {
            if (!await Raise(silence, ct)) continue;
            if (silence.Kind == AlarmKind.Stale) late++;
            else lost++;
        }
        foreach (var warm in await Warm(ct)) held += await Hold(warm, ct);
        return string.Create(CultureInfo.InvariantCulture, $"Readings late: {late} more buffers, lost: {lost} more; lots held: {held}.");
    }

    private sealed record Silence(Guid BufferId, string Code, AlarmKind Kind);

    private sealed record WarmLot(Guid LotId, long ReadingId);

    private sealed record Result(bool Changed);

    private sealed record Held(int Lots);

    /// <summary>Buffers whose alarm is not up yet. One that was never read counts from when goods came to lie in it.</summary>
    private async Task<List<Silence>> Silent(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await db.Buffers.AsNoTracking().Where(b => b.IsActive).OrderBy(b => b.Id).Select(b => new
        {
            b.Id, b.BufferCode, b.ReadingPeriodSeconds,
            Last = db.Readings.Where(r => r.BufferId == b.Id && r.MeasurementType == MeasurementType.Ambient).Max(r => (DateTime?)r.MeasuredAt)
                ?? db.Inventory.Where(i => i.BufferId == b.Id && i.ExitedAt == null).Min(i => (DateTime?)i.EnteredAt),
            Raised = db.Alarms.Where(a => a.BufferId == b.Id && (a.State == AlarmState.Unack || a.State == AlarmState.Ack) && (a.Kind == AlarmKind.Stale || a.Kind == AlarmKind.MissingReading)).Select(a => a.Kind).ToList(),
        }).ToListAsync(ct);
        var now = clock.Now;
        return [.. rows.Select(r => (Row: r, Kind: KindOf(BufferQueries.Of(r.Last, r.ReadingPeriodSeconds, now))))
            .Where(r => r.Kind is { } kind && !r.Row.Raised.Contains(kind)).Select(r => new Silence(r.Row.Id, r.Row.BufferCode, r.Kind!.Value))];
    }

    private static AlarmKind? KindOf(Freshness freshness) => freshness switch { Freshness.Late => AlarmKind.Stale, Freshness.Lost => AlarmKind.MissingReading, _ => null };

    private async Task<bool> Raise(Silence silence, CancellationToken ct)
    {
        var outcome = await boundary.Do<Result>(Caller.System(clock.Now), Permission.Inspect, async work =>
        {
            // A reading that came meanwhile has locked the buffer too; it wins.
            await work.LockBuffers(silence.BufferId);
            var buffer = await work.Db.Buffers.AsNoTracking().Where(b => b.Id == silence.BufferId).Select(b => new { b.ReadingPeriodSeconds, b.IsActive }).SingleAsync(work.Ct);
            var last = await work.Db.Readings.Where(r => r.BufferId == silence.BufferId && r.MeasurementType == MeasurementType.Ambient).MaxAsync(r => (DateTime?)r.MeasuredAt, work.Ct);
            if (!buffer.IsActive || (last is not null && KindOf(BufferQueries.Of(last, buffer.ReadingPeriodSeconds, work.Now)) != silence.Kind)) return new Result(false);
            await work.RaiseAlarm(silence.Kind, silence.Code, bufferId: silence.BufferId);
            // One silence is one alarm: the other degree of it is over.
            var other = silence.Kind == AlarmKind.Stale ? AlarmKind.MissingReading : AlarmKind.Stale;
            await work.ReturnAlarms(a => a.BufferId == silence.BufferId && a.Kind == other);
            return new Result(true);
        }, ct);
        return outcome.Must().Changed;
    }

    private async Task<List<WarmLot>> Warm(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await (from l in db.Lots.AsNoTracking()
                          where l.Status == LotStatus.Created || l.Status == LotStatus.Quarantine || l.Status == LotStatus.Released
                          join r in Latest(db).Where(r => r.IsViolation) on l.Id equals r.LotId
                          orderby r.MeasuredAt, r.Id
                          select new { l.Id, l.StepIndex, l.MaterialClass, r.MeasurementType, r.TemperatureTenths, ReadingId = r.Id }).ToListAsync(ct);
        // A reading of a lot in a buffer may violate the buffer's band only.
        return [.. rows.Where(r => TemperatureRules.OfLot(r.StepIndex, r.MaterialClass, r.MeasurementType, r.TemperatureTenths).IsViolation).DistinctBy(r => r.Id).Select(r => new WarmLot(r.Id, r.ReadingId))];
    }

    /// <summary>The latest CCP reading of each lot and kind of measurement.</summary>
    private static IQueryable<TemperatureLog> Latest(ControlRoomDb db) => db.Readings.AsNoTracking().Where(r => r.LotId != null && r.ReadingRole == ReadingRole.Ccp && !db.Readings.Any(later =>
        later.LotId == r.LotId && later.ReadingRole == ReadingRole.Ccp && later.MeasurementType == r.MeasurementType && (later.MeasuredAt > r.MeasuredAt || (later.MeasuredAt == r.MeasuredAt && later.Id > r.Id))));

    private async Task<int> Hold(WarmLot warm, CancellationToken ct)
    {
        var outcome = await Bracketing.Do<Held>(boundary, Caller.System(clock.Now), async (work, reach) =>
        {
            await work.ShareRunsOf(reach.Lots.Append(warm.LotId));
            await work.LockLots(LockStrength.Update, reach.Lots.Append(warm.LotId));
            var lot = await work.Db.Lots.SingleAsync(l => l.Id == warm.LotId, work.Ct);
            if (await Latest(work.Db).SingleOrDefaultAsync(r => r.Id == warm.ReadingId, work.Ct) is not { } reading) return new Held(0);
            var verdict = TemperatureRules.OfLot(lot.StepIndex, lot.MaterialClass, reading.MeasurementType, reading.TemperatureTenths);
            var failure = ReadingIntake.Failure(lot, reading, verdict);
            if (Bracketing.IsAt(lot) && await Bracketing.WhyNotAlone(work, reach, [lot.Id], [failure]) is { } wider) return wider;
            var held = await ReadingIntake.Stop(work, lot, reading, verdict) ? 1 : 0;
            return new Held(held + (held > 0 && Bracketing.IsAt(lot) ? (await Bracketing.Hold(work, reach, failure)).Others : 0));
        }, ct);
        return outcome.Must().Lots;
    }
}
