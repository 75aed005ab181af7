using ControlRoom.Core.Kernel;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Stock;
using ControlRoom.Web.Stock.Parts;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Runs;

/// <summary>The buffers of one run. A lot is chosen by a click, a key or by being dragged; where it may go, and why not, is what the move itself would say.</summary>
public sealed partial class RunBuffers
{
    private IReadOnlyList<StockLaneView> lanes = [];
    private IReadOnlyList<StockCardView> outside = [];
    private IReadOnlyList<MoveOffer> offers = [];
    private DateTimeOffset readAt;
    private MoveOffer? way;
    private string? dropped;

    [Inject] public MoveOfferQueries Offers { get; set; } = default!;

    protected override TimeSpan Pace => ListPace;

    private DateOnly Today => Builder.Clock.Today();

    private bool Movable => Role.Has(Permission.HandleGoods);

    /// <summary>Ways out of the buffers, then what else can be done with the lot.</summary>
    private IReadOnlyList<ActionView> Ways =>
    [
        .. offers.Where(o => o.ToBufferId is null).Select(o => RunStock.Out(o, Role, Today)),
        .. Chosen is { } lot ? Lots.LotActions.Of(lot, Picture!.Steps[lot.StepIndex].GateCode is not null, Role, Picture!.Readings).Where(a => a.Verb is not "move") : [],
    ];

    protected override async Task Draw(CancellationToken ct)
    {
        var buffers = await Reads.RunBuffers(RunId, ct);
        if (!buffers.Done) return;
        var drawn = BufferPictures.Of(await Reads.Buffers(ct), await Reads.Alarms(ct), Builder.Clock);
        lanes = RunStock.Lanes(Picture!, buffers.Value, drawn, await Reads.Runs(ct), Role, Builder.Clock);
        outside = RunStock.Outside(Picture!, Builder.Clock);
        readAt = Builder.Clock.PlantNow();
        if (Selected is { } lot) offers = await Offers.Of(lot, Role, ct);
    }

    private ActionView? Here(StockLaneView lane) => offers.FirstOrDefault(o => o.ToBufferCode == lane.Buffer.Code) is { } offer
        ? RunStock.Here(offer, lanes.TakeWhile(l => l != lane).Count(), Role, Today)
        : null;

    private async Task Choose(string lot)
    {
        Select(lot);
        (dropped, Said) = (null, null);
        offers = Selected is null || !Movable ? [] : await Offers.Of(lot, Role, Leaving);
    }

    private async Task Drag(string lot)
    {
        if (Selected != lot) await Choose(lot);
    }

    /// <summary>Opens the move with everything filled in; nothing moves without it.</summary>
    private async Task Drop(string buffer)
    {
        if (Selected is not { } lot) return;
        offers = await Offers.Of(lot, Role, Leaving);
        if (offers.FirstOrDefault(o => o.ToBufferCode == buffer) is not { } offer) return;
        if (offer.Enabled && Movable) Begin(offer);
        else dropped = string.Join(' ', offer.Reasons.Select(r => $"{r.Detail} {r.Guidance}".Trim()));
    }

    private Task Go(ActionView action)
    {
        var offer = action.Verb switch
        {
            "move-here" => offers.FirstOrDefault(o => o.ToBufferCode == action.Subject),
            "consume" => offers.FirstOrDefault(o => o.Move == MoveType.Consume && o.FromBufferCode == action.Subject),
            "ship" => offers.FirstOrDefault(o => o.Move == MoveType.Ship && o.FromBufferCode == action.Subject),
            _ => null,
        };
        if (offer is null) return Act(action);
        Begin(offer);
        return Task.CompletedTask;
    }

    private void Begin(MoveOffer offer) => (way, dropped, Refused, Said) = (offer, null, null, null);

    private void Moved(string what)
    {
        Say(what);
        (Selected, offers) = (null, []);
    }

    private void Forget() => (Refused, dropped) = (null, null);
}
