using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>
/// Takes many readings in one command: every one is judged, they are stored together, and only those act that can change something: violations,
/// and readings of a place whose alarm they may end. The rest costs no statement of its own.
/// </summary>
internal static class ReadingBatch
{
    private static readonly BulkTable<TemperatureLog> Table = new("temperature_logs",
        ["id", "lot_id", "buffer_id", "inspection_id", "temperature_tenths", "measurement_type", "reading_role", "is_violation", "threshold_tenths", "source", "device_id", "is_simulated", "recorded_by", "measured_at", "received_at"],
        async (log, row) =>
        {
            await row.Add(log.Id);
            await row.Add(log.LotId);
            await row.Add(log.BufferId);
            await row.Add(log.InspectionId);
            await row.Add((int?)log.TemperatureTenths);
            await row.Add(Word.Of(log.MeasurementType));
            await row.Add(Word.Of(log.ReadingRole));
            await row.Add(log.IsViolation);
            await row.Add(log.ThresholdTenths);
            await row.Add(Word.Of(log.Source));
            await row.Add(log.DeviceId);
            await row.Add(log.IsSimulated);
            await row.Add(log.RecordedBy);
            await row.Add(log.MeasuredAt);
            await row.Add(log.ReceivedAt);
        });

    private static readonly HotQuery<List<Guid>, NewestReading> Newest = new((db, lots) => db.Lots.Where(l => lots.Contains(l.Id))
        .Select(l => new NewestReading(l.Id, db.Readings.Where(r => r.LotId == l.Id).Max(r => (DateTime?)r.MeasuredAt))));

    /// <summary>When the newest reading of a lot was true; null when it has none.</summary>
    private sealed record NewestReading(Guid LotId, DateTime? MeasuredAt);

    /// <param name="inputs">In the order of their source times. Lots and buffers are tracked and locked.</param>
    public static async Task<List<Taken>> Take(Work work, Reach reach, IReadOnlyList<(ReadingInput Input, Lot? Lot, Buffer? Buffer)> inputs)
    {
        if (inputs.Count == 0) return [];
        var ids = await work.Dialect.DrawIds(work.Db, Table.Name, inputs.Count, work.Ct);
        var judged = inputs.Select((i, n) => ReadingIntake.Judge(work, i.Input, i.Lot, i.Buffer, ids[n])).ToList();
        var lots = judged.Select(j => j.Lot).OfType<Lot>().Distinct().ToList();
        var known = await KnownBefore(work, judged, lots);
        var alarmed = await Alarmed(work, lots, judged);
        var (taken, waiting) = (new List<Taken>(judged.Count), new List<TemperatureLog>(judged.Count));
        foreach (var reading in judged)
        {
            waiting.Add(reading.Log);
            var acts = reading.Verdict.IsViolation || (reading.Lot is { } lot && alarmed.Contains(lot.Id)) || (reading.Buffer is { } buffer && alarmed.Contains(buffer.Id));
            // Whoever acts finds on record what was true before, and nothing of what came after.
            if (acts) await Store(work, waiting);
            taken.Add(acts ? await ReadingIntake.Act(work, reach, reading) : new Taken(reading.Log, reading.Verdict, [], null));
            if (!reading.Verdict.IsViolation) continue;
            // What it raised, a later reading of this batch may end.
            if (reading.Lot is not null) alarmed.Add(reading.Lot.Id);
            if (reading.Buffer is not null) alarmed.Add(reading.Buffer.Id);
        }

        await Store(work, waiting);
        foreach (var last in judged.Where(j => j.Lot is not null).GroupBy(j => j.Lot!).Select(g => g.Last()))
        {
            if (!(known.GetValueOrDefault(last.Lot!.Id) > last.Log.MeasuredAt)) last.Lot.Felt(last.Log.TemperatureTenths);
        }
        return taken;
    }

    private static async Task Store(Work work, List<TemperatureLog> waiting)
    {
        if (waiting.Count > 0) await work.Dialect.Insert(work.Db, Table, waiting, work.Ct);
        waiting.Clear();
    }

    /// <summary>The newest reading on record of each lot, asked for only when one of the batch may be older than it.</summary>
    private static async Task<Dictionary<Guid, DateTime?>> KnownBefore(Work work, List<Judged> judged, List<Lot> lots) =>
        judged.Exists(j => j.Lot is not null && j.Log.MeasuredAt < work.Now)
            ? (await Newest.List(work.Db, lots.ConvertAll(l => l.Id), work.Ct)).ToDictionary(n => n.LotId, n => n.MeasuredAt)
            : [];

    /// <summary>Lots and buffers with an active alarm: only there can a good reading change anything.</summary>
    private static async Task<HashSet<Guid>> Alarmed(Work work, List<Lot> lots, List<Judged> judged)
    {
        var (lotIds, bufferIds) = (lots.ConvertAll(l => (Guid?)l.Id), judged.Select(j => (Guid?)j.Buffer?.Id).Where(id => id is not null).Distinct().ToList());
        var places = await work.Db.Alarms.Where(a => (a.State == AlarmState.Unack || a.State == AlarmState.Ack) && (lotIds.Contains(a.LotId) || bufferIds.Contains(a.BufferId)))
            .Select(a => new { a.LotId, a.BufferId }).ToListAsync(work.Ct);
        return [.. places.SelectMany(p => new[] { p.LotId, p.BufferId }).OfType<Guid>()];
    }
}
