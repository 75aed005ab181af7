using System.Globalization;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Flows;

/// <summary>Flows and versions in the words of the reader.</summary>
public sealed class FlowPictures(Clock clock)
{
    public Clock Clock => clock;

    public static string Name(LocalText name) => name.In(CultureInfo.CurrentUICulture);

    public static string Href(Guid flow, int version) => string.Create(CultureInfo.InvariantCulture, $"/flow-editor/{flow}/v/{version}");

    public static string VersionsHref(Guid flow) => $"/flow-editor/{flow}/versions";

    public FlowCardView Card(FlowCard card)
    {
        ArgumentNullException.ThrowIfNull(card);
        var open = card.Open ?? card.Published ?? card.Latest;
        var (name, other) = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "hu" ? (card.Name.Hu, card.Name.En) : (card.Name.En, card.Name.Hu);
        var makeup = Ui.Text("Flow.Makeup", card.Makeup.Steps, card.Makeup.Gates, card.Makeup.Critical, card.Makeup.Buffers);
        var runs = card.AllRuns == 0 ? Ui.Text("Flow.NoRuns") : Ui.Text("Flow.RunsOf", card.ActiveRuns, card.AllRuns);
        return new(card.Id, name, other, [.. card.Versions.OrderByDescending(v => v.Status == FlowVersionStatus.Published).ThenByDescending(v => v.VersionNum).Take(4).Select(v => new VersionChipView(v.VersionNum, Word.Of(v.Status), When(v)))],
            card.Published is null ? $"{makeup} · {Ui.Text("Flow.NeverPublished")} · {runs}" : $"{makeup} · {runs}", FlowLayout.Of(card.Graph),
            open is null ? VersionsHref(card.Id) : Href(card.Id, open.VersionNum), open is null ? Ui.Text("Flow.Versions") : Ui.Text(open.Status is FlowVersionStatus.Draft ? "Flow.OpenDraft" : "Flow.OpenVersion", open.VersionNum), VersionsHref(card.Id))
        {
            Finding = card.OpenCheck is { Valid: false } check ? Ui.Count("Flow.Finding", check.Errors.Count, card.Open!.VersionNum, Said(check.Errors[0].Message)) : null,
            Overlay = card.OpenCheck is { } errors && card.Open?.VersionNum == (card.Published ?? card.Latest)?.VersionNum ? FlowOverlay.None with { Mistakes = Nodes(errors) } : FlowOverlay.None,
        };
    }

    public FlowSideView Side(FlowCard card, FlowView flow, IReadOnlyList<FlowRunRow> runs, IReadOnlyList<FlowEventRow> events, Role role)
    {
        ArgumentNullException.ThrowIfNull(card);
        var facts = new List<FactView>
        {
            new(Ui.Text("Flow.Published"), card.Published is { } published ? Ui.Text("Flow.PublishedSince", published.VersionNum, LongDay(published.PublishedAt!.Value), published.PublishedByName ?? "") : Ui.Text("Flow.None")),
            new(Ui.Text("Flow.Draft"), card.Open is { Status: FlowVersionStatus.Draft } draft ? Ui.Text("Flow.DraftBy", draft.VersionNum, draft.CreatedByName, Ui.Count("Flow.Problems", card.OpenCheck!.Errors.Count)) : Ui.Text("Flow.None")),
            new(Ui.Text("Flow.Review"), card.Open is { Status: FlowVersionStatus.Review } review ? Ui.Text("Flow.ReviewBy", review.VersionNum, review.SubmittedByName ?? review.CreatedByName) : Ui.Text("Flow.NoReview")),
            new(Ui.Text("Flow.NewRunsUse"), card.Published is { } now ? $"v{now.VersionNum}" : Ui.Text("Flow.NothingYet")),
        };
        return new(Name(card.Name), Ui.Text("Flow.UpdatedAt", DayTime(card.UpdatedAt)), card.Description, facts, Ui.Text("Flow.RunsTitle"), runs.Count == 0 ? "" : Ui.Text("Flow.RunsOf", card.ActiveRuns, card.AllRuns),
            [.. runs.Select(Run)], card.Open is { } open ? Ui.Text("Flow.ChecksOf", open.VersionNum) : null, card.OpenCheck is { } check ? Problems(check, card.Graph) : [],
            [.. events.Select(e => new FlowEventView(DayTime(e.At), e.UserName, EventText(e)))])
        {
            VersionsHref = VersionsHref(card.Id),
            Start = card.Published is { } startable ? new ActionView("start-run", Ui.Text("Flow.StartRun", startable.VersionNum), ActionKind.Primary) { Href = "/command/new" } : null,
            Delete = FlowActions.Delete(flow, role),
        };
    }

    public IReadOnlyList<FactView> Facts(FlowVersionRow version, FlowDiffView? step = null)
    {
        ArgumentNullException.ThrowIfNull(version);
        return
        [
            .. step is null ? [] : (FactView[])[new(Ui.Text("Flow.Change"), Change(step))],
            new(Ui.Text("Flow.Author"), version.CreatedByName),
            new(Ui.Text("Flow.Reviewer"), version.ReviewedByName ?? Ui.Text(version.Status == FlowVersionStatus.Review ? "Flow.WaitsForReview" : "Flow.NotReviewed")),
            new(Ui.Text("Flow.Dates"), Dates(version)),
            new(Ui.Text("Flow.RunsTitle"), version.ActiveRuns + version.ClosedRuns == 0 ? Ui.Text("Flow.None") : Ui.Text("Flow.RunsOn", version.ActiveRuns, version.ClosedRuns)),
            .. version.RejectionReason is { Length: > 0 } reason ? (FactView[])[new(Ui.Text("Flow.SentBack"), reason)] : [],
        ];
    }

    public static IReadOnlyList<ProblemView> Problems(GraphCheck check, GraphDocument graph) => [.. check.Errors.Select(e => new ProblemView(e.Code, Said(e.Message), Said(e.Guidance), e.NodeId ?? graph.Edges.FirstOrDefault(l => l.Id == e.EdgeId)?.Source, e.NodeId ?? e.EdgeId))];

    /// <summary>The nodes that have a mistake, or that a mistaken link leaves.</summary>
    public static HashSet<string> Nodes(GraphCheck check) => [.. check.Errors.Select(e => e.NodeId).OfType<string>()];

    public static FlowOverlay Lots(IReadOnlyList<NodeLots> lots, FlowOverlay over) => over with { Lots = lots.ToDictionary(l => l.NodeId, l => new FlowLotsView(l.Lots, l.Kg, l.Held > 0)) };

    public FlowRunView Run(FlowRunRow run) => new(run.RunCode, Word.Of(run.Status), run.EndedAt is { } ended ? Ui.Text("Run.ClosedAt", DayTime(ended)) : run.Status == RunStatus.Idle ? "–" : $"{run.CurrentStepIndex} {Words.Step(run.CurrentStepIndex)}", run.Lots, $"/command/run/{run.RunCode}", run.IsSimulated);

    public static char Sign(GraphMark mark) => mark switch { GraphMark.Added => '+', GraphMark.Removed => '−', _ => '~' };

    /// <summary>"+ G06 SKU split, + 3 links, − 2 links": nodes by name, links by number.</summary>
    public static string Change(FlowDiffView diff)
    {
        if (diff.Same) return Ui.Text("Flow.NoChange");
        var nodes = diff.Changes.Where(c => c.Part == GraphPart.Node).Select(c => $"{Sign(c.Mark)} {Name(c.Name)}").ToList();
        var links = diff.Counts.Where(c => c.Part == GraphPart.Edge).Select(c => $"{Sign(c.Mark)} {Ui.Count("Flow.Links", c.Count)}");
        return string.Join(", ", nodes.Take(3).Concat(nodes.Count > 3 ? [Ui.Text("Flow.MoreNodes", nodes.Count - 3)] : []).Concat(nodes.Count == 0 ? links : []));
    }

    public static IReadOnlyList<ChangeRowView> Rows(FlowDiffView diff) => [.. diff.Changes.SelectMany(c => c.Part == GraphPart.Edge
        ? [new ChangeRowView(Sign(c.Mark), Ui.Text("Flow.LinksWord"), $"{c.Source} → {c.Target}", c.Mark == GraphMark.Added ? null : Ui.Text("Flow.LinkThere"), c.Mark == GraphMark.Removed ? null : Ui.Text("Flow.LinkThere"), c.Source)]
        : c.Mark == GraphMark.Changed ? c.Fields.Select(f => new ChangeRowView('~', $"{c.Id} {Name(c.Name)}", Field(f.Field), f.Before, f.After, c.Id))
        : [new ChangeRowView(Sign(c.Mark), $"{c.Id} {Name(c.Name)}", c.Type, c.Mark == GraphMark.Added ? null : Said(c, f => f.Before), c.Mark == GraphMark.Removed ? null : Said(c, f => f.After), c.Id)])];

    /// <summary>What stands above the graph of a version: what its state means for whoever looks at it.</summary>
    public static string Status(FlowVersionRow version, FlowKind kind) => (version.Status, kind) switch
    {
        (FlowVersionStatus.Published, FlowKind.Routing) => Ui.Text("Flow.Status.Route"),
        (FlowVersionStatus.Deprecated, FlowKind.Routing) => Ui.Text(version.AllowNewJobs ? "Flow.Status.RouteSuperseded" : "Flow.Status.RouteStopped"),
        _ => Ui.Text($"Flow.Status.{Word.Of(version.Status)}"),
    };

    private static string Said(GraphChange change, Func<GraphFieldChange, string?> side) =>
        string.Join(", ", change.Fields.Where(f => f.Field is not ("type" or "label.en" or "label.hu" or "parentId") && !f.Field.StartsWith("config.gate.", StringComparison.Ordinal)).Select(f => $"{Field(f.Field)} {side(f)}")) is { Length: > 0 } said ? said : Ui.Text("Flow.LinkThere");

    /// <summary>As people know it: what stands in the node's configuration stands for itself.</summary>
    private static string Field(string path) => path.StartsWith("config.", StringComparison.Ordinal) ? path["config.".Length..] : path;

    private static string Said(LocalText text) => text.In(CultureInfo.CurrentUICulture);

    private string When(FlowVersionRow v) => v.Status switch
    {
        FlowVersionStatus.Published => Ui.Text("Flow.Since", Day(v.PublishedAt!.Value)),
        FlowVersionStatus.Deprecated => $"{(v.PublishedAt is { } from ? Day(from) : "")} – {(v.DeprecatedAt is { } to ? Day(to) : "")}",
        _ => $"{v.CreatedByName}, {Day(v.CreatedAt)}",
    };

    private string Dates(FlowVersionRow v) => string.Join(", ", new[]
    {
        Ui.Text("Flow.OpenedAt", DayTime(v.CreatedAt)), v.PublishedAt is { } published ? Ui.Text("Flow.PublishedAt", DayTime(published)) : null, v.DeprecatedAt is { } ended ? Ui.Text("Flow.DeprecatedAt", DayTime(ended)) : null,
    }.OfType<string>());

    private static string EventText(FlowEventRow e) => $"{(e.EventType.StartsWith("FLOW_VERSION_", StringComparison.Ordinal) ? $"{e.Code}: " : "")}{Ui.Find($"Flow.Event.{e.EventType}") ?? e.EventType}";

    private string Day(DateTime at) => Format.Day(clock.Plant(at));

    private string LongDay(DateTime at) => Format.Day(clock.Plant(at));

    private string DayTime(DateTime at) => $"{Format.Day(clock.Plant(at))} {Format.Time(clock.Plant(at))}";
}
