using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Flows;

/// <summary>The versions of a flow, and what changed between two of them.</summary>
public sealed partial class FlowVersions
{
    private readonly Dictionary<int, FlowVersionView> versions = [];
    private IReadOnlyList<VersionRowView> rows = [];
    private FlowView? flow;
    private FlowDiffView? diff;
    private FlowPictureView? picture, older;
    private FlowVersionView? about;
    private Refusal? missing, refusal;
    private Intention? pressing;
    private ActionView? open;
    private Caller? me;
    private int from, to;
    private bool beside, looked;
    private string? node, said;

    [Parameter, EditorRequired] public Guid FlowId { get; set; }

    /// <summary>The version compared from; the published one without it.</summary>
    [Parameter] public int? From { get; set; }

    /// <summary>The version compared to; the latest without it.</summary>
    [Parameter] public int? To { get; set; }

    [Inject] public FlowReads Reads { get; set; } = default!;
    [Inject] public FlowPictures Pictures { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public NavigationManager Navigation { get; set; } = default!;
    [Inject] public SubmitVersionHandler Submitting { get; set; } = default!;
    [Inject] public CreateVersionHandler Forking { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    /// <summary>What a new draft is made from: the published version, else the latest.</summary>
    private int? Source => flow!.PublishedVersionNum ?? flow.LatestVersionNum;

    private int ActiveRuns => versions.GetValueOrDefault(diff!.FromVersion)?.ActiveRuns ?? 0;

    private static string KeyOf(GraphMarkCount count) => $"{count.Mark}-{count.Part}".ToLowerInvariant();

    private static string CountText(GraphMarkCount count) => Ui.Count(count.Part == GraphPart.Node ? "Flow.NodeCount" : "Flow.Links", count.Count);

    private string StatusOf(int number) => Word.Of(versions[number].Status);

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        var read = await Reads.Flow(FlowId, ct);
        (missing, flow) = (read.Refusal, read.Value);
        if (flow is null) return true;
        versions.Clear();
        foreach (var row in flow.Versions)
        {
            if (await Reads.Version(FlowId, row.VersionNum, me.UserId, ct) is { Done: true } version) versions[row.VersionNum] = version.Value;
        }

        var steps = await Reads.Steps(FlowId, ct);
        rows = [.. versions.Values.OrderByDescending(v => v.VersionNum).Select(v => new VersionRowView(v.VersionNum, Word.Of(v.Status), Pictures.Facts(v, steps.GetValueOrDefault(v.VersionNum)), FlowPictures.Href(FlowId, v.VersionNum), Actions(v)))];
        if (!versions.ContainsKey(to) || !versions.ContainsKey(from)) Begin();
        if (!looked && new[] { From, To }.OfType<int>().Except(versions.Keys).ToList() is [var absent, ..]) refusal = Refusal.NotFound("flow_version", absent);
        looked = true;
        await Differ(ct);
        return true;
    }

    /// <summary>What is offered here without looking at the graph; approving is done where it is looked at.</summary>
    private IReadOnlyList<ActionView> Actions(FlowVersionView version) => [.. FlowActions.Of(version, me!, Pictures.Clock.Today()).Where(a => a.Verb is "submit" or "discard" or "deprecate").Select(a => a with { Kind = a.Verb == "deprecate" ? ActionKind.Normal : a.Kind })];

    private void Begin()
    {
        var numbers = versions.Keys.Order().ToList();
        to = To is { } wanted && numbers.Contains(wanted) ? wanted : numbers.LastOrDefault();
        from = From is { } since && numbers.Contains(since) ? since : flow!.PublishedVersionNum is { } published && published < to ? published : numbers.LastOrDefault(n => n < to);
    }

    private async Task Differ(CancellationToken ct)
    {
        (diff, picture, older) = (null, null, null);
        if (from == to || !versions.TryGetValue(from, out var before) || !versions.TryGetValue(to, out var after)) return;
        diff = (await Reads.Diff(FlowId, from, to, ct)).Value;
        (older, picture) = (FlowLayout.Of(GraphDocument.Read(before.GraphSchema)), FlowLayout.Of(GraphDocument.Read(after.GraphSchema)));
    }

    private async Task Compare(int since, int until)
    {
        (from, to, node) = (since, until, null);
        await Differ(CancellationToken.None);
    }

    /// <summary>The marks but those of what is not on the picture.</summary>
    private FlowOverlay OverlayOf(GraphMark absent) => FlowOverlay.None with { Marks = diff!.Changes.Where(c => c.Mark != absent).ToDictionary(c => c.Id, c => FlowPictures.Sign(c.Mark)), Chosen = node };

    private void Choose(string id) => node = node == id ? null : id;

    private void NextChange()
    {
        var changed = FlowPictures.Rows(diff!).Select(r => r.Node).OfType<string>().Distinct().ToList();
        if (changed.Count > 0) node = changed[(changed.IndexOf(node ?? "") + 1) % changed.Count];
    }

    private async Task Act(ActionView action)
    {
        (refusal, said, open) = (null, null, null);
        var number = int.Parse(action.Subject!, CultureInfo.InvariantCulture);
        about = versions[number];
        switch (action.Verb)
        {
            case "submit":
                if (await Press(new SubmitVersion(FlowId, number, about.RowVersion), Submitting.Handle) is not null) said = Ui.Text("Said.Submitted");
                break;
            case "fork":
                if (await Press(new CreateVersion(FlowId, number), Forking.Handle) is { } draft) Navigation.NavigateTo(FlowPictures.Href(FlowId, draft.VersionNum));
                break;
            default:
                open = action;
                break;
        }
    }

    private async Task<FlowVersionView?> Press<TCommand>(TCommand command, Func<TCommand, Caller, CancellationToken, Task<Outcome<FlowVersionView>>> handle) where TCommand : notnull
    {
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller, CancellationToken.None));
        if (outcome is null) return null;
        refusal = outcome.Refusal;
        await Requery();
        return outcome.Value;
    }

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }
}
