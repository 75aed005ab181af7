using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>A row of the run list.</summary>
public record RunRow
{
    public required Guid Id { get; init; }
    public required string RunCode { get; init; }
    public required RunStatus Status { get; init; }
    public required int CurrentStepIndex { get; init; }
    public required Guid FlowVersionId { get; init; }
    public required string FlowName { get; init; }
    public required int VersionNum { get; init; }
    public required string SiteCode { get; init; }
    public decimal? DailyTargetKg { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? CompletedAt { get; init; }
    public DateTime? EndedAt { get; init; }
    public DateTime? HeldAt { get; init; }
    public string? HoldReason { get; init; }
    public required int HeldLots { get; init; }
    public required bool IsSimulated { get; init; }
    public required int RowVersion { get; init; }
}

/// <summary>A run with what may be done with it now.</summary>
public sealed record RunView : RunRow
{
    [JsonConstructor]
    private RunView() { }

    [SetsRequiredMembers]
    internal RunView(RunRow row) : base(row) { }

    public string? AbortReason { get; init; }

    /// <summary>JSON written at completion.</summary>
    public JsonElement? Summary { get; init; }
    public IReadOnlyList<AllowedAction> AllowedActions { get; init; } = [];

    /// <summary>Why the run's next action is refused; empty when it is free to go on.</summary>
    public IReadOnlyList<ReasonView> Blockers { get; init; } = [];
}

public sealed record StepView(int StepIndex, string NodeId, StepStatus Status, int Attempt, DateTime? StartedAt, DateTime? CompletedAt, int? DurationS, int PlanMinutes, string? GateCode, bool IsCcp, string? Notes, Guid? OperatorId, string? OperatorName);

public sealed record RunFilter(IReadOnlyList<RunStatus>? Status = null, string? Site = null, DateTime? From = null, DateTime? To = null, bool IncludeArchived = false);

/// <summary>Reads of runs: lists, details, and the facts their rules ask for.</summary>
public sealed class RunQueries(Dialect dialect, Clock clock, PlantOptions plant)
{
    private readonly RunPolicy policy = RunPolicy.Of(plant);

    public async Task<IReadOnlyList<RunRow>> List(RunFilter filter, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var runs = Filtered(db, filter);
        if (page.After is { } after) runs = runs.Where(r => r.Id.CompareTo(after) < 0);
        return await Rows(db, runs.OrderByDescending(r => r.Id).Take(page.Limit), ct);
    }

    public async Task<int> Count(RunFilter filter, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Filtered(db, filter).CountAsync(ct);
    }

    private static IQueryable<Run> Filtered(ControlRoomDb db, RunFilter filter)
    {
        var runs = db.Runs.AsNoTracking();
        if (filter.Status is { Count: > 0 } words) runs = runs.Where(r => words.Contains(r.Status));
        else if (!filter.IncludeArchived) runs = runs.Where(r => r.Status != RunStatus.Archived);
        if (filter.Site is { } site) runs = runs.Where(r => r.SiteCode == site);
        if (filter.From is { } from) runs = runs.Where(r => r.CreatedAt >= from);
        if (filter.To is { } to) runs = runs.Where(r => r.CreatedAt < to);
        return runs;
    }

    public async Task<Outcome<RunView>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var run = await db.Runs.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct);
        return run is null ? Refusal.NotFound("run", id) : await View(db, run, await Facts(db, run, ct), clock.Now, ct);
    }

    /// <summary>Id of the run with this id or code; null when there is none.</summary>
    public async Task<Guid?> IdOf(string idOrCode, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var runs = Guid.TryParse(idOrCode, out var id) ? db.Runs.Where(r => r.Id == id) : db.Runs.Where(r => r.RunCode == idOrCode);
        return await runs.Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);
    }

    public async Task<Outcome<IReadOnlyList<StepView>>> Steps(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == id).Select(r => new { r.FlowVersionId }).FirstOrDefaultAsync(ct);
        if (run is null) return Refusal.NotFound("run", id);
        var graph = await Graph(db, run.FlowVersionId, ct);
        var rows = await (from s in db.Steps.AsNoTracking()
                          where s.RunId == id
                          join u in db.Users on s.OperatorId equals u.Id into operators
                          from o in operators.DefaultIfEmpty()
                          orderby s.StepIndex
                          select new { Step = s, Name = o == null ? null : o.FullName }).ToListAsync(ct);
        var now = clock.Now;
        return rows.Select(r => new StepView(r.Step.StepIndex, r.Step.NodeId, r.Step.Status, r.Step.Attempt, r.Step.StartedAt, r.Step.CompletedAt,
            r.Step.StartedAt is { } started ? (int)((r.Step.CompletedAt ?? now) - started).TotalSeconds : null, graph.PlanOf(r.Step.StepIndex),
            graph.GateOf(r.Step.StepIndex)?.Code, graph.GateOf(r.Step.StepIndex)?.IsCcp ?? false, r.Step.Notes, r.Step.OperatorId, r.Name)).ToList();
    }

    /// <summary>Version of the run as it stands when a request arrives, before it waits for any lock.</summary>
    public async Task<int?> VersionNow(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Runs.Where(r => r.Id == id).Select(r => (int?)r.RowVersion).FirstOrDefaultAsync(ct);
    }

    internal static async Task<ProcessGraph> Graph(ControlRoomDb db, Guid versionId, CancellationToken ct) =>
        ProcessGraph.Known(versionId) ?? ProcessGraph.Pinned(versionId, await db.FlowVersions.Where(v => v.Id == versionId).Select(v => v.GraphSchema).FirstAsync(ct));

    private sealed record FactLot(Guid Id, string LotCode, LotType LotType, int StepIndex, LotStatus Status, MaterialClass MaterialClass, long WeightGrams, long RemainingGrams, DateTime? HeldAt);

    private static readonly HotQuery<Guid, FactLot> LotsOf = new((db, run) => db.Lots.Where(l => l.RunId == run).OrderBy(l => l.LotCode)
        .Select(l => new FactLot(l.Id, l.LotCode, l.LotType, l.StepIndex, l.Status, l.MaterialClass, l.WeightGrams, l.RemainingGrams, l.HeldAt)));

    private sealed record FlowOf(string NameHu, string NameEn, int VersionNum);

    private static readonly HotQuery<Guid, FlowOf> Flow = new((db, version) => from v in db.FlowVersions where v.Id == version join f in db.Flows on v.FlowDefinitionId equals f.Id select new FlowOf(f.NameHu, f.NameEn, v.VersionNum));

    internal static async Task<RunFacts> Facts(ControlRoomDb db, Run run, CancellationToken ct)
    {
        var graph = await Graph(db, run.FlowVersionId, ct);
        if (run.Status == RunStatus.Idle)
        {
            var published = await db.FlowVersions.AnyAsync(v => v.Id == run.FlowVersionId && v.Status == FlowVersionStatus.Published, ct);
            var active = await db.Runs.CountAsync(r => r.SiteCode == run.SiteCode && r.Id != run.Id && (r.Status == RunStatus.Running || r.Status == RunStatus.Hold), ct);
            return new RunFacts(graph, published, active, []);
        }

        var lots = await LotsOf.List(db, run.Id, ct);
        if (lots.Count == 0) return new RunFacts(graph, true, 0, []);
        var passes = await db.Inspections.Where(i => i.RunId == run.Id && i.Decision == Decision.Pass)
            .GroupBy(i => i.LotId).Select(g => new { g.Key, At = g.Max(i => i.InspectedAt) }).ToDictionaryAsync(p => p.Key, p => p.At, ct);
        var ccp = lots.Any(l => CcpRules.TypeAt(l.StepIndex) is not null) ? await LatestCcpReadings(db, run.Id, ct) : [];
        var places = (await OpenPlacements(db, run.Id, ct)).ToLookup(p => p.LotId);
        var standing = lots.Any(l => l.LotType == LotType.Ship) ? await StandingPallets(db, run.Id, ct) : [];
        return new RunFacts(graph, true, 0,
        [
            .. lots.Select(l => new LotFact(l.Id, l.LotCode, l.LotType, l.StepIndex, l.Status, l.MaterialClass, l.WeightGrams, l.RemainingGrams, l.HeldAt,
                passes.TryGetValue(l.Id, out var passed) ? passed : null, ccp.TryGetValue(l.Id, out var violating) ? violating : null)
            { Places = [.. places[l.Id]] }),
        ]) { StandingPallets = standing };
    }

    /// <summary>The run as a person or a client sees it; asked again after every command, inside its transaction.</summary>
    internal async Task<RunView> View(ControlRoomDb db, Run run, RunFacts facts, DateTime now, CancellationToken ct)
    {
        var flow = (await Flow.First(db, run.FlowVersionId, ct))!;
        var actions = Run.Lifecycle.Transitions.Select(t => t.Action).Distinct().Where(a => a != RunAction.Archive || !run.IsOpen).Select(action =>
        {
            var reasons = RunRules.WhyNot(run, action, facts, policy, now);
            return new AllowedAction(Word.Of(action), reasons.Count == 0, [.. reasons.Select(ReasonView.Of)]);
        }).ToList();
        var pending = run.CurrentStepIndex == ProcessSteps.Last ? RunAction.Complete : run.Status == RunStatus.Idle ? RunAction.Start : RunAction.Advance;
        var row = Row(run, Local(flow.NameHu, flow.NameEn), flow.VersionNum, facts.Lots.Count(l => l.Status == LotStatus.Hold));
        return new RunView(row)
        {
            AbortReason = run.AbortReason,
            Summary = run.Summary is { } summary ? JsonDocument.Parse(summary).RootElement : null,
            AllowedActions = actions,
            Blockers = run.IsOpen ? actions.Single(a => a.Action == Word.Of(pending)).Reasons : [],
        };
    }

    internal static string Local(string hu, string en) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "hu" ? hu : en;

    private static async Task<IReadOnlyList<RunRow>> Rows(ControlRoomDb db, IQueryable<Run> runs, CancellationToken ct)
    {
        var rows = await (from r in runs
                          join v in db.FlowVersions on r.FlowVersionId equals v.Id
                          join f in db.Flows on v.FlowDefinitionId equals f.Id
                          orderby r.Id descending
                          select new { Run = r, f.NameHu, f.NameEn, v.VersionNum, Held = db.Lots.Count(l => l.RunId == r.Id && l.Status == LotStatus.Hold) }).ToListAsync(ct);
        return [.. rows.Select(r => Row(r.Run, Local(r.NameHu, r.NameEn), r.VersionNum, r.Held))];
    }

    private static RunRow Row(Run r, string flowName, int versionNum, int held) => new()
    {
        Id = r.Id, RunCode = r.RunCode, Status = r.Status, CurrentStepIndex = r.CurrentStepIndex, FlowVersionId = r.FlowVersionId, FlowName = flowName,
        VersionNum = versionNum, SiteCode = r.SiteCode, DailyTargetKg = Units.Kg(r.DailyTargetGrams), CreatedAt = r.CreatedAt, StartedAt = r.StartedAt,
        CompletedAt = r.CompletedAt, EndedAt = r.EndedAt, HeldAt = r.HeldAt, HoldReason = r.HoldReason, HeldLots = held, IsSimulated = r.IsSimulated, RowVersion = r.RowVersion,
    };

    internal static Task<List<Placement>> OpenPlacements(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        (from i in db.Inventory where i.RunId == runId && i.ExitedAt == null join b in db.Buffers on i.BufferId equals b.Id
         orderby i.EnteredAt, i.Id
         select new Placement(i.LotId, b.Id, b.BufferCode, b.BufferType, b.IsOnHold, i.QuantityGrams)).ToListAsync(ct);

    /// <summary>Pallets, of whatever run, of which more stands in buffers than is left for other shipments.</summary>
    private static async Task<List<string>> StandingPallets(ControlRoomDb db, Guid runId, CancellationToken ct) =>
        await (from pallet in db.Lots
               where db.Links.Any(k => k.ParentLotId == pallet.Id && db.Lots.Any(s => s.Id == k.ChildLotId && s.RunId == runId && s.LotType == LotType.Ship && s.Status != LotStatus.Rejected))
                   && db.Inventory.Where(i => i.LotId == pallet.Id && i.ExitedAt == null).Sum(i => i.QuantityGrams) > pallet.RemainingGrams
               orderby pallet.LotCode
               select pallet.LotCode).ToListAsync(ct);

    /// <summary>Verdict of each lot's latest CCP reading of the type its step asks for.</summary>
    private static async Task<Dictionary<Guid, bool>> LatestCcpReadings(ControlRoomDb db, Guid runId, CancellationToken ct)
    {
        var readings = await (from t in db.Readings
                              join l in db.Lots on t.LotId equals l.Id
                              where l.RunId == runId && t.ReadingRole == ReadingRole.Ccp &&
                                  ((l.StepIndex == ProcessSteps.Receipt && t.MeasurementType == MeasurementType.Surface)
                                   || (l.StepIndex == ProcessSteps.Freezing && t.MeasurementType == MeasurementType.Core)
                                   || (l.StepIndex == ProcessSteps.Shipment && t.MeasurementType == MeasurementType.Ambient))
                              select new { l.Id, t.MeasuredAt, ReadingId = t.Id, t.IsViolation }).ToListAsync(ct);
        return readings.GroupBy(r => r.Id).ToDictionary(g => g.Key, g => g.OrderBy(r => r.MeasuredAt).ThenBy(r => r.ReadingId).Last().IsViolation);
    }
}
