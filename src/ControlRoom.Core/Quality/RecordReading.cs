using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Quality;

/// <summary>One reading, recorded the moment it is known.</summary>
public sealed record RecordReading(ReadingInput Reading);

public sealed class RecordReadingHandler(TransactionBoundary boundary)
{
    public Task<Outcome<ReadingView>> Handle(RecordReading command, Caller caller, CancellationToken ct) => Bracketing.Do<ReadingView>(boundary, caller, async (work, reach) =>
    {
        var input = command.Reading;
        if (ReadingIntake.WhyNotFields(input, work.Now) is { } invalid) return invalid;
        var (lots, buffers) = await ReadingIntake.Load(work, reach, [input]);
        if (input.LotId is { } lotId && !lots.ContainsKey(lotId)) return Refusal.NotFound("lot", lotId);
        if (input.BufferId is { } bufferId && !buffers.ContainsKey(bufferId)) return Refusal.NotFound("buffer", bufferId);
        if (input.InspectionId is { } inspectionId && await work.Db.Inspections.FindAsync([inspectionId], work.Ct) is null) return Refusal.NotFound("inspection", inspectionId);
        var (lot, buffer) = (input.LotId is { } l ? lots[l] : null, input.BufferId is { } b ? buffers[b] : null);
        if (ReadingIntake.Failures([input], lots, work.Now).ToList() is { Count: > 0 } failures && await Bracketing.WhyNotAlone(work, reach, lots.Keys, failures) is { } wider) return wider;
        var taken = await ReadingIntake.Take(work, reach, input, lot, buffer);
        await work.Flush();
        work.Record(new Fact("TEMP_LOGGED", EntityTypes.TemperatureLog, lot?.Id ?? buffer!.Id, lot?.LotCode ?? buffer!.BufferCode, null, new
        {
            reading_id = taken.Log.Id, temperature_c = input.TemperatureC, measurement_type = Word.Of(input.MeasurementType), reading_role = Word.Of(input.ReadingRole),
            is_violation = taken.Log.IsViolation, threshold_c = Units.Celsius(taken.Log.ThresholdTenths), measured_at = taken.Log.MeasuredAt,
        }) { RunId = lot?.RunId, BufferId = buffer?.Id });
        return ReadingView.Of(taken.Log, lot?.LotCode, buffer?.BufferCode, caller.Name) with { Level = taken.Verdict.Level, Actions = taken.Actions, Deviation = (await DeviationQueries.Of(work, [taken.DeviationId])).Values.SingleOrDefault() };
    }, ct);
}
