using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Flows;

/// <summary>All flows as cards, and the chosen one at the side.</summary>
public sealed partial class FlowCatalogue
{
    private IReadOnlyList<FlowCardView>? cards;
    private IReadOnlyList<Core.Flows.FlowRow> routes = [];
    private FlowSideView? side;
    private Core.Flows.FlowView? flow;
    private ActionView? open;
    private Guid? chosen;
    private string? text, said;

    [Inject] public FlowReads Reads { get; set; } = default!;
    [Inject] public FlowPictures Pictures { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    private IReadOnlyList<FlowCardView> Shown => string.IsNullOrWhiteSpace(text) ? cards! : [.. cards!.Where(c => Contains(c.Name) || Contains(c.OtherName))];

    protected override async Task<bool> Load(CancellationToken ct)
    {
        var all = await Reads.Cards(ct);
        routes = await Reads.Routes(ct);
        cards = [.. all.Select(Pictures.Card)];
        if (all.All(c => c.Id != chosen)) chosen = all.Count == 0 ? null : all[0].Id;
        flow = chosen is { } id ? (await Reads.Flow(id, ct)).Value : null;
        side = flow is not null && all.FirstOrDefault(c => c.Id == flow.Id) is { } card
            ? Pictures.Side(card, flow, await Reads.Runs(flow.Id, ct), await Reads.Events(flow.Id, ct), (await Callers.Now()).Role)
            : null;
        return true;
    }

    /// <summary>J leads to the card below the chosen one, K to the one above.</summary>
    private string? KeyOf(FlowCardView card)
    {
        var ids = Shown.Select(c => c.Id).ToList();
        return (ids.IndexOf(card.Id) - ids.IndexOf(chosen ?? Guid.Empty)) switch { 1 => "J", -1 => "K", _ => null };
    }

    private Task Choose(Guid id)
    {
        chosen = id;
        return Requery();
    }

    private void Act(ActionView action) => (open, said) = (action, null);

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }

    private bool Contains(string name) => CultureInfo.InvariantCulture.CompareInfo.IndexOf(name, text!.Trim(), CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
}
