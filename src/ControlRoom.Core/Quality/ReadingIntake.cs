using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A reading as it comes in: of a lot, of a buffer's air, or of a lot in a buffer.</summary>
public sealed record ReadingInput(Guid? LotId, Guid? BufferId, decimal TemperatureC, MeasurementType MeasurementType)
{
    public ReadingRole ReadingRole { get; init; } = ReadingRole.Ccp;
    public ReadingSource Source { get; init; } = ReadingSource.Manual;
    public string? DeviceId { get; init; }
    public Guid? InspectionId { get; init; }

    /// <summary>When it was true at the source; now when missing.</summary>
    public DateTime? MeasuredAt { get; init; }
}

/// <summary>A reading held against the limit of its lot and the band of its buffer; the worse verdict counts.</summary>
internal sealed record Judged(TemperatureLog Log, Verdict Verdict, Verdict OfLot, Verdict OfBuffer, Lot? Lot, Buffer? Buffer);

/// <summary>A stored reading with what it caused.</summary>
/// <param name="DeviationId">The deviation that a failed control point began or belongs to.</param>
internal sealed record Taken(TemperatureLog Log, Verdict Verdict, IReadOnlyList<string> Actions, Guid? DeviationId);

/// <summary>
/// Takes readings inside a command: judges each against the limit of its step and place, stores it, and lets violations act at once — the
/// lot goes on HOLD, with it what a failed control point brackets, the buffer stops, the alarm is raised — in the same transaction.
/// </summary>
internal static class ReadingIntake
{
    /// <summary>A source clock may be this far ahead of ours.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(2);

    private static readonly HotQuery<List<Guid>, Lot> Lots = new((db, ids) => db.Lots.Where(l => ids.Contains(l.Id)));

    private static readonly HotQuery<List<Guid>, Buffer> Buffers = new((db, ids) => db.Buffers.Where(b => ids.Contains(b.Id)));

    // Most commands name one lot or buffer: compared by itself it is found faster than as a list of one.
    private static readonly HotQuery<Guid, Lot> OneLot = new((db, id) => db.Lots.Where(l => l.Id == id));

    private static readonly HotQuery<Guid, Buffer> OneBuffer = new((db, id) => db.Buffers.Where(b => b.Id == id));

    public static Refusal? WhyNotFields(ReadingInput input, DateTime now, string root = "")
    {
        if (input.LotId is null && input.BufferId is null) return Refusal.Invalid("PLACE_REQUIRED", $"{root}/lot_id");
        if (LotRules.Temperature(input.TemperatureC, $"{root}/temperature_c") is { } range) return range;
        if (input.MeasuredAt is { } at && Clock.Utc(at) > now + MaxAhead) return Refusal.Invalid("MEASURED_IN_FUTURE", $"{root}/measured_at").With("now", now);
        return Text.WhyTooLong(input.DeviceId, 50, $"{root}/device_id");
    }

    /// <summary>When the reading was true.</summary>
    public static DateTime SourceTime(ReadingInput input, DateTime now) => input.MeasuredAt is { } at ? Clock.Truncate(Clock.Utc(at)) : now;

    /// <summary>A reading that was taken while registering: evidence, never a decision.</summary>
    public static TemperatureLog Process(Work work, Lot lot, int tenths) => new()
    {
        LotId = lot.Id, TemperatureTenths = tenths, MeasurementType = CcpRules.TypeAt(lot.StepIndex) ?? (lot.StepIndex > 7 ? MeasurementType.Core : MeasurementType.Surface), ReadingRole = ReadingRole.Process,
        Source = ReadingSource.Manual, IsSimulated = work.Caller.IsSimulated, RecordedBy = work.Caller.UserId, MeasuredAt = work.Now, ReceivedAt = work.Now,
    };

    /// <summary>Judged before anything is written: the control points that these readings of the lots will find failed. No statement is sent for it.</summary>
    public static IEnumerable<CcpFailure> Failures(IEnumerable<ReadingInput> inputs, Dictionary<Guid, Lot> lots, DateTime now) =>
        from input in inputs where input.LotId is { } id && lots.ContainsKey(id)
        let lot = lots[input.LotId!.Value] where Bracketing.IsAt(lot) && WhyNotFields(input, now) is null && OfLot(lot, input).IsViolation
        select new CcpFailure(lot, DeviationCause.CcpReading, SourceTime(input, now), "") { InspectionId = input.InspectionId };

    private static Verdict OfLot(Lot? lot, ReadingInput input) =>
        lot is null || input.ReadingRole == ReadingRole.Process ? default : TemperatureRules.OfLot(lot.StepIndex, lot.MaterialClass, input.MeasurementType, Units.Tenths(input.TemperatureC)!.Value);

    /// <summary>The row of a reading with what its lot's limit and its buffer's band say of it.</summary>
    public static Judged Judge(Work work, ReadingInput input, Lot? lot, Buffer? buffer, long id = 0)
    {
        var tenths = Units.Tenths(input.TemperatureC)!.Value;
        var ofLot = OfLot(lot, input);
        var ofBuffer = buffer is null || input.ReadingRole == ReadingRole.Process ? default : TemperatureRules.OfBuffer(buffer.TempMinTenths, buffer.TempMaxTenths, input.MeasurementType, tenths);
        var verdict = ofLot.Level >= ofBuffer.Level && ofLot.ThresholdTenths is not null ? ofLot : ofBuffer;
        var log = new TemperatureLog
        {
            Id = id, LotId = lot?.Id, BufferId = buffer?.Id, InspectionId = input.InspectionId, TemperatureTenths = tenths, MeasurementType = input.MeasurementType, ReadingRole = input.ReadingRole,
            IsViolation = verdict.IsViolation, ThresholdTenths = verdict.ThresholdTenths, Source = input.Source, DeviceId = input.DeviceId, IsSimulated = work.Caller.IsSimulated,
            RecordedBy = work.Caller.UserId, MeasuredAt = SourceTime(input, work.Now), ReceivedAt = work.Now,
        };
        return new Judged(log, verdict, ofLot, ofBuffer, lot, buffer);
    }

    /// <summary>Judges, stores and acts. Lots and buffers are tracked and locked.</summary>
    public static async Task<Taken> Take(Work work, Reach reach, ReadingInput input, Lot? lot, Buffer? buffer)
    {
        var judged = Judge(work, input, lot, buffer);
        work.Db.Readings.Add(judged.Log);
        // What a violation causes names the reading by its id.
        if (judged.Verdict.IsViolation) await work.Flush();
        return await Act(work, reach, judged);
    }

    /// <summary>What the stored reading does to its lot and buffer.</summary>
    public static async Task<Taken> Act(Work work, Reach reach, Judged judged)
    {
        var actions = new List<string>();
        if (judged.Lot is { } lot) await Act(work, lot, judged.Log, judged.OfLot, actions);
        var deviation = judged is { Lot: { } failed, OfLot.IsViolation: true } && Bracketing.IsAt(failed) ? await Bracket(work, reach, failed, judged.Log, judged.OfLot, actions) : null;
        if (judged.Buffer is { } buffer) await Act(work, buffer, judged.Log, judged.OfBuffer, actions);
        return new Taken(judged.Log, judged.Verdict, actions, deviation);
    }

    private static async Task Act(Work work, Lot lot, TemperatureLog log, Verdict verdict, List<string> actions)
    {
        if (!await IsOutdated(work, lot, log)) lot.Felt(log.TemperatureTenths);
        if (verdict.ThresholdTenths is null) return;
        if (!verdict.IsViolation)
        {
            var kind = KindOf(lot);
            var raised = await work.ActiveAlarms(a => a.LotId == lot.Id && a.Kind == kind);
            if (raised.Count > 0 && !await IsOvertaken(work, log)) raised.ForEach(a => a.Return(work.Now));
            return;
        }

        actions.Add("ALARM_RAISED");
        if (await Stop(work, lot, log, verdict)) actions.Add("LOT_HELD");
    }

    private static async Task<Guid?> Bracket(Work work, Reach reach, Lot lot, TemperatureLog log, Verdict verdict, List<string> actions)
    {
        var bracketed = await Bracketing.Hold(work, reach, Failure(lot, log, verdict));
        if (bracketed.Action is { } action) actions.Add(action);
        return bracketed.Id;
    }

    /// <summary>A violating reading at a control point as its failure.</summary>
    public static CcpFailure Failure(Lot lot, TemperatureLog log, Verdict verdict) =>
        new(lot, DeviationCause.CcpReading, log.MeasuredAt, Sentence(log, verdict, lot.LotCode)) { ReadingId = log.Id, InspectionId = log.InspectionId };

    /// <summary>What a violation does to its lot: the alarm, and HOLD where it can still be held.</summary>
    public static async Task<bool> Stop(Work work, Lot lot, TemperatureLog log, Verdict verdict)
    {
        await work.RaiseAlarm(KindOf(lot), lot.LotCode, lot.RunId, lot.Id, valueTenths: log.TemperatureTenths, limitTenths: verdict.ThresholdTenths);
        if (!Lot.Lifecycle.Allows(lot.Status, LotAction.Hold)) return false;
        var evidence = new { reading_id = log.Id, temperature_c = Units.Celsius(log.TemperatureTenths), type = Word.Of(log.MeasurementType), threshold_c = Units.Celsius(verdict.ThresholdTenths), measured_at = log.MeasuredAt };
        lot.Hold(HoldCause.Temperature, Sentence(log, verdict), work.Now, "TEMP_VIOLATION_HOLD", evidence);
        return true;
    }

    private static AlarmKind KindOf(Lot lot) => CcpRules.TypeAt(lot.StepIndex) is not null ? AlarmKind.CcpViolation : AlarmKind.TempViolation;

    private static async Task Act(Work work, Buffer buffer, TemperatureLog log, Verdict verdict, List<string> actions)
    {
        if (log.MeasurementType != MeasurementType.Ambient) return;
        await EndAlarms(work, buffer, log, verdict);
        if (!verdict.IsViolation) return;

        await work.RaiseAlarm(AlarmKind.BufferOutOfBand, buffer.BufferCode, bufferId: buffer.Id, valueTenths: log.TemperatureTenths, limitTenths: verdict.ThresholdTenths);
        if (!actions.Contains("ALARM_RAISED")) actions.Add("ALARM_RAISED");
        if (!Buffer.Lifecycle.Allows(buffer.State, Stock.BufferAction.Hold)) return;
        buffer.Hold(Sentence(log, verdict), new { reading_id = log.Id, temperature_c = Units.Celsius(log.TemperatureTenths), threshold_c = Units.Celsius(verdict.ThresholdTenths), measured_at = log.MeasuredAt });
        actions.Add("BUFFER_HELD");
    }

    /// <summary>A fresh reading ends the silence, one within the limits ends being out of band.</summary>
    private static async Task EndAlarms(Work work, Buffer buffer, TemperatureLog log, Verdict verdict)
    {
        var isFresh = Stock.BufferQueries.Of(log.MeasuredAt, buffer.ReadingPeriodSeconds, work.Now) == Stock.Freshness.Live;
        foreach (var alarm in await work.ActiveReadingAlarms(buffer.Id))
        {
            var isOver = alarm.Kind == AlarmKind.BufferOutOfBand ? !verdict.IsViolation && !await IsOvertaken(work, log) : isFresh;
            if (isOver) alarm.Return(work.Now);
        }
    }

    /// <summary>A newer reading of the lot is on record already: this one came late and says nothing of how warm the lot is now.</summary>
    private static async Task<bool> IsOutdated(Work work, Lot lot, TemperatureLog log) =>
        log.MeasuredAt < work.Now && await work.Db.Readings.AnyAsync(r => r.LotId == lot.Id && r.MeasuredAt > log.MeasuredAt, work.Ct);

    /// <summary>A later violation at the same place is on record already: a late reading of better times ends no alarm.</summary>
    private static Task<bool> IsOvertaken(Work work, TemperatureLog log) =>
        work.Db.Readings.AnyAsync(r => r.IsViolation && r.MeasurementType == log.MeasurementType && r.MeasuredAt > log.MeasuredAt
            && ((log.LotId != null && r.LotId == log.LotId) || (log.BufferId != null && r.BufferId == log.BufferId)), work.Ct);

    private static string Sentence(TemperatureLog log, Verdict verdict, string? lotCode = null) => new ViolationSentence(log.MeasurementType, Units.Celsius(log.TemperatureTenths), Units.Celsius(verdict.ThresholdTenths) ?? throw new InvalidOperationException("A violation has a limit.")) { LotCode = lotCode }.ToString();

    private static async Task<List<T>> Found<T>(Work work, List<Guid> ids, HotQuery<Guid, T> one, HotQuery<List<Guid>, T> many) => ids.Count switch
    {
        0 => [],
        1 => await one.List(work.Db, ids[0], work.Ct),
        _ => await many.List(work.Db, ids, work.Ct),
    };

    /// <summary>Locks and loads what the readings name: runs, lots, buffers, in that order.</summary>
    /// <param name="reach">Lots to lock with them.</param>
    public static async Task<(Dictionary<Guid, Lot> Lots, Dictionary<Guid, Buffer> Buffers)> Load(Work work, Reach reach, IEnumerable<ReadingInput> inputs)
    {
        var list = inputs.ToList();
        var lotIds = list.Select(i => i.LotId).OfType<Guid>().Distinct().ToList();
        var bufferIds = list.Select(i => i.BufferId).OfType<Guid>().Distinct().ToList();
        if (lotIds.Count > 0)
        {
            List<Guid> locked = reach.Lots.Count == 0 ? lotIds : [.. lotIds.Union(reach.Lots)];
            await work.ShareRunsOf(locked);
            await work.LockLots(LockStrength.Update, locked);
        }
        if (bufferIds.Count > 0) await work.LockBuffers(bufferIds);
        return ((await Found(work, lotIds, OneLot, Lots)).ToDictionary(l => l.Id), (await Found(work, bufferIds, OneBuffer, Buffers)).ToDictionary(b => b.Id));
    }
}
