using ControlRoom.Core.Displays;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using DeviationView = ControlRoom.Core.Quality.DeviationView;

namespace ControlRoom.Web.Quality;

/// <summary>One lot as quality looks at it.</summary>
/// <param name="Form">What its gate asks; null where its step has none.</param>
public sealed record LotPicture(LotView Lot, RunView Run, PendingView? Form, IReadOnlyList<EventRow> Events)
{
    /// <summary>Open deviations that hold the lot.</summary>
    public IReadOnlyList<DeviationView> Deviations { get; init; } = [];
}

/// <summary>A lot's surroundings over time.</summary>
/// <param name="Buffer">Where it lies, or lay last; null when it never lay in one.</param>
/// <param name="Air">Air of that buffer.</param>
public sealed record TrendPicture(DateTime From, DateTime To, BufferRow? Buffer, IReadOnlyList<MeasuredPoint> Air, IReadOnlyList<MeasuredPoint> OfLot, IReadOnlyList<PlaceEvent> Events);

/// <summary>How much of the past a trend shows.</summary>
public enum TrendRange { Hour, ThreeHours, Day, Run }

public static class TrendRanges
{
    /// <summary>The run's whole time, or the last hours of it.</summary>
    public static (DateTime From, DateTime To) Of(this TrendRange range, RunView run, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(run);
        var to = range == TrendRange.Run ? run.EndedAt ?? now : now;
        return (range switch { TrendRange.Hour => to.AddHours(-1), TrendRange.ThreeHours => to.AddHours(-3), TrendRange.Day => to.AddDays(-1), _ => run.StartedAt ?? run.CreatedAt }, to);
    }
}

/// <summary>What the pages of quality read, each shared by everyone who shows the same.</summary>
public sealed class QualityReads(SharedQueries shared, DashboardQueries dashboard, InspectionQueueQueries queue, InspectionQueries inspections, LotQueries lots, RunQueries runs, RunEventQueries events,
    TemperatureTrendQueries trends, BufferQueries buffers, ComplianceOverviewQueries compliance, DeviationQueries deviations, Clock clock)
{
    private const int HistoryShown = 80;
    private static readonly string[] Everything = [Topics.Site];

    public Task<InspectionQueue> Queue(CancellationToken ct) => shared.Get("quality.queue", "", Everything, queue.Now, ct);

    public Task<DashboardView> Figures(CancellationToken ct) => shared.Get("quality.figures", "", Everything, dashboard.Now, ct);

    public Task<IReadOnlyList<RunComplianceView>> Compliance(CancellationToken ct) => shared.Get("quality.compliance", "", Everything, compliance.Runs, ct);

    public Task<IReadOnlyList<DeviationView>> OpenDeviations(CancellationToken ct) =>
        shared.Get("quality.deviations", "", Everything, stop => deviations.List(new DeviationFilter { Status = DeviationStatus.Open }, Page.Whole, stop), ct);

    public Task<SealStatus> Seals(CancellationToken ct) => shared.Get("quality.seals", "", Everything, compliance.Seals, ct);

    public Task<Outcome<LotPicture>> Lot(string code, CancellationToken ct) => shared.Get<Outcome<LotPicture>>("quality.lot", code, Everything, async stop =>
    {
        var lot = await lots.Detail(code, stop);
        if (!lot.Done) return lot.Refusal;
        var form = await inspections.Form(lot.Value.LotCode, stop);
        return new LotPicture(lot.Value, (await runs.Detail(lot.Value.RunId, stop)).Must(), form.Value, await events.About(lot.Value.LotCode, HistoryShown, stop))
        {
            Deviations = [.. (await deviations.List(new DeviationFilter { LotId = lot.Value.Id, Status = DeviationStatus.Open }, Page.First, stop)).Where(d => d.Lots.Any(l => l.LotId == lot.Value.Id && l.IsHeld))],
        };
    }, ct);

    /// <summary>The temperatures around a lot over a stretch of time, at the place it lies in, or lay in last.</summary>
    public Task<TrendPicture> Trend(LotPicture of, TrendRange range, CancellationToken ct) => shared.Get("quality.trend", (of.Lot.Id, of.Run.EndedAt, range), Everything, async stop =>
    {
        var (from, to) = range.Of(of.Run, clock.Now);
        var moves = await buffers.Moves(new MoveFilter { LotId = of.Lot.Id }, Page.First, stop);
        var place = of.Lot.Placements is [.., { } lies] ? lies.BufferId : moves.FirstOrDefault(m => m.ToBufferId is not null)?.ToBufferId;
        var buffer = place is { } id ? (await buffers.Detail(id, stop)).Value : null;
        var ofLot = await trends.Points(new ReadingFilter { LotId = of.Lot.Id, From = from, To = to }, stop);
        if (buffer is null) return new TrendPicture(from, to, null, [], ofLot, []);
        return new TrendPicture(from, to, buffer, await Air(buffer.Id, from, to, stop), ofLot, await trends.Events(buffer.Id, from, stop));
    }, ct);

    private async Task<IReadOnlyList<MeasuredPoint>> Air(Guid buffer, DateTime from, DateTime to, CancellationToken ct) =>
        [.. (await trends.Points(new ReadingFilter { BufferId = buffer, From = from, To = to }, ct)).Where(p => p.Type == MeasurementType.Ambient)];
}
