using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Flows.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Flows;

/// <summary>One version of a flow: its graph, what is wrong with it, who has it, and what may be done with it.</summary>
public sealed partial class FlowVersionDetail
{
    private FlowVersionView? version;
    private FlowView? flow;
    private FlowPictureView? picture;
    private IReadOnlyList<ProblemView> problems = [];
    private IReadOnlyList<FlowRunRow> runs = [];
    private FlowOverlay lots = FlowOverlay.None;
    private HashSet<string> mistakes = [];
    private Refusal? missing, refusal;
    private Intention? pressing;
    private ActionView? open;
    private Caller? me;
    private string? node, said, laid, told;

    [Parameter, EditorRequired] public Guid FlowId { get; set; }
    [Parameter, EditorRequired] public int Number { get; set; }

    /// <summary>Code of the run whose lots are laid over the graph.</summary>
    [Parameter] public string? Run { get; set; }

    [Inject] public FlowReads Reads { get; set; } = default!;
    [Inject] public FlowPictures Pictures { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public NavigationManager Navigation { get; set; } = default!;
    [Inject] public SubmitVersionHandler Submitting { get; set; } = default!;
    [Inject] public ApproveVersionHandler Approving { get; set; } = default!;
    [Inject] public CreateVersionHandler Forking { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    /// <summary>What is published passed its checks; only what is still decided on is checked.</summary>
    private bool IsChecked => version!.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review;

    private string ExportHref => string.Create(CultureInfo.InvariantCulture, $"/api/flows/{FlowId}/versions/{Number}/export");

    private FlowOverlay Overlay => lots with { Mistakes = mistakes, Chosen = node };

    private string? Legend => flow!.Kind == FlowKind.Routing ? null : laid is null ? Ui.Text("Flow.Legend") : Ui.Text("Flow.LegendLots");

    private IReadOnlyList<ActionView> Actions => [.. FlowActions.Of(version!, me!, Pictures.Clock.Today()), .. version!.Status == FlowVersionStatus.Draft ? [] : (ActionView[])[FlowActions.Fork(flow!, Number, me!.Role)]];

    protected override void OnParametersSet() => laid = Run;

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        var (read, owner) = (await Reads.Version(FlowId, Number, me.UserId, ct), await Reads.Flow(FlowId, ct));
        (missing, version, flow) = (read.Refusal ?? owner.Refusal, read.Value, owner.Value);
        if (version is null || flow is null) return true;
        var graph = GraphDocument.Read(version.GraphSchema);
        var check = IsChecked ? (await Reads.Check(FlowId, Number, ct)).Value : null;
        picture = FlowLayout.Of(graph);
        (problems, mistakes) = check is null ? ([], []) : (FlowPictures.Problems(check, graph), FlowPictures.Nodes(check));
        runs = [.. (await Reads.Runs(FlowId, ct)).Where(r => r.VersionNum == Number)];
        if (Run != told && !string.IsNullOrWhiteSpace(Run) && runs.All(r => r.RunCode != Run)) refusal = Refusal.NotFound("run", Run);
        told = Run;
        await Count(ct);
        return true;
    }

    private async Task Count(CancellationToken ct) =>
        lots = runs.FirstOrDefault(r => r.RunCode == laid) is { } run ? FlowPictures.Lots(await Reads.Lots(run.Id, ct), FlowOverlay.None) : FlowOverlay.None;

    private Task Lay(string? run)
    {
        laid = string.IsNullOrEmpty(run) ? null : run;
        return Count(CancellationToken.None);
    }

    private void Choose(string id) => node = node == id ? null : id;

    private async Task Act(ActionView action)
    {
        (refusal, said, open) = (null, null, null);
        switch (action.Verb)
        {
            case "submit":
                await Press(new SubmitVersion(FlowId, Number, version!.RowVersion), Submitting.Handle, _ => Ui.Text("Said.Submitted"));
                break;
            case "approve":
                await Press(new ApproveVersion(FlowId, Number, version!.RowVersion), Approving.Handle, done => Ui.Text(done.DeprecatedVersion is null ? "Said.Approved" : "Said.ApprovedOver", done.DeprecatedVersion?.VersionNum ?? 0));
                break;
            case "fork":
                if (await Press(new CreateVersion(FlowId, Number), Forking.Handle, _ => null) is { } draft) Navigation.NavigateTo(FlowPictures.Href(FlowId, draft.VersionNum));
                break;
            default:
                open = action;
                break;
        }
    }

    private async Task<T?> Press<TCommand, T>(TCommand command, Func<TCommand, Caller, CancellationToken, Task<Outcome<T>>> handle, Func<T, string?> done) where TCommand : notnull where T : class
    {
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller, CancellationToken.None));
        if (outcome is null) return null;
        (refusal, said) = (outcome.Refusal, outcome.Value is { } value ? done(value) : null);
        await Requery();
        return outcome.Value;
    }

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }
}
