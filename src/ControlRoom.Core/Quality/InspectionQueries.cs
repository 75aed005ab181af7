using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A recorded inspection.</summary>
public sealed record InspectionView(Guid Id, Guid LotId, string LotCode, Guid RunId, int StepIndex, string InspectionType, bool IsCcp, Decision Decision, string? Notes, JsonElement ChecklistResults,
    JsonElement Measurements, Guid InspectorId, string InspectorName, DateTime InspectedAt, string SignatureHash, SignedWith SignedWith, bool IsSimulated)
{
    /// <summary>State of the lot after the decision; only in the answer to recording it.</summary>
    public LotStatus? LotStatus { get; init; }

    /// <summary>What a failed control point brackets: lots, buffers and kilograms; only in the answer to recording it.</summary>
    public DeviationView? Deviation { get; init; }
}

/// <summary>A lot that waits at its gate.</summary>
public sealed record PendingView(Guid LotId, string LotCode, LotType LotType, LotStatus LotStatus, Guid RunId, string RunCode, int StepIndex, string GateCode, bool IsCcp, DateTime Since, IReadOnlyList<ChecklistItemView> Checklist);

/// <summary>An inspection with what speaks for it.</summary>
/// <param name="SignatureValid">The stored signature is the one its record recomputes to.</param>
/// <param name="Readings">CCP readings of the lot that were measured within the hour before the decision or inside it, oldest first.</param>
/// <param name="Checklist">What the gate asked of such a lot.</param>
public sealed record InspectionEvidence(InspectionView Inspection, bool SignatureValid, IReadOnlyList<ReadingView> Readings, IReadOnlyList<ChecklistItemView> Checklist);

public sealed record InspectionFilter
{
    public Guid? RunId { get; init; }
    public Guid? LotId { get; init; }
    public int? StepIndex { get; init; }
    public Decision? Decision { get; init; }
    public bool? IsCcp { get; init; }
    public DateTime? From { get; init; }
    public DateTime? To { get; init; }
}

public sealed class InspectionQueries(Dialect dialect)
{
    public async Task<IReadOnlyList<InspectionView>> List(InspectionFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var inspections = Filtered(db, filter);
        if (page.After is { } after) inspections = inspections.Where(i => i.Id.CompareTo(after) < 0);
        return await Views(db, inspections, page.Limit, ct);
    }

    public async Task<int> Count(InspectionFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    public async Task<Outcome<InspectionView>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Views(db, db.Inspections.Where(i => i.Id == id), 1, ct) is [var view] ? view : Refusal.NotFound("inspection", id);
    }

    public async Task<Outcome<InspectionEvidence>> Evidence(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await Views(db, db.Inspections.Where(i => i.Id == id), 1, ct) is not [var view]) return Refusal.NotFound("inspection", id);
        var (stored, since) = (await db.Inspections.AsNoTracking().SingleAsync(i => i.Id == id, ct), view.InspectedAt - CcpRules.ReadingAge);
        var readings = await ReadingQueries.Views(db, db.Readings.Where(r => r.LotId == view.LotId && r.ReadingRole == ReadingRole.Ccp && (r.InspectionId == id || (r.MeasuredAt >= since && r.ReceivedAt <= view.InspectedAt))), Page.MaxLimit, ct);
        var valid = stored.SignatureHash == InspectionRules.Signature(stored.LotId, stored.RunId, stored.StepIndex, stored.Decision, stored.ChecklistResults, stored.Notes, stored.InspectorId, stored.InspectedAt);
        var form = await Form(view.LotCode, ct);
        return new InspectionEvidence(view, valid, [.. readings.Reverse()], form.Done ? form.Value.Checklist : []);
    }

    /// <summary>Lots in CREATED or QUARANTINE at a gated step, oldest first.</summary>
    public async Task<IReadOnlyList<PendingView>> Pending(Guid? runId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var lots = db.Lots.AsNoTracking().Where(l => l.Status == LotStatus.Created || l.Status == LotStatus.Quarantine);
        if (runId is { } run) lots = lots.Where(l => l.RunId == run);
        var rows = await (from l in lots join r in db.Runs on l.RunId equals r.Id orderby l.Id select new { Lot = l, r.RunCode, r.FlowVersionId }).Take(Page.MaxLimit).ToListAsync(ct);
        var pending = new List<PendingView>();
        foreach (var row in rows)
        {
            if ((await RunQueries.Graph(db, row.FlowVersionId, ct)).GateOf(row.Lot.StepIndex) is not { } gate) continue;
            pending.Add(Of(row.Lot, row.RunCode, gate));
        }
        return pending;
    }

    /// <summary>What the gate of one lot's step asks about it, whatever state the lot is in.</summary>
    public async Task<Outcome<PendingView>> Form(string lotCode, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var row = await (from l in db.Lots.AsNoTracking() where l.LotCode == lotCode join r in db.Runs on l.RunId equals r.Id select new { Lot = l, r.RunCode, r.FlowVersionId }).FirstOrDefaultAsync(ct);
        if (row is null) return Refusal.NotFound("lot", lotCode);
        return (await RunQueries.Graph(db, row.FlowVersionId, ct)).GateOf(row.Lot.StepIndex) is { } gate ? Of(row.Lot, row.RunCode, gate) : Refusal.NotFound("gate", row.Lot.StepIndex);
    }

    private static PendingView Of(Lot lot, string runCode, GateSpec gate) => new(lot.Id, lot.LotCode, lot.LotType, lot.Status, lot.RunId, runCode, lot.StepIndex, gate.Code, gate.IsCcp, lot.CreatedAt,
        [.. gate.Checklist.Where(i => i.Applies(lot.LotType, lot.MaterialClass)).Select(ChecklistItemView.Of)]);

    internal static async Task<IReadOnlyList<InspectionView>> Views(ControlRoomDb db, IQueryable<Inspection> inspections, int limit, CancellationToken ct)
    {
        var rows = await (from i in inspections.AsNoTracking()
                          join l in db.Lots on i.LotId equals l.Id
                          join u in db.Users on i.InspectorId equals u.Id
                          orderby i.Id descending
                          select new { Inspection = i, l.LotCode, u.FullName }).Take(limit).ToListAsync(ct);
        return [.. rows.Select(r => new InspectionView(r.Inspection.Id, r.Inspection.LotId, r.LotCode, r.Inspection.RunId, r.Inspection.StepIndex, r.Inspection.InspectionType, r.Inspection.IsCcp,
            r.Inspection.Decision, r.Inspection.Notes, JsonDocument.Parse(r.Inspection.ChecklistResults).RootElement, JsonDocument.Parse(r.Inspection.Measurements).RootElement, r.Inspection.InspectorId,
            r.FullName, r.Inspection.InspectedAt, r.Inspection.SignatureHash, r.Inspection.SignedWith, r.Inspection.IsSimulated))];
    }

    private static IQueryable<Inspection> Filtered(ControlRoomDb db, InspectionFilter filter)
    {
        var inspections = db.Inspections.AsNoTracking();
        if (filter.RunId is { } run) inspections = inspections.Where(i => i.RunId == run);
        if (filter.LotId is { } lot) inspections = inspections.Where(i => i.LotId == lot);
        if (filter.StepIndex is { } step) inspections = inspections.Where(i => i.StepIndex == step);
        if (filter.Decision is { } decision) inspections = inspections.Where(i => i.Decision == decision);
        if (filter.IsCcp is { } ccp) inspections = inspections.Where(i => i.IsCcp == ccp);
        if (filter.From is { } from) inspections = inspections.Where(i => i.InspectedAt >= from);
        if (filter.To is { } to) inspections = inspections.Where(i => i.InspectedAt < to);
        return inspections;
    }
}
