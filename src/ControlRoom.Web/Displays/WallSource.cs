using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Stock;

namespace ControlRoom.Web.Displays;

/// <summary>What a wall shows apart from its buffers, which are read at their own pace.</summary>
public sealed record WallPicture(WallHeaderView Header, IReadOnlyList<WallBannerView> Banners, string RunsTitle, IReadOnlyList<WallRunView> Runs, IReadOnlyList<WallTileView> Tiles)
{
    /// <summary>More of the wall's only run.</summary>
    public WallFocusView? Focus { get; init; }
}

/// <summary>The buffers of a wall.</summary>
public sealed record WallStock(IReadOnlyList<BufferView> Buffers);

/// <summary>Draws walls once for all who look at them; what did not change is the same view as before.</summary>
public sealed class WallSource(SharedQueries shared, SharedPictures followed, PlantReads reads, Clock clock, PlantOptions plant)
{
    /// <summary>Rows that fit at five metres, and at most.</summary>
    private const int Rows = 4, MostRows = 6, Names = 4;
    private static readonly string[] Everything = [Topics.Site];

    private readonly ConcurrentDictionary<string, WallPicture> shownPictures = new();
    private readonly ConcurrentDictionary<string, WallStock> shownStock = new();

    public Clock Clock => clock;

    /// <param name="runId">One run's wall; null for the plant's.</param>
    public Task<WallPicture> Picture(Guid? runId, CancellationToken ct) => shared.Get("wall", (runId, Minute), Everything, async stop =>
    {
        var fresh = await Draw(runId, stop);
        return shownPictures.AddOrUpdate($"{runId} {CultureInfo.CurrentUICulture.Name}", fresh, (_, old) =>
        {
            var kept = new WallPicture(Unchanged.Keep(old.Header, fresh.Header), Unchanged.Keep(old.Banners, fresh.Banners, b => b.What + b.Context), fresh.RunsTitle,
                Unchanged.Keep(old.Runs, fresh.Runs, r => r.Code), Unchanged.Keep(old.Tiles, fresh.Tiles, t => t.Label)) { Focus = fresh.Focus is null ? null : Unchanged.Keep(old.Focus, fresh.Focus) };
            // A record of the same parts: nobody has to draw it again.
            return kept == old ? old : kept;
        });
    }, ct);

    /// <summary>Rings when the plant's wall is another one.</summary>
    public Subscription FollowPicture() => followed.Follow("wall", Everything, LiveComponent.StatePace, async () => await Picture(null, CancellationToken.None));

    public Task<WallStock> Stock(CancellationToken ct) => shared.Get("wall-stock", Minute, Everything, async stop =>
    {
        var fresh = BufferPictures.Of(await reads.Buffers(stop), await reads.Alarms(stop), clock);
        return shownStock.AddOrUpdate(CultureInfo.CurrentUICulture.Name, new WallStock(fresh), (_, old) => new(Unchanged.Keep(old.Buffers, fresh, b => b.Code)));
    }, ct);

    /// <summary>Rings when one of the buffers is another.</summary>
    public Subscription FollowStock() => followed.Follow("wall-stock", Everything, LiveComponent.AnaloguePace, async () => (await Stock(CancellationToken.None)).Buffers);

    /// <summary>Durations are shown in minutes: a new minute is a new picture.</summary>
    private long Minute => clock.Now.Ticks / TimeSpan.TicksPerMinute;

    private async Task<WallPicture> Draw(Guid? runId, CancellationToken ct)
    {
        var (alarms, status, buffers, runs) = (await reads.Alarms(ct), await reads.Status(ct), await reads.Buffers(ct), await reads.Runs(ct));
        var going = runs.Where(r => r.Status is RunStatus.Running or RunStatus.Hold).OrderBy(r => r.RunCode, StringComparer.Ordinal).ToList();
        var ready = runs.Where(r => r.Status == RunStatus.Idle).Select(r => r.RunCode).ToList();
        var pictures = new List<RunPicture>();
        foreach (var id in runId is { } only ? [only] : Chosen(runs, going))
        {
            if (await reads.Run(id, ct) is { Done: true } picture) pictures.Add(picture.Value);
        }

        var now = clock.PlantNow();
        var live = buffers.Count(b => BufferQueries.Of(b.Buffer.AmbientAt, b.Buffer.ReadingPeriodS, clock.Now) == Core.Stock.Freshness.Live);
        return new(new(plant.SiteCode, new(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, now.Offset), new(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, now.Offset), AlarmText.Counts(alarms), live, buffers.Count, plant.TimeZone) { Ring = AlarmText.Ring(alarms) },
            Banners(alarms, runs), Title(going.Count, ready), [.. pictures.Select(Row)], runId is not null && pictures is [var one] ? OfRun(one) : Tiles(status, alarms))
        {
            Focus = runId is not null && pictures is [var alone] ? WallFocus.Of(alone, clock) : null,
        };
    }

    /// <summary>Everything active; where there is room, what was closed last.</summary>
    private static IEnumerable<Guid> Chosen(IReadOnlyList<RunRow> runs, IReadOnlyList<RunRow> going) => going.Take(MostRows).Concat(runs.Where(r => r.EndedAt is not null).OrderByDescending(r => r.EndedAt).Take(Math.Max(0, Rows - going.Count))).Select(r => r.Id);

    private string Title(int active, IReadOnlyList<string> ready) => ready.Count == 0
        ? $"{Ui.Text("Title.Runs")} {Ui.Text("Wall.Active", active)}"
        : $"{Ui.Text("Title.Runs")} {Ui.Text("Wall.Active", active)} · {Ui.Text("Wall.Ready", Format.ShortText(ready[0], clock.Today()))}";

    private IReadOnlyList<WallBannerView> Banners(IReadOnlyList<AlarmView> alarms, IReadOnlyList<RunRow> runs) => [.. AlarmText.Urgent(alarms.Where(a => a.State != AlarmState.RtnUnack)).OrderBy(a => a.Priority).Take(2).Select(alarm =>
    {
        var sentence = AlarmText.Of(alarm, clock.Today());
        var run = alarm.Kind != AlarmKind.RunHold && alarm.RunCode is { } code ? Ui.Text("Wall.OfRun", Format.ShortText(code, clock.Today())) : "";
        var why = alarm.Kind == AlarmKind.RunHold ? runs.FirstOrDefault(r => r.Id == alarm.RunId)?.HoldReason ?? "" : "";
        var context = string.Join(" · ", new[] { sentence.Risk, why, run }.Where(part => part.Length > 0));
        return sentence.Who is { } who
            ? new WallBannerView(sentence.Mark, sentence.What, sentence.Rest, Ui.Text("Alarm.WhoIsOnIt", who), context.Length > 0 ? "· " + context : "", Ui.Text("Wall.Since"), clock.Plant(alarm.RaisedAt))
            : new WallBannerView(sentence.Mark, sentence.What, sentence.Rest, null, context, Ui.Text("Wall.NobodyOnIt"), clock.Plant(alarm.RaisedAt));
    })];

    private WallRunView Row(RunPicture picture)
    {
        var run = picture.Run;
        var step = picture.Steps[run.CurrentStepIndex];
        var late = RunSteps.Late(step);
        var parts = new List<string>();
        if (run.Status == RunStatus.Hold) parts.Add(run.HeldAt is { } since ? $"{Ui.Text("Run.HeldFor", Format.Duration(clock.Now - since))} · {Words.Reason(run.HoldReason)}" : Words.Reason(run.HoldReason) ?? "");
        else if (run.Status == RunStatus.Running && run.Blockers.Count > 0) parts.Add(Ui.Count("Wall.BlockedBy", run.Blockers.Count));
        if (run.Status == RunStatus.Running && late >= TimeSpan.FromMinutes(1)) parts.Add(Ui.Text("Wall.LateBy", Format.Duration(late)));
        if (run.EndedAt is not null) parts.Add(Outcome(run));
        if (run.IsSimulated) parts.Add("SIM");
        var now = run.EndedAt is { } ended ? Ui.Text("Wall.ClosedAt", $"{Format.Day(clock.Plant(ended))} {Format.Time(clock.Plant(ended))}") : $"{run.CurrentStepIndex} {Words.Step(run.CurrentStepIndex)}";
        return new(run.RunCode, Word.Of(run.Status), RunSteps.Of(picture, clock), now, string.Join(" · ", parts.Where(part => part.Length > 0)), run.Status == RunStatus.Running && run.Blockers.Count > 0);
    }

    private static string Outcome(RunView run) => run.Summary is { ValueKind: JsonValueKind.Object } summary && summary.TryGetProperty("shipped_kg", out var shipped) && summary.TryGetProperty("yield_percent", out var yield)
        ? Ui.Text("Wall.ShippedYield", Format.Kg(shipped.GetDecimal()), yield.ValueKind == JsonValueKind.Null ? "–" : Format.Number(yield.GetDecimal(), 1))
        : run.AbortReason ?? (run.HeldLots > 0 ? Ui.Count("Buffer.LotsHeld", run.HeldLots) : "");

    private IReadOnlyList<WallTileView> Tiles(PlantStatus status, IReadOnlyList<AlarmView> alarms)
    {
        var today = clock.Today();
        var oldest = status.CcpWaiting is [var first, ..] ? first : null;
        var tiles = new List<WallTileView>
        {
            new(Ui.Text("Shell.CcpChecks"), status.CcpWaiting.Count.ToString(CultureInfo.CurrentCulture), Ui.Text("Wall.CcpWaiting"), Ui.Text("Wall.CcpDone", status.CcpDoneToday))
            {
                Side = oldest is null ? null : Ui.Text("Wall.CcpStep", oldest.StepIndex), SideStrong = oldest is null ? null : Format.ShortText(oldest.LotCode, today), Share = 1.5,
            },
            new(Ui.Text("Shell.OnHold"), Format.Kg(status.HeldKg), "kg", status.OldestHeldAt is { } since ? Ui.Text("Wall.OldestHold", Format.Duration(clock.Now - since), Format.ShortText(status.OldestHeldLot!, today)) : Ui.Text("Wall.NothingHeld"))
            {
                Held = status.HeldKg > 0, Side = status.HeldLots == 0 && status.HeldRuns == 0 ? null : $"{Ui.Count("Wall.HeldLots", status.HeldLots)}\n{Ui.Count("Wall.HeldRuns", status.HeldRuns)}", Share = 1.25,
            },
            new(Ui.Text("Wall.OnTheAlarms"), "")
            {
                Share = 1.5, Lines = [.. AlarmText.Listed(alarms).DistinctBy(a => (a.Kind, a.LotId, a.BufferId, a.RunId)).Take(Names).Select(alarm => OnIt(alarm, today))],
            },
            new(Ui.Text("Wall.ShippedToday"), Format.KgWhole(status.ShippedTodayKg), status.TargetKg is { } target ? Ui.Text("Wall.OfTarget", Format.KgWhole(target)) : "kg", Ui.Text("Wall.Yesterday", Format.Kg(status.ShippedYesterdayKg))) { Share = 0.95 },
        };
        if (status.BoneInYieldPercent is { } yield)
        {
            tiles.Add(new(Ui.Text("Wall.BoneIn"), Format.Number(yield, 1), "%", Ui.Text("Wall.BoneInUsual", Format.ShortText(status.BoneInRun!, today))) { Share = 0.95, Indicator = (58, 78, 63, 73, (double)yield) });
        }
        return tiles;
    }

    /// <summary>Who is on an alarm; one that is over says so, because its value is not that of now.</summary>
    private static WallWhoView OnIt(AlarmView alarm, DateOnly today)
    {
        var sentence = AlarmText.Of(alarm, today);
        return new(sentence.Mark, sentence.Who ?? Ui.Text("Wall.Nobody"), alarm.State == AlarmState.RtnUnack ? Ui.Text("Wall.Returned", sentence.What) : sentence.What);
    }

    private IReadOnlyList<WallTileView> OfRun(RunPicture picture)
    {
        var (run, balance) = (picture.Run, picture.Balance);
        var held = picture.Lots.Where(l => l.Status == Core.Lots.LotStatus.Hold).ToList();
        var tiles = new List<WallTileView>();
        foreach (var step in Core.Flows.ProcessSteps.Critical)
        {
            var last = picture.Readings.FirstOrDefault(r => r.ReadingRole == ReadingRole.Ccp && r.MeasurementType == CcpRules.TypeAt(step) && picture.Lots.Any(l => l.Id == r.LotId && l.StepIndex == step));
            tiles.Add(new(Ui.Text("Wall.CcpStep", step), last is null ? "—" : Format.Celsius(last.TemperatureC), last is null ? null : "°C", last is null ? Ui.Text("Value.None") : Ui.Text("Wall.CcpOf", Format.ShortText(last.LotCode!, clock.Today()), Format.Celsius(last.ThresholdC ?? 0), Format.Time(clock.Plant(last.MeasuredAt)))));
        }
        tiles.Add(new(Ui.Text("Shell.OnHold"), Format.Kg(held.Sum(l => l.RemainingKg)), "kg", Ui.Count("Wall.HeldLots", held.Count)) { Held = held.Count > 0 });
        tiles.Add(new(Ui.Text("Balance.Shipped"), Format.KgWhole(balance.ShippedKg), run.DailyTargetKg is { } target ? Ui.Text("Wall.OfTarget", Format.KgWhole(target)) : "kg", Ui.Text("Wall.InStock", Format.Kg(balance.InStockKg))));
        return tiles;
    }

    /// <summary>Id of a run by id or code; null when there is none.</summary>
    public Task<Guid?> FindRun(string idOrCode, CancellationToken ct) => reads.FindRun(idOrCode, ct);
}
