using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Displays.Parts;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Displays;

/// <summary>What the wall of one run has room for: why it cannot go on, and the lots of its step.</summary>
public static class WallFocus
{
    /// <summary>Lines that fit below the one row.</summary>
    private const int Lines = 5;

    public static WallFocusView Of(RunPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (run, today) = (picture.Run, clock.Today());
        var lots = picture.Lots.Where(l => l.StepIndex == run.CurrentStepIndex).OrderBy(l => l.LotCode, StringComparer.Ordinal).ToList();
        // The hold has a reason of its own, which says more than that the run does not run.
        var why = run.EndedAt is { } ended ? Result(picture, ended, clock) : run.Blockers.Where(b => run.Status != RunStatus.Hold || b.Code != "RUN_NOT_RUNNING").Select(b => new WallReasonView("lock", Format.ShortCodes(b.Detail, today)));
        if (run.HoldReason is { Length: > 0 } reason) why = why.Prepend(new WallReasonView("pause", reason));
        return new(Ui.Text(run.Status switch { RunStatus.Running or RunStatus.Hold when run.Blockers.Count > 0 => "Wall.InTheWay", RunStatus.Running => "Wall.NothingInTheWay", RunStatus.Idle => "Wall.NotGoing", _ => "Wall.Result" }), [.. why.Take(Lines)],
            Ui.Text("Wall.LotsAtStep", run.CurrentStepIndex, lots.Count), [.. lots.Take(lots.Count > Lines ? Lines - 1 : Lines).Select(Lot)], lots.Count > Lines ? lots.Count - Lines + 1 : 0);

        WallLotView Lot(LotRow lot) => new(Format.ShortText(lot.LotCode, today), Word.Of(lot.Status), $"{Format.Kg(lot.WeightKg)} kg", lot.TemperatureC is { } celsius ? $"{Format.Celsius(celsius)} °C" : "–", RunStepPanel.BadgeOf(lot));
    }

    /// <summary>An ended run has nothing in its way; it has come to something.</summary>
    private static IEnumerable<WallReasonView> Result(RunPicture picture, DateTime ended, Clock clock)
    {
        var (run, balance) = (picture.Run, picture.Balance);
        if (run.AbortReason is { Length: > 0 } reason) yield return new("abort", reason);
        if (run.StartedAt is { } started) yield return new("clock", Ui.Text("Wall.RanFor", $"{Format.Day(clock.Plant(started))} {Format.Time(clock.Plant(started))}", Format.Duration(ended - started)));
        yield return new("scale", $"{Ui.Text("Balance.In")} {Format.Kg(balance.ReceivedKg + balance.CarriedInKg)} kg · {Ui.Text("Balance.Waste")} {Format.Kg(balance.WasteKg)} kg");
        yield return new("box", $"{Ui.Text("Balance.InStock")} {Format.Kg(balance.InStockKg)} kg · {Ui.Text("Balance.Unaccounted")} {Format.Kg(balance.UnaccountedKg)} kg");
        if (run.HeldLots > 0) yield return new("pause", Ui.Count("Buffer.LotsHeld", run.HeldLots));
    }
}
