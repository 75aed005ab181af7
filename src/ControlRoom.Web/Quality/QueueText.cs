using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Quality.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Quality;

/// <summary>Rows of the work list in the words of the reader.</summary>
public static class QueueText
{
    public static string Address(string lot) => $"/validator/inspections?lot={Uri.EscapeDataString(lot)}";

    public static QueueItemView Item(QueueRow row, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (now, late) = (clock.Now, row.IsOverdue(clock.Now));
        var what = row.GateCode is null ? $"{row.StepIndex} {Words.Step(row.StepIndex)}" : $"{row.StepIndex} {Words.Step(row.StepIndex)} · {row.GateCode}";
        if (row.TemperatureC is { } celsius && row.IsHeld) what += $" · {Format.Celsius(celsius)} °C";
        var when = row.DueAt is not { } due ? Ui.Text("Queue.HeldFor", Format.DurationShort(now - row.Since))
            : late ? Ui.Text("Queue.Overdue", Format.DurationShort(now - due)) : Ui.Text("Queue.DueAt", Format.Time(clock.Plant(due)), Format.DurationShort(now - row.Since));
        return new QueueItemView(row.LotCode, Word.Of(row.Status), what, row.IsCcp ? $"CCP {row.StepIndex}" : null, when, late, Address(row.LotCode),
            Ui.Text("Queue.Since", Format.Day(clock.Plant(row.Since)), Format.Time(clock.Plant(row.Since)), Format.Kg(row.RemainingKg)));
    }

    public static DecidedItemView Decided(InspectionView done, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(done);
        return new DecidedItemView(done.Id.ToString(), done.LotCode, Word.Of(done.Decision), $"{done.StepIndex} {Words.Step(done.StepIndex)} · {done.InspectionType}",
            $"{Format.Time(clock.Plant(done.InspectedAt))} · {done.InspectorName}", Address(done.LotCode));
    }
}
