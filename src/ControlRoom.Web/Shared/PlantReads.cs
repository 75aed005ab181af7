using ControlRoom.Core.Alarms;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using CoreReading = ControlRoom.Core.Quality.ReadingView;
using CoreStep = ControlRoom.Core.Runs.StepView;

namespace ControlRoom.Web.Shared;

/// <summary>One run with everything its page shows.</summary>
public sealed record RunPicture(RunView Run, IReadOnlyList<CoreStep> Steps, IReadOnlyList<LotRow> Lots, IReadOnlyList<CoreReading> Readings, IReadOnlyList<InspectionView> Inspections, MassBalanceView Balance, IReadOnlyList<EventRow> Events);

/// <summary>What pages read, each with the topics that make it stale; shared by everyone who shows the same.</summary>
public sealed class PlantReads(SharedQueries shared, RunQueries runs, LotQueries lots, ReadingQueries readings, InspectionQueries inspections, MassBalanceQueries balances,
    RunEventQueries events, BufferQueries buffers, AlarmQueries alarms, PlantStatusQueries status, FlowQueries flows, Clock clock)
{
    private const int EventsShown = 60;
    public static readonly TimeSpan TrendSpan = TimeSpan.FromHours(1);

    /// <summary>So old a trend may be to which what was recorded since is added; then what left the hour goes.</summary>
    private static readonly TimeSpan TrendPace = TimeSpan.FromSeconds(15);

    private volatile BufferTrends? trends;

    private static readonly string[] Everything = [Topics.Site], OfAlarms = [Topics.Alarms];

    public Task<IReadOnlyList<RunRow>> Runs(CancellationToken ct) =>
        shared.Get("runs", "", Everything, async stop => await runs.List(new RunFilter(), new Page(60), stop), ct);

    /// <summary>Topics of one run's page. A buffer that stops or is free again raises or returns an alarm.</summary>
    public static IReadOnlyList<string> TopicsOf(Guid runId) => [Topics.Run(runId), Topics.Alarms];

    public Task<Outcome<RunPicture>> Run(Guid id, CancellationToken ct) => shared.Get<Outcome<RunPicture>>("run", id, TopicsOf(id), async stop =>
    {
        var run = await runs.Detail(id, stop);
        if (!run.Done) return run.Refusal;
        return new RunPicture(run.Value, (await runs.Steps(id, stop)).Must(), await lots.List(new LotFilter { RunId = id }, Page.Whole, stop),
            await readings.List(new ReadingFilter { RunId = id }, Page.MaxLimit, null, stop), await inspections.List(new InspectionFilter { RunId = id }, Page.Whole, stop),
            (await balances.OfRun(id, stop)).Must(), await events.Newest(id, EventsShown, stop));
    }, ct);

    /// <summary>Every active buffer with what the run has in it and what others left there.</summary>
    public Task<Outcome<IReadOnlyList<RunBufferView>>> RunBuffers(Guid id, CancellationToken ct) => shared.Get("run-buffers", id, Everything, stop => buffers.OfRun(id, stop), ct);

    /// <summary>The run's lots that wait at their gates.</summary>
    public Task<IReadOnlyList<PendingView>> Pending(Guid runId, CancellationToken ct) => shared.Get("pending", runId, TopicsOf(runId), stop => inspections.Pending(runId, stop), ct);

    /// <summary>Id of a run by id or code; null when there is none.</summary>
    public Task<Guid?> FindRun(string idOrCode, CancellationToken ct) => runs.IdOf(idOrCode, ct);

    public Task<IReadOnlyList<BufferPicture>> Buffers(CancellationToken ct) => shared.Get("buffers", "", Everything, async stop => await buffers.Pictures(await Trends(stop), stop), ct);

    private async Task<BufferTrends> Trends(CancellationToken ct)
    {
        if (trends is { } known && (clock.Now - known.ReadAt).Duration() < TrendPace) return known;
        return trends = await buffers.Trends(TrendSpan, ct);
    }

    public Task<IReadOnlyList<AlarmView>> Alarms(CancellationToken ct) =>
        shared.Get("alarms", "", OfAlarms, stop => alarms.List(AlarmQueries.Open, Page.Whole, stop), ct);

    public Task<PlantStatus> Status(CancellationToken ct) => shared.Get("status", "", Everything, status.Now, ct);

    public Task<IReadOnlyList<EventRow>> Events(CancellationToken ct) => shared.Get("events", "", Everything, stop => events.Newest(null, EventsShown, stop), ct);

    public Task<IReadOnlyList<StartableVersion>> Startable(CancellationToken ct) => shared.Get("startable", "", Everything, flows.Startable, ct);
}
