using System.Globalization;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Displays;

/// <summary>The key figures (plant specification §6.2) in two rows of five, each beside its target or what is usual.</summary>
internal static class DashboardFigures
{
    /// <summary>Steps that are named as the slowest.</summary>
    private const int Slowest = 2;
    private static readonly RunStatus[] Going = [RunStatus.Running, RunStatus.Hold, RunStatus.Idle];

    public static IReadOnlyList<FigureView> Of(DashboardView view, DashboardReach reach, Clock clock) =>
        [Runs(view, reach), Shipped(view, reach), MeatYield(view, reach, clock), Deboning(view, reach, clock), Held(view, reach, clock), Pending(view, reach, clock), Ccp(view, reach, clock), Violations(view, reach), PassRate(view, reach), Pace(view, reach)];

    private static FigureView Runs(DashboardView view, DashboardReach reach) => new("runs", Ui.Text("Figure.Runs"), Ui.Text("Figure.Runs.Max", view.MaxActiveRuns), Number(view.ActiveRuns), Ui.Count("Figure.Runs.Unit", view.ActiveRuns),
        string.Join(" · ", Going.Select(Word.Of).Where(view.Runs.ContainsKey).Select(r => $"{view.Runs[r]} {Words.Chip(r)}")) is { Length: > 0 } going ? going : Ui.Text("Dashboard.NoRuns")) { Href = reach.Commands ? "/command" : null };

    private static FigureView Shipped(DashboardView view, DashboardReach reach) => new("shipped", Ui.Text("Figure.Shipped"), view.TargetKg is { } target ? Ui.Text("Figure.Target", Format.KgWhole(target)) : null, Format.Kg(view.ShippedTodayKg), "kg",
        string.Join(" · ", view.ShippedTodayPieces.Select(s => Ui.Text("Figure.Pieces", Word.Of(s.SkuType), s.Pieces, s.TargetPieces))))
    {
        Href = reach.Commands ? "/command" : null, Share = view.TargetKg is > 0 and { } full ? Math.Min(1, (double)(view.ShippedTodayKg / full)) : null,
    };

    private static FigureView MeatYield(DashboardView view, DashboardReach reach, Clock clock) => view.MeatYield is { } yield
        ? new("meat-yield", Ui.Text("Figure.MeatYield"), Format.ShortText(yield.RunCode, clock.Today()), Format.Number(yield.Percent, 1), "%", Ui.Text("Figure.OfKg", Format.Kg(yield.ShippedKg), Format.Kg(yield.MeatKg))) { Href = reach.Run(yield.RunCode) }
        : new("meat-yield", Ui.Text("Figure.MeatYield"), null, "—", null, Ui.Text("Figure.NoClosedRun"));

    private static FigureView Deboning(DashboardView view, DashboardReach reach, Clock clock) => view.DeboningYieldPercent is { } yield
        ? new("deboning", Ui.Text("Figure.Deboning"), Format.ShortText(view.DeboningRunCode!, clock.Today()), Format.Number(yield, 1), "%", Ui.Text("Figure.Usual", "63–73")) { Scale = new(58, 78, 63, 73, (double)yield), Href = reach.Run(view.DeboningRunCode!) }
        : new("deboning", Ui.Text("Figure.Deboning"), null, "—", null, Ui.Text("Figure.Usual", "63–73"));

    private static FigureView Held(DashboardView view, DashboardReach reach, Clock clock) => new("held", Ui.Text("Figure.Held"), view.OldestHeldAt is { } since ? Ui.Text("Figure.Oldest", Format.Duration(clock.Now - since)) : null, Number(view.HeldLots),
        $"{Ui.Count("Figure.Lots.Unit", view.HeldLots)} · {Format.Kg(view.HeldKg)} kg", view.OldestHeldLotCode is { } lot ? Ui.Text("Figure.First", Format.ShortText(lot, clock.Today())) : Ui.Text("Wall.NothingHeld")) { Held = view.HeldLots > 0, Href = Quality(reach) };

    private static FigureView Pending(DashboardView view, DashboardReach reach, Clock clock) => new("pending", Ui.Text("Figure.Pending"), null, Number(view.PendingInspections), Ui.Count("Figure.Lots.Unit", view.PendingInspections),
        view.OldestPendingAt is { } since ? $"{Ui.Text("Figure.Oldest", Format.Duration(clock.Now - since))}, {Format.ShortText(view.OldestPendingLotCode!, clock.Today())}" : Ui.Text("Dashboard.NonePending")) { Href = Quality(reach) };

    private static FigureView Ccp(DashboardView view, DashboardReach reach, Clock clock) => new("ccp", Ui.Text("Figure.Ccp"), Ui.Text("Figure.Limit"), "", null, "")
    {
        Href = Quality(reach),
        Readings = [.. ProcessSteps.Critical.Select(step => view.Ccp.FirstOrDefault(c => c.StepIndex == step) is { } last
            ? new CcpFigureView(step, $"{Format.Celsius(last.TemperatureC)} °C", Ui.Text("Figure.CcpLimit", step, last.ThresholdC is { } limit ? Format.Celsius(limit) : "–"), When(last.MeasuredAt, clock), last.LotCode, last.IsViolation ? new AlarmMark(1, AlarmLook.Ack) : null, last.IsViolation ? Level.Critical : Level.Ok, Format.Instant(clock.Plant(last.MeasuredAt)))
            : new CcpFigureView(step, "—", Ui.Text("Wall.CcpStep", step), Ui.Text("Figure.CcpNone"), "", null, Level.Ok, null))],
    };

    private static FigureView Violations(DashboardView view, DashboardReach reach)
    {
        var most = Math.Max(1, view.ViolationDays.Max());
        return new("violations", Ui.Text("Figure.Violations"), view.ViolationsLastDay == 0 ? null : Ui.Text("Figure.ViolationsOf", view.ViolatingLots, view.ViolatingBuffers), Number(view.ViolationsLastDay), null, Ui.Text("Figure.SevenDays", view.ViolationDays.Sum()))
        {
            Href = Quality(reach), Trend = new([.. view.ViolationDays.Select(d => (double?)d)], 0, most),
        };
    }

    private static FigureView PassRate(DashboardView view, DashboardReach reach)
    {
        var decided = view.QcDecisionsLastDay.Values.Sum();
        return new("pass-rate", Ui.Text("Figure.PassRate"), decided == 0 ? null : Ui.Text("Figure.Decided", decided), view.QcPassPercentLastDay is { } rate ? Format.Number(rate, 1) : "—", view.QcPassPercentLastDay is null ? null : "%",
            decided == 0 ? Ui.Text("Figure.NoneDecided") : string.Join(" · ", view.QcDecisionsLastDay.Select(d => $"{d.Value} {Words.Chip(d.Key)}")))
        {
            Href = Quality(reach), Share = view.QcPassPercentLastDay is { } share ? (double)share / 100 : null,
        };
    }

    private static FigureView Pace(DashboardView view, DashboardReach reach)
    {
        var late = view.Steps.Select(s => (s.StepIndex, Over: TimeSpan.FromSeconds(s.MeanDurationS) - TimeSpan.FromMinutes(s.PlanMinutes))).Where(s => s.Over >= TimeSpan.FromMinutes(1)).OrderByDescending(s => s.Over).Take(Slowest)
            .Select(s => $"{Words.StepShort(s.StepIndex)} +{Format.DurationShort(s.Over)}").ToList();
        return new("pace", Ui.Text("Figure.Pace"), Ui.Text("Figure.Week"), view.StepDeviationPercent is { } percent ? Format.Signed(percent, 0) : "—", view.StepDeviationPercent is null ? null : Ui.Text("Figure.PaceUnit"),
            late.Count == 0 ? Ui.Text(view.Steps.Count == 0 ? "Figure.NoSteps" : "Figure.OnPlan") : string.Join(", ", late))
        {
            Href = reach.Commands ? "/command" : null, Scale = view.StepDeviationPercent is { } value ? new(-60, 60, -10, 20, (double)value, 0) : null,
        };
    }

    private static string? Quality(DashboardReach reach) => reach.Validates ? "/validator" : null;

    private static string When(DateTime at, Clock clock) => clock.CodeDate(at) == clock.Today() ? Format.Time(clock.Plant(at)) : Format.Day(clock.Plant(at));

    private static string Number(int value) => value.ToString(CultureInfo.CurrentCulture);
}
