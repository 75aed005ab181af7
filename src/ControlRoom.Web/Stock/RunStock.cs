using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Stock.Parts;

namespace ControlRoom.Web.Stock;

/// <summary>The buffers of one run as lanes: what is its own, what others left, and what lies nowhere yet.</summary>
public static class RunStock
{
    public static IReadOnlyList<StockLaneView> Lanes(RunPicture picture, IReadOnlyList<RunBufferView> buffers, IReadOnlyList<BufferView> pictures, IReadOnlyList<RunRow> runs, Role role, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(buffers);
        var own = picture.Lots.ToDictionary(l => l.Id);
        var codes = runs.ToDictionary(r => r.Id, r => Format.ShortText(r.RunCode, clock.Today()));
        return [.. from lane in buffers
                   join drawn in pictures on lane.Buffer.BufferCode equals drawn.Code
                   select new StockLaneView(drawn, new LocalText(lane.Buffer.NameHu, lane.Buffer.NameEn).In(System.Globalization.CultureInfo.CurrentUICulture), string.Join(" ", lane.Buffer.AllowedLotTypes.Select(Word.Of)), lane.TotalQuantityKg,
                       [.. lane.Items.OrderBy(i => i.LotCode, StringComparer.Ordinal).Select(i => Card(i, own.GetValueOrDefault(i.LotId), null, clock))],
                       [.. lane.CarryOver.OrderBy(i => i.LotCode, StringComparer.Ordinal).Select(i => Card(i, null, codes.GetValueOrDefault(i.RunId, "?"), clock))])
                   {
                       HoldReason = lane.Buffer.HoldReason,
                       Release = lane.Buffer.IsOnHold ? Release(lane.Buffer.BufferCode, role) : null,
                   }];
    }

    /// <summary>Goods of the run that lie in no buffer, wholly or in part.</summary>
    public static IReadOnlyList<StockCardView> Outside(RunPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return [.. picture.Lots.Where(l => l.RemainingKg > l.PlacedKg && l.LotType != LotType.Ship && l.Status is not (LotStatus.Rejected or LotStatus.Finished)).OrderBy(l => l.StepIndex).ThenBy(l => l.LotCode, StringComparer.Ordinal)
            .Select(l => new StockCardView(l.LotCode, Word.Of(l.Status), l.RemainingKg - l.PlacedKg, l.PieceCount, l.TemperatureC, RunStepPanel.BadgeOf(l), Format.Age(clock.Now - l.CreatedAt)))];
    }

    /// <summary>The offer of a place as its button.</summary>
    /// <param name="index">Place of the lane, whose number is its key.</param>
    public static ActionView Here(MoveOffer offer, int index, Role role, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(offer);
        var reasons = new[] { RunActions.WhyNot(role, Permission.HandleGoods) }.OfType<string>().Concat(offer.Reasons.Take(1).Select(r => Format.ShortCodes(r.Detail, today))).ToList();
        var key = (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new("move-here", Ui.Text($"Stock.Here.{Word.Of(offer.Move)}"), ActionKind.Primary, reasons.Count == 0, reasons) { Glyph = "move", Subject = offer.ToBufferCode, Keys = key, KeysShown = key };
    }

    /// <summary>The way out as a button beside the selected lot.</summary>
    public static ActionView Out(MoveOffer offer, Role role, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(offer);
        var reasons = new[] { RunActions.WhyNot(role, Permission.HandleGoods) }.OfType<string>().Concat(offer.Reasons.Select(r => Format.ShortCodes(r.Detail, today))).ToList();
        return new(offer.Move == MoveType.Ship ? "ship" : "consume", Ui.Text(offer.Move == MoveType.Ship ? "Stock.ShipDots" : "Stock.ConsumeDots", offer.FromBufferCode ?? ""), ActionKind.Normal, reasons.Count == 0, reasons)
        {
            Glyph = offer.Move == MoveType.Ship ? "truck" : "consumed", Subject = offer.FromBufferCode,
        };
    }

    private static ActionView Release(string code, Role role)
    {
        var why = RunActions.WhyNot(role, Permission.ManageHolds);
        return new("release-buffer", Ui.Text("Button.ReleaseDots"), ActionKind.Normal, why is null, why is null ? null : [why]) { Glyph = "check", Subject = code };
    }

    private static StockCardView Card(BufferItemView item, LotRow? lot, string? run, Clock clock) => new(item.LotCode, Word.Of(item.LotStatus), item.QuantityKg, item.PieceCount, item.TemperatureC,
        lot is not null ? RunStepPanel.BadgeOf(lot) : Badge(item), Format.Age(clock.Now - item.EnteredAt), run);

    private static Level Badge(BufferItemView item) =>
        item.TemperatureC is { } celsius ? (Level)TemperatureRules.Badge(item.LotType.Spec().Step >= ProcessSteps.Freezing, Units.Tenths(celsius) ?? 0) : Level.Ok;
}
