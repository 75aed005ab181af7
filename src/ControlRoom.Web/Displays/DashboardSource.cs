using System.Globalization;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Displays;

/// <summary>Draws the dashboard once for all of one reach who look at it.</summary>
public sealed class DashboardSource(SharedQueries shared, PlantReads reads, DashboardQueries dashboard, InspectionQueries inspections, Clock clock, PlantOptions plant)
{
    private const int Rows = 6, AlarmsShown = 7, PendingShown = 5, DueShown = 4;
    private static readonly string[] Everything = [Topics.Site];
    private static readonly (char Stream, int From, int To)[] Streams = [('A', 1, 3), ('B', 4, 6), ('C', 7, 10)];

    public Task<DashboardPictureView> Picture(Role role, CancellationToken ct) => shared.Get("dashboard", (DashboardReach.Of(role), clock.Now.Ticks / TimeSpan.TicksPerMinute), Everything, stop => Draw(DashboardReach.Of(role), stop), ct);

    private async Task<DashboardPictureView> Draw(DashboardReach reach, CancellationToken ct)
    {
        var figures = await shared.Get("dashboard-figures", clock.Now.Ticks / TimeSpan.TicksPerMinute, Everything, dashboard.Now, ct);
        var pending = await shared.Get("pending", "", Everything, stop => inspections.Pending(null, stop), ct);
        var (alarms, runs, status) = (await reads.Alarms(ct), await reads.Runs(ct), await reads.Status(ct));
        var going = runs.Where(r => r.Status is RunStatus.Running or RunStatus.Hold).OrderBy(r => r.RunCode, StringComparer.Ordinal).ToList();
        var ready = runs.Where(r => r.Status == RunStatus.Idle).OrderBy(r => r.RunCode, StringComparer.Ordinal).ToList();
        var rows = new List<DashboardRunView>();
        foreach (var run in going.Concat(ready).Take(Rows))
        {
            if (await reads.Run(run.Id, ct) is { Done: true } picture) rows.Add(Row(picture.Value, reach));
        }

        var listed = AlarmText.Listed(alarms).ToList();
        var (now, today) = (clock.PlantNow(), clock.Today());
        var (lots, kg) = (figures.LotsAtSteps.Sum(s => s.Lots), figures.LotsAtSteps.Sum(s => s.Kg));
        var lost = figures.SensorsLost;
        return new(Ui.Text("Dashboard.Day", plant.SiteCode, Format.LongDay(now), plant.ProductionDayStart.ToString("HH:mm", CultureInfo.InvariantCulture)), DashboardFigures.Of(figures, reach, clock),
            string.Join(" · ", new[] { RunStatus.Running, RunStatus.Hold, RunStatus.Idle }.Select(s => (Word: Word.Of(s), Count: figures.Runs.GetValueOrDefault(Word.Of(s)))).Where(s => s.Count > 0).Select(s => $"{s.Count} {Words.State(s.Word).ToLower(CultureInfo.CurrentUICulture)}")),
            [.. Streams.Select(s => new StreamView(Ui.Text($"Stream.{s.Stream}"), s.To - s.From + 1, going.Count(r => r.CurrentStepIndex >= s.From && r.CurrentStepIndex <= s.To)))],
            rows, [.. figures.LotsAtSteps.Select(s => new StepCountView(s.StepIndex, s.Lots, s.Lots == 0 ? "" : $"{Format.KgWhole(s.Kg)} kg"))], Ui.Count("Dashboard.Lots", lots), Ui.Text("Dashboard.KgInWork", Format.Kg(kg)))
        {
            Today = today,
            AlarmsNote = alarms.Count == 0 ? Ui.Text("Dashboard.NoAlarms") : Ui.Text("Dashboard.AlarmsNote", alarms.Count, alarms.Count(a => a.AcknowledgedByName is null)),
            Alarms = [.. listed.Take(AlarmsShown).Select(a => Alarm(a, reach, today))],
            MoreAlarms = Math.Max(0, listed.Count - AlarmsShown),
            PendingNote = pending.Count == 0 ? Ui.Text("Dashboard.NonePending") : Ui.Text("Dashboard.PendingNote", pending.Count, Format.DurationShort(clock.Now - pending.Min(p => p.Since))),
            Pending = [.. pending.OrderBy(p => p.Since).Take(PendingShown).Select(p => new PendingLotView(p.LotCode, Word.Of(p.LotStatus), $"{p.StepIndex} {Words.Step(p.StepIndex)} · {p.GateCode}{(p.IsCcp ? " CCP" : "")}", Format.DurationShort(clock.Now - p.Since), reach.Run(p.RunCode, p.LotCode)))],
            MorePending = Math.Max(0, pending.Count - PendingShown),
            Due = [.. status.CcpWaiting.Take(DueShown).Select(w => new DueList.DueView(Ui.Text("Dashboard.CcpDue", w.StepIndex, CcpRules.TypeAt(w.StepIndex) is { } type ? Ui.Text($"Measurement.Short.{Word.Of(type)}") : "", Format.ShortText(w.LotCode, today)), Ui.Text("Dashboard.Waits", Format.DurationShort(clock.Now - w.Since))))],
            BuffersNote = Ui.Text("Dashboard.BuffersNote", Format.Kg(figures.Buffers.Sum(b => b.CurrentQuantityKg)), Format.KgWhole(figures.Buffers.Sum(b => b.CapacityKg))) + (lost == 0 ? "" : " · " + Ui.Count("Dashboard.SensorsLost", lost)),
            RunsHref = reach.Commands ? "/command" : null,
            QualityHref = reach.Validates ? "/validator" : null,
        };
    }

    private DashboardRunView Row(RunPicture picture, DashboardReach reach)
    {
        var run = picture.Run;
        var blocked = run.Status == RunStatus.Running && run.Blockers.Count > 0;
        var held = run.Status == RunStatus.Hold;
        var late = RunSteps.Late(picture.Steps[run.CurrentStepIndex]);
        var detail = run.Status == RunStatus.Idle ? Ui.Text("Run.FlowVersion", run.FlowName, run.VersionNum)
            : held ? string.Join(", ", new[] { run.HeldAt is { } since ? Ui.Text("Run.HeldFor", Format.Duration(clock.Now - since)) : null, run.HoldReason }.OfType<string>())
            : blocked ? Ui.Count("Wall.BlockedBy", run.Blockers.Count)
            : late >= TimeSpan.FromMinutes(1) ? Ui.Text("Wall.LateBy", Format.Duration(late)) : RunSteps.TimeText(picture.Steps[run.CurrentStepIndex]);
        return new(run.RunCode, Word.Of(run.Status), RunSteps.Of(picture, clock), run.Status == RunStatus.Idle ? Ui.Text("Dashboard.Ready") : $"{run.CurrentStepIndex} {Words.Step(run.CurrentStepIndex)}", detail)
        {
            Href = reach.Run(run.RunCode), Blocked = blocked, Held = held, Simulated = run.IsSimulated,
        };
    }

    private static DashboardAlarmView Alarm(AlarmView alarm, DashboardReach reach, DateOnly today)
    {
        var sentence = AlarmText.Of(alarm, today);
        var context = string.Join(" · ", new[] { Ui.Text($"Alarm.Kind.{Word.Of(alarm.Kind)}"), sentence.Rest.TrimStart(',', ' '), sentence.Risk }.Where(part => part.Length > 0));
        return new(alarm.Id.ToString(), sentence.Mark, sentence.What, sentence.Who ?? Ui.Text("Wall.Nobody"), context, reach.Commands ? AlarmText.Href(alarm, reach.Role) : null);
    }
}
