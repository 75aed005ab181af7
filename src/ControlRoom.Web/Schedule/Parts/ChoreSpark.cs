using System.Globalization;
using System.Text;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Schedule.Parts;

/// <summary>The last runs of a chore as bars: as high as they took long, and what failed stands out by its colour and a mark above it.</summary>
public static class ChoreSpark
{
    /// <param name="runs">Oldest first.</param>
    /// <param name="width">Pixels; each run takes the same part of it.</param>
    public static MarkupString Of(IReadOnlyList<ChoreRunView> runs, int width = 88, int height = 18, int most = 20)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var shown = runs.Skip(Math.Max(0, runs.Count - most)).ToList();
        var longest = Math.Max(0.001, shown.Select(Seconds).DefaultIfEmpty(0).Max());
        var failed = shown.Count(r => r.Result == ChoreResult.Failed);
        var step = (double)width / most;
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<svg class=\"cr-chorespark\" role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" aria-label=\"{Ui.Text("Chore.SparkLabel", shown.Count, failed)}\">"));
        for (var i = 0; i < shown.Count; i++)
        {
            var bad = shown[i].Result == ChoreResult.Failed;
            var (x, tall) = ((most - shown.Count + i) * step, Math.Max(2, Seconds(shown[i]) / longest * (height - 5)));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{(bad ? "bad" : "ok")}\" x=\"{Format.Svg(x)}\" y=\"{Format.Svg(height - tall)}\" width=\"{Format.Svg(step - 1)}\" height=\"{Format.Svg(tall)}\"/>");
            if (bad) svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bad\" x=\"{Format.Svg(x)}\" y=\"0\" width=\"{Format.Svg(step - 1)}\" height=\"2\"/>");
        }

        return new(svg.Append("</svg>").ToString());
    }

    private static double Seconds(ChoreRunView run) => run.FinishedAt is { } end ? (end - run.StartedAt).TotalSeconds : 0;
}
