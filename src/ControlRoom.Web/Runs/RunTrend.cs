using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Stock;

namespace ControlRoom.Web.Runs;

/// <summary>The readings of the lots of one step over the last hours, against the limits of that step.</summary>
public static class RunTrend
{
    private const int Span = 3, Slices = 60;

    /// <summary>Null when nothing was measured.</summary>
    public static ChartView? Of(RunPicture picture, int step, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var lots = picture.Lots.Where(l => l.StepIndex == step).Select(l => l.Id).ToHashSet();
        var readings = picture.Readings.Where(r => r.LotId is { } lot && lots.Contains(lot)).OrderBy(r => r.MeasuredAt).ToList();
        if (readings.Count == 0) return null;
        var to = picture.Run.EndedAt ?? clock.Now;
        var from = new[] { to.AddHours(-Span), readings[^1].MeasuredAt.AddMinutes(-30) }.Min();
        var shown = readings.Where(r => r.MeasuredAt >= from).ToList();
        var (warning, limit) = Limits(step);
        // Only freezing is followed as a curve; elsewhere each reading stands for its own lot.
        var curve = shown.Where(r => step == ProcessSteps.Freezing && r.ReadingRole == ReadingRole.Process).Select(r => new TrendPoint(r.MeasuredAt, r.TemperatureC)).ToList();
        var values = shown.Select(r => (double)r.TemperatureC).Concat(new[] { warning, limit }.OfType<double>()).ToList();
        var (low, high) = (Math.Floor(values.Min() - 1), Math.Ceiling(values.Max() + 1));
        double At(DateTime at) => Math.Clamp((at - from) / (to - from), 0, 1);
        return new(low, high, [low, Math.Round((low + high) / 2), high], curve.Count > 1 ? [new(BufferPictures.Line(curve, from, to, Slices), Ui.Text("Trend.Curve"))] : [])
        {
            Limit = limit,
            LimitLabel = limit is { } at ? Ui.Text("Chart.Limit", Format.Celsius((decimal)at)) : null,
            BandLow = warning is null ? null : low,
            BandHigh = warning,
            Readings = [.. shown.Where(r => step != ProcessSteps.Freezing || r.ReadingRole == ReadingRole.Ccp).Select(r => new ChartPoint(At(r.MeasuredAt), (double)r.TemperatureC, r.IsViolation))],
            XLabels = [.. new[] { 0, 1 / 3.0, 2 / 3.0, 1 }.Select(share => new ChartText(share, Format.Time(clock.Plant(from + (to - from) * share))))],
        };
    }

    /// <summary>Warning and limit of the step's usual measurement, found by asking the rules.</summary>
    private static (double? Warning, double? Limit) Limits(int step)
    {
        var type = RunStepPanel.TypeAt(step);
        double? warning = null, limit = null;
        for (var tenths = -300; tenths <= 300; tenths++)
        {
            var level = TemperatureRules.OfLot(step, Core.Lots.MaterialClass.Meat, type, tenths).Level;
            if (level != TemperatureLevel.Ok && warning is null && level == TemperatureLevel.Warning) warning = (tenths - 1) / 10.0;
            if (level == TemperatureLevel.Critical) return (warning, (tenths - 1) / 10.0);
        }
        return (warning, limit);
    }
}
