using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Lots.Parts;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ControlRoom.Web.Lots;

/// <summary>What a trace asks for, and its address.</summary>
public sealed record TraceQuestion(string? Lot, int Depth, string Way, string Form)
{
    public string Address => $"/validator/genealogy?lot={Uri.EscapeDataString(Lot ?? "")}&depth={Depth}&direction={Way}{(Form == "graph" ? "" : $"&view={Form}")}";
}

/// <summary>One trace: finds the lot, reads what it reaches, has the picture laid out in the browser and draws it.</summary>
public sealed partial class GenealogyDetail
{
    private const double Legible = .85;
    private static readonly string[] Forms = ["graph", "table", "list"];
    private static readonly int[] Depths = [1, 2, 3, 5, GenealogyQueries.MaxDepth];
    private static readonly (string Way, string Keys)[] Ways = [("upstream", "U"), ("downstream", "D"), ("both", "B")];

    private RecallView? recall;
    private RecallPanel? panel;
    private TracePicture? picture;
    private TraceList? list;
    private TraceSketch? sketch;
    private TraceLayout? layout;
    private IJSObjectReference? script;
    private IReadOnlyList<string>? near;
    private Refusal? refused;
    private TraceQuestion? asked;
    private TimeSpan took;
    private string? selected, typed, shape, content;
    private bool fits, moves, toScope;
    private double scale = 1;

    /// <summary>What is looked for: code, short code, SSCC or id.</summary>
    [Parameter] public string? Lot { get; set; }

    [Parameter] public int? Depth { get; set; }

    [Parameter] public string? Way { get; set; }

    [Parameter] public string? Form { get; set; }

    [Inject] public RecallQueries Recalls { get; set; } = default!;
    [Inject] public LotSearchQueries Finder { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;
    [Inject] public NavigationManager Navigation { get; set; } = default!;
    [Inject] public IJSRuntime Js { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    /// <summary>A trace changes when lots do, not when air does; a second is soon enough for a picture this large.</summary>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <summary>A shipment is looked at backwards, everything else forwards: a recall wants to know all of it.</summary>
    private TraceQuestion Now => new(recall?.Lot.LotCode ?? Lot, Depth ?? GenealogyQueries.MaxDepth,
        TraceText.Direction(Way) is { } known ? TraceText.Way(known) : (recall?.Lot.LotCode ?? Lot)?.StartsWith("SHIP", StringComparison.OrdinalIgnoreCase) == true ? "upstream" : "downstream", Forms.Contains(Form) ? Form! : "graph");

    private RecallNode? Chosen => recall?.Nodes.FirstOrDefault(n => n.LotCode == selected);

    private string Runs => string.Join(", ", recall!.Nodes.Select(n => n.RunCode).Distinct().Order(StringComparer.Ordinal) is var all && all.Skip(1).Any() ? all.Select(r => Format.ShortText(r, Clock.Today())) : all);

    private IEnumerable<string> Legend => recall!.Nodes.Select(n => Word.Of(n.Status)).Distinct().Order(StringComparer.Ordinal);

    protected override async Task OnParametersSetAsync()
    {
        if (asked is null || asked == Question) return;
        (content, refused, near) = (null, null, null);
        await Requery();
    }

    private TraceQuestion Question => new(Lot, Depth ?? GenealogyQueries.MaxDepth, Way ?? "", "");

    protected override async Task<bool> Load(CancellationToken ct)
    {
        asked = Question;
        if (string.IsNullOrWhiteSpace(Lot))
        {
            (recall, near) = (null, null);
            return true;
        }

        var found = await Finder.Find(Lot, ct);
        if (found.LotCode is null)
        {
            (recall, near, typed) = (null, found.Near, Lot);
            return true;
        }

        var (start, before) = (Time.GetTimestamp(), recall?.Lot.LotCode);
        recall = recall?.Lot.LotCode == found.LotCode ? recall : null;
        var way = Now with { Lot = found.LotCode };
        var read = await Recalls.Of(found.LotCode, TraceText.Direction(Way) ?? (found.LotCode.StartsWith("SHIP", StringComparison.Ordinal) ? TraceDirection.Parents : TraceDirection.Children), way.Depth, ct);
        (refused, near) = (read.Refusal, null);
        if (!read.Done)
        {
            recall = null;
            return true;
        }

        var text = Json.Text(read.Value with { TracedAt = default });
        if (text == content) return false;
        (content, recall, took) = (text, read.Value, Time.GetElapsedTime(start));
        if (before != found.LotCode) (selected, typed) = (found.LotCode, found.LotCode);
        else if (Chosen is null) selected = found.LotCode;
        sketch = new TraceSketch(recall);
        if (shape != sketch.Shape) (layout, fits) = (null, false);
        return true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (sketch is not null && recall is not null && layout is null && Now.Form == "graph")
        {
            var (drawing, wanted) = (sketch, sketch.Shape);
            script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./js/trace.js");
            var answer = await script.InvokeAsync<TraceLayout>("layout", Leaving, drawing.Boxes, drawing.Lines, drawing.First);
            if (sketch?.Shape != wanted) return;
            (layout, shape) = (answer, wanted);
            StateHasChanged();
            return;
        }

        if (!fits && picture is not null && layout is not null && Now.Form == "graph")
        {
            fits = true;
            await Open();
            moves = true;
        }

        if (toScope && panel is not null && script is not null)
        {
            toScope = false;
            await script.InvokeVoidAsync("focus", panel.Box);
        }

        if (moves && selected is not null && script is not null && (Now.Form == "list" ? list?.View : picture?.View) is { } view)
        {
            moves = false;
            await script.InvokeVoidAsync("reveal", view, selected);
        }
    }

    /// <summary>Whole where it can still be read, else in its own size from the lot that was asked for.</summary>
    private async Task Open()
    {
        await Fit();
        if (scale < Legible) scale = 1;
        StateHasChanged();
    }

    private static string Pressed(bool pressed) => pressed ? "true" : "false";

    private string Export(string format) => $"/api/genealogy/{recall!.Lot.LotCode}/recall?depth={Now.Depth}&direction={Now.Way.ToUpperInvariant()}&format={format}";

    private void Go(TraceQuestion to) => Navigation.NavigateTo(to.Address);

    private void Search()
    {
        if (!string.IsNullOrWhiteSpace(typed)) Navigation.NavigateTo((Now with { Lot = typed.Trim(), Way = Way ?? "" }).Address);
    }

    private void Select(string lot) => (selected, moves) = (lot, true);

    private void Walk(TraceStep step) => Select(recall!.Go(selected!, step, Now.Form == "graph" ? layout?.Tops : null));

    /// <summary>Everything that was made with the lot, to its end.</summary>
    private void Scope(string lot)
    {
        toScope = true;
        Go(Now with { Lot = lot, Way = "downstream", Depth = GenealogyQueries.MaxDepth });
    }

    private void Zoom(double to) => scale = Math.Clamp(Math.Round(to, 1), .2, 2);

    /// <summary>All of the picture.</summary>
    private async Task Fit()
    {
        if (picture is null || script is null || sketch is null || layout is null) return;
        var whole = await script.InvokeAsync<double>("fit", picture.View, sketch.Width, sketch.Height(layout) + 60);
        scale = Math.Max(.2, Math.Round(whole, 2));
    }
}
