using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>A run in a dozen numbers.</summary>
public static class RunSummaries
{
    public static RunSummaryView Of(RunPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (run, balance) = (picture.Run, picture.Balance);
        var held = picture.Lots.Where(l => l.Status == LotStatus.Hold).ToList();
        var received = balance.ReceivedKg + balance.CarriedInKg;
        return new(run.RunCode, Word.Of(run.Status),
            [
                new(Ui.Text("Run.Started"), When(run.StartedAt, clock)), new(Ui.Text("Run.Ended"), When(run.EndedAt, clock)),
                new(Ui.Text("Run.Duration"), run.StartedAt is { } started ? Format.Duration((run.EndedAt ?? clock.Now) - started) : "–"),
                new(Ui.Text("Run.StepsDone"), Ui.Text("Lots.Shown", picture.Steps.Count(s => s.Status == StepStatus.Completed), picture.Steps.Count)),
                new(Ui.Text("Tab.Lots"), picture.Lots.Count.ToString(System.Globalization.CultureInfo.CurrentCulture)),
                new(Ui.Text("Run.Flow"), Ui.Text("Run.FlowVersion", run.FlowName, run.VersionNum)),
            ],
            [Decided(picture, Decision.Pass), Decided(picture, Decision.Hold), Decided(picture, Decision.Fail)],
            [
                new(Ui.Text("Balance.In"), $"{Format.Kg(received)} kg"), new(Ui.Text("Balance.Shipped"), $"{Format.Kg(balance.ShippedKg)} kg", run.DailyTargetKg is { } target ? Ui.Text("Wall.OfTarget", Format.KgWhole(target)) : null),
                new(Ui.Text("Balance.InStock"), $"{Format.Kg(balance.InStockKg)} kg"), new(Ui.Text("Balance.Waste"), $"{Format.Kg(balance.WasteKg)} kg"),
                new(Ui.Text("Balance.Rejected"), $"{Format.Kg(balance.RejectedKg)} kg"), new(Ui.Text("Balance.Unaccounted"), $"{Format.Kg(balance.UnaccountedKg)} kg"),
                new(Ui.Text("Run.Yield"), balance is { ShippedKg: > 0, MeatYieldPercent: { } yield } ? $"{Format.Number(yield, 1)} %" : "–"),
            ])
        {
            Held = held.Count == 0 ? null : Ui.Count("Lots.CountKg", held.Count, Format.Kg(held.Sum(l => l.RemainingKg))),
            Why = run.AbortReason ?? Words.Reason(run.HoldReason),
        };
    }

    private static string When(DateTime? at, Clock clock) => at is { } instant ? $"{Format.Day(clock.Plant(instant))} {Format.Time(clock.Plant(instant))}" : "–";

    private static (string State, int Count) Decided(RunPicture picture, Decision decision) => (Word.Of(decision), picture.Inspections.Count(i => i.Decision == decision));
}
