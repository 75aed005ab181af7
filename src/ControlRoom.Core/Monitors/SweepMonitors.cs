using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;

namespace ControlRoom.Core.Monitors;

/// <summary>Runs whichever monitors are due, over what changed.</summary>
public sealed class SweepMonitorsChore(MonitorSweep sweep) : Chore
{
    public override string Name => "monitors";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromMinutes(5));

    public override async Task<string> Run(CancellationToken ct) => SweepText.Of(await sweep.Due(ct));
}

/// <summary>Runs all of them over everything there is.</summary>
public sealed class SweepAllMonitorsChore(MonitorSweep sweep, MonitorCatalogue catalogue) : Chore
{
    public override string Name => "monitors-full";

    public override Rhythm Rhythm => Rhythm.DailyAt(new TimeOnly(1, 30));

    public override async Task<string> Run(CancellationToken ct) => SweepText.Of(await sweep.Run(catalogue.All, full: true, ct));
}

internal static class SweepText
{
    public static string Of(Outcome<SweepView> swept)
    {
        // A sweep by hand is under way: what is due is looked at by the next one.
        if (!swept.Done) return "Monitors are running already.";
        var view = swept.Value;
        var text = string.Create(CultureInfo.InvariantCulture, $"Monitors run: {view.Checked}, found: {view.Found}, resolved: {view.Resolved}, failed: {view.Failed}.");
        return view is { Failed: > 0, Checked: 0 } ? throw new InvalidOperationException(text) : text;
    }
}
