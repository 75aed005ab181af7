using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A batch from a gateway: at most 5000 readings, one key, one event with their range and hash; violations get their own.</summary>
public sealed record RecordReadings(IReadOnlyList<ReadingInput> Readings)
{
    public const int MaxReadings = 5000;
}

/// <summary>A reading of the batch that was not stored.</summary>
public sealed record RejectedReading(int Index, string Code, string Detail, string? Pointer);

public sealed record BatchView(int Accepted, IReadOnlyList<RejectedReading> Rejected, IReadOnlyList<ReadingView> Violations);

public sealed class RecordReadingsHandler(TransactionBoundary boundary)
{
    public Task<Outcome<BatchView>> Handle(RecordReadings command, Caller caller, CancellationToken ct) => Bracketing.Do<BatchView>(boundary, caller, async (work, reach) =>
    {
        if (command.Readings.Count == 0) return Refusal.Invalid("FIELD_REQUIRED", "/readings").With("field", "readings");
        if (command.Readings.Count > RecordReadings.MaxReadings) return Refusal.Invalid("TOO_MANY_ITEMS", "/readings").With("max", RecordReadings.MaxReadings);
        var (lots, buffers) = await ReadingIntake.Load(work, reach, command.Readings);
        if (ReadingIntake.Failures(command.Readings, lots, work.Now).ToList() is { Count: > 0 } failures && await Bracketing.WhyNotAlone(work, reach, lots.Keys, failures) is { } wider) return wider;
        var inspectionIds = command.Readings.Select(r => r.InspectionId).OfType<Guid>().Distinct().ToList();
        var inspections = inspectionIds.Count == 0 ? [] : (await work.Db.Inspections.Where(i => inspectionIds.Contains(i.Id)).Select(i => i.Id).ToListAsync(work.Ct)).ToHashSet();
        var rejected = new List<RejectedReading>();
        var accepted = new List<(ReadingInput Input, Lot? Lot, Buffer? Buffer)>(command.Readings.Count);
        // In the order in which it was true at the source, whatever order the gateway sent it in: the newest has the last word.
        foreach (var (i, input) in command.Readings.Index().OrderBy(r => ReadingIntake.SourceTime(r.Item, work.Now)))
        {
            if (WhyNot(input, work.Now, i, lots.ContainsKey, buffers.ContainsKey, inspections.Contains) is { } refusal)
            {
                rejected.Add(new RejectedReading(i, refusal.Code, refusal.Detail(), refusal.Pointer));
                continue;
            }
            accepted.Add((input, input.LotId is { } l ? lots[l] : null, input.BufferId is { } b ? buffers[b] : null));
        }

        var taken = await ReadingBatch.Take(work, reach, accepted);
        await work.Flush();
        if (taken.Count > 0) Record(work, taken, lots.ToDictionary(l => l.Key, l => l.Value.RunId), lots.Values.Select(l => (l.Id, l.LotCode)).Concat(buffers.Values.Select(b => (b.Id, b.BufferCode))).ToDictionary());
        var deviations = await DeviationQueries.Of(work, taken.Select(t => t.DeviationId));
        var violations = taken.Where(t => t.Verdict.IsViolation)
            .Select(t => ReadingView.Of(t.Log, t.Log.LotId is { } l ? lots[l].LotCode : null, t.Log.BufferId is { } b ? buffers[b].BufferCode : null, caller.Name) with
            {
                Level = t.Verdict.Level, Actions = t.Actions, Deviation = t.DeviationId is { } id ? deviations[id] : null,
            });
        return new BatchView(taken.Count, [.. rejected.OrderBy(r => r.Index)], [.. violations]);
    }, ct);

    private static Refusal? WhyNot(ReadingInput input, DateTime now, int index, Func<Guid, bool> knownLot, Func<Guid, bool> knownBuffer, Func<Guid, bool> knownInspection)
    {
        if (ReadingIntake.WhyNotFields(input, now, $"/readings/{index}") is { } invalid) return invalid;
        if (input.LotId is { } lot && !knownLot(lot)) return Refusal.NotFound("lot", lot) with { Pointer = $"/readings/{index}/lot_id" };
        if (input.BufferId is { } buffer && !knownBuffer(buffer)) return Refusal.NotFound("buffer", buffer) with { Pointer = $"/readings/{index}/buffer_id" };
        return input.InspectionId is { } inspection && !knownInspection(inspection) ? Refusal.NotFound("inspection", inspection) with { Pointer = $"/readings/{index}/inspection_id" } : null;
    }

    private static void Record(Work work, List<Taken> taken, Dictionary<Guid, Guid> runOf, Dictionary<Guid, string> codeOf)
    {
        var text = new StringBuilder();
        foreach (var t in taken) text.Append(CultureInfo.InvariantCulture, $"{t.Log.Id}|{t.Log.LotId}|{t.Log.BufferId}|{t.Log.TemperatureTenths}|{Word.Of(t.Log.MeasurementType)}|{t.Log.MeasuredAt:O}\n");
        work.Record(new Fact("READINGS_INGESTED", EntityTypes.TemperatureLog, work.Caller.CorrelationId, null, null, new
        {
            count = taken.Count, from_id = taken[0].Log.Id, to_id = taken[^1].Log.Id, sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))),
        }));
        // Each place rings its own bell; the readings themselves are under the one event above.
        foreach (var t in taken.Where(t => t.Verdict.IsViolation))
        {
            var place = t.Log.LotId ?? t.Log.BufferId!.Value;
            work.Record(new Fact("TEMP_LOGGED", EntityTypes.TemperatureLog, place, codeOf[place], null, new
            {
                reading_id = t.Log.Id, temperature_c = Units.Celsius(t.Log.TemperatureTenths), measurement_type = Word.Of(t.Log.MeasurementType), is_violation = true,
                threshold_c = Units.Celsius(t.Log.ThresholdTenths), measured_at = t.Log.MeasuredAt,
            }) { RunId = t.Log.LotId is { } lot ? runOf[lot] : null, BufferId = t.Log.BufferId });
        }

        foreach (var buffer in taken.Select(t => t.Log.BufferId).OfType<Guid>().Distinct()) work.Touch(Feed.Topics.Buffer(buffer));
        foreach (var run in taken.Select(t => t.Log.LotId).OfType<Guid>().Select(l => runOf[l]).Distinct()) work.Touch(Feed.Topics.Run(run));
    }
}
