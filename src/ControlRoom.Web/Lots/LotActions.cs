using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Lots;

/// <summary>What may be done with one lot, and where not, why not.</summary>
public static class LotActions
{
    /// <param name="readings">Of the lot, and maybe of others.</param>
    public static IReadOnlyList<ActionView> Of(LotRow lot, bool gated, Role role, IEnumerable<Core.Quality.ReadingView> readings)
    {
        ArgumentNullException.ThrowIfNull(lot);
        var actions = new List<ActionView>();
        var living = lot.Status is not (LotStatus.Consumed or LotStatus.Rejected or LotStatus.Finished);
        if (gated && living) actions.Add(View("inspect", "Button.InspectDots", "qc", Permission.Inspect, null));
        if (lot.Status is not (LotStatus.Rejected or LotStatus.Finished)) actions.Add(View("record-reading", "Button.RecordReading", "temp", Permission.Inspect, null));
        if (lot.RemainingKg > 0 || lot.PlacedKg > 0) actions.Add(View("move", "Button.MoveDots", "move", Permission.HandleGoods, null));
        if (Lot.Lifecycle.Allows(lot.Status, LotAction.Scrap)) actions.Add(View("waste", "Button.WasteDots", "scale", Permission.HandleGoods, null));
        if (Lot.Lifecycle.Allows(lot.Status, LotAction.ResolveHold)) actions.Add(Resolution(View("resolve-hold", "Button.ResolveHoldDots", "check", Permission.ManageHolds, null)));
        if (Lot.Lifecycle.Allows(lot.Status, LotAction.ConfirmReject)) actions.Add(View("reject", "Button.RejectDots", "x", Permission.ManageHolds, ActionKind.Danger));
        return actions;

        ActionView View(string verb, string label, string glyph, Permission permission, ActionKind? kind)
        {
            var why = RunActions.WhyNot(role, permission);
            return new(verb, Ui.Text(label), kind ?? ActionKind.Normal, why is null, why is null ? null : [why]) { Glyph = glyph, Subject = lot.LotCode };
        }

        ActionView Resolution(ActionView offer)
        {
            var own = readings.Where(r => r.LotId == lot.Id && r.ReadingRole == ReadingRole.Ccp).Select(r => (r.MeasurementType, r.MeasuredAt, r.Id, r.IsViolation, r.TemperatureC));
            return offer.Enabled && ChangeLotStatusHandler.WhyStillWarm(lot.LotCode, own) is { } warm ? offer with { Enabled = false, Reasons = [$"{warm.Detail()} {warm.Guidance()}"], ShowsReasons = true } : offer;
        }
    }
}
