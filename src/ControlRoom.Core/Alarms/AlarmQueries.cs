using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Alarms;

public sealed record AlarmView(Guid Id, AlarmKind Kind, int Priority, AlarmState State, Guid? RunId, string? RunCode, Guid? LotId, string? LotCode, Guid? BufferId, string? BufferCode, decimal? Value, decimal? Limit,
    decimal? KgAtRisk, bool IsSimulated, DateTime RaisedAt, DateTime? ReturnedAt, DateTime? AcknowledgedAt, Guid? AcknowledgedBy, string? AcknowledgedByName, int RowVersion)
{
    /// <summary>What the failed control point holds with the lot of the alarm, while that is open.</summary>
    public AlarmDeviationView? Deviation { get; init; }

    /// <summary>Why the object is held or failed, as somebody wrote it.</summary>
    public string? Reason { get; init; }

    /// <summary>Code of what it is about, also where that is no run, lot or buffer: the name of a chore.</summary>
    public string ObjectCode { get; init; } = "";
    public Guid? TicketId { get; init; }
    public Guid? TokenId { get; init; }
    public Guid? FindingId { get; init; }
}

/// <summary>Lots, buffers and kilograms that an open deviation still holds.</summary>
public sealed record AlarmDeviationView(Guid Id, string DeviationCode, decimal HeldKg, IReadOnlyList<string> Lots, IReadOnlyList<string> Buffers);

public sealed class AlarmQueries(Dialect dialect)
{
    /// <summary>States that still need somebody.</summary>
    public static readonly IReadOnlyList<AlarmState> Open = [AlarmState.Unack, AlarmState.Ack, AlarmState.RtnUnack];

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<AlarmView>> List(IReadOnlyList<AlarmState>? states, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var alarms = db.Alarms.AsNoTracking();
        if (states is { Count: > 0 }) alarms = alarms.Where(a => states.Contains(a.State));
        if (page.After is { } after) alarms = alarms.Where(a => a.Id.CompareTo(after) < 0);
        return await Views(db, alarms, page.Limit, ct);
    }

    public async Task<Outcome<AlarmView>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, db.Alarms.AsNoTracking().Where(a => a.Id == id), 1, ct) is [var view] ? view : Refusal.NotFound("alarm", id);
    }

    internal static async Task<IReadOnlyList<AlarmView>> Views(ControlRoomDb db, IQueryable<Alarm> alarms, int limit, CancellationToken ct)
    {
        var rows = await (from a in alarms
                          join r in db.Runs on a.RunId equals r.Id into runs
                          from r in runs.DefaultIfEmpty()
                          join l in db.Lots on a.LotId equals l.Id into lots
                          from l in lots.DefaultIfEmpty()
                          join b in db.Buffers on a.BufferId equals b.Id into buffers
                          from b in buffers.DefaultIfEmpty()
                          join u in db.Users on a.AcknowledgedBy equals u.Id into users
                          from u in users.DefaultIfEmpty()
                          orderby a.Id descending
                          select new
                          {
                              Alarm = a, RunCode = r == null ? null : r.RunCode, LotCode = l == null ? null : l.LotCode, BufferCode = b == null ? null : b.BufferCode, By = u == null ? null : u.FullName,
                              Reason = l != null ? l.HoldReason ?? db.Inspections.Where(i => i.LotId == a.LotId && i.Notes != null).OrderByDescending(i => i.Id).Select(i => i.Notes).FirstOrDefault() : b != null ? b.HoldReason : r == null ? null : r.HoldReason,
                              Lot = l == null ? (long?)null : l.RemainingGrams,
                              Stock = a.BufferId == null ? null : db.Inventory.Where(i => i.BufferId == a.BufferId && i.ExitedAt == null).Sum(i => (long?)i.QuantityGrams),
                          }).Take(limit).ToListAsync(ct);
        var deviations = await Deviations(db, [.. rows.Select(r => r.Alarm.LotId).OfType<Guid>().Distinct()], ct);
        return [.. rows.Select(r => With(deviations.GetValueOrDefault(r.Alarm.LotId ?? Guid.Empty), new AlarmView(r.Alarm.Id, r.Alarm.Kind, r.Alarm.Priority, r.Alarm.State, r.Alarm.RunId, r.RunCode, r.Alarm.LotId, r.LotCode, r.Alarm.BufferId, r.BufferCode,
            Units.Celsius(r.Alarm.ValueTenths), Units.Celsius(r.Alarm.LimitTenths), Units.Kg(r.Lot ?? r.Stock), r.Alarm.IsSimulated, r.Alarm.RaisedAt, r.Alarm.ReturnedAt, r.Alarm.AcknowledgedAt, r.Alarm.AcknowledgedBy, r.By, r.Alarm.RowVersion) { Reason = r.Reason, ObjectCode = r.Alarm.ObjectCode, TicketId = r.Alarm.TicketId, TokenId = r.Alarm.TokenId, FindingId = r.Alarm.FindingId }))];
    }

    private static AlarmView With(AlarmDeviationView? deviation, AlarmView alarm) => deviation is null ? alarm : alarm with { Deviation = deviation, KgAtRisk = deviation.HeldKg };

    /// <summary>The open deviation that each lot began.</summary>
    private static async Task<Dictionary<Guid, AlarmDeviationView>> Deviations(ControlRoomDb db, List<Guid> lotIds, CancellationToken ct)
    {
        if (lotIds.Count == 0) return [];
        var rows = await (from d in db.Deviations.AsNoTracking() where lotIds.Contains(d.LotId) && d.ClosedAt == null
                          join h in db.DeviationLots on d.Id equals h.DeviationId where h.HeldAt != null && h.SettledAt == null
                          join l in db.Lots on h.LotId equals l.Id orderby d.Id, l.StepIndex, l.LotCode
                          select new { d.Id, d.DeviationCode, Cause = d.LotId, LotId = l.Id, l.LotCode, l.RemainingGrams }).ToListAsync(ct);
        var held = rows.Select(r => r.LotId).Distinct().ToList();
        var places = held.Count == 0 ? [] : await (from i in db.Inventory where held.Contains(i.LotId) && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id select new { i.LotId, b.BufferCode }).ToListAsync(ct);
        return rows.GroupBy(r => r.Cause).ToDictionary(g => g.Key, g => new AlarmDeviationView(g.Last().Id, g.Last().DeviationCode, Units.Kg(g.DistinctBy(r => r.LotId).Sum(r => r.RemainingGrams)),
            [.. g.Select(r => r.LotCode).Distinct()], [.. places.Where(p => g.Any(r => r.LotId == p.LotId)).Select(p => p.BufferCode).Distinct().Order(StringComparer.Ordinal)]));
    }
}
