using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Upkeep;

/// <summary>
/// The one dialog in front of everything destructive: what is skipped and why, what goes ahead, what goes with it, the reason and the typed
/// yes. It asks and carries out through <see cref="OperationRunner"/>, as the command line and REST do.
/// </summary>
/// <example>
/// Open it where another dialog would open, close it in <c>OnClose</c>, show what <c>OnDone</c> says:
/// <code>
/// &lt;SafetyDialog Operation="buffer.delete" Selectors="[buffer.BufferCode]" SeenVersion="buffer.RowVersion" OnClose="Close" OnDone="Say" /&gt;
/// </code>
/// Operations are named in <see cref="DestructiveOperations"/> (<c>flow.delete</c>, <c>flow_version.discard</c>, <c>flow_version.deprecate</c>,
/// <c>run.abort</c>, <c>lot.reject</c>, <c>buffer.deactivate</c>, <c>buffer.delete</c>, <c>supplier.remove</c>, <c>supplier.deactivate</c>,
/// <c>gate.remove</c>, <c>user.deactivate</c>, <c>user.remove</c>, <c>ops.reset_demo</c> …); draw its button only for roles that have the
/// operation's permission. Selectors are codes, names, ids or patterns; of several targets each goes on its own.
/// </example>
public sealed partial class SafetyDialog
{
    private OperationPlan? plan;
    private DateTime at;
    private string who = "", reason = "";
    private string? previewed;
    private bool confirmed;

    /// <summary>Name in the registry, <c>buffer.delete</c>.</summary>
    [Parameter, EditorRequired] public string Operation { get; set; } = "";

    [Parameter, EditorRequired] public IReadOnlyList<string> Selectors { get; set; } = [];

    /// <summary>Version of the only target that the page shows.</summary>
    [Parameter] public int? SeenVersion { get; set; }

    /// <summary>A word of the operation's own: what becomes of a rejected lot.</summary>
    [Parameter] public string? Choice { get; set; }

    /// <summary>Reasons that are often given; each writes its sentence.</summary>
    [Parameter] public IReadOnlyList<Choice> Chips { get; set; } = [];

    /// <summary>What belongs above the lists: a sentence, a choice.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>After anything was done, with the whole report; before <see cref="CommandDialog.OnDone"/>.</summary>
    [Parameter] public EventCallback<OperationReport> OnReport { get; set; }

    [Inject] public OperationRunner Runner { get; set; } = default!;
    [Inject] public DestructiveOperations Operations { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    private DestructiveOperation Known => Operations[Operation];

    private string Title => OperationText.Text("Dialog.Title", OperationText.Verb(Known, "Act"), OperationText.Nouns(Known, Several ? 2 : 1), Several ? $"“{string.Join(", ", Selectors)}”" : plan!.Safe.Select(s => s.Target).Concat(plan.Skipped.Concat(plan.Blocked).Select(s => s.Target)).Single().Code, OperationText.Title(Known));

    private bool Several => plan is null || Total != 1;

    private int Total => plan is null ? 0 : plan.Safe.Count + plan.Skipped.Count + plan.Blocked.Count;

    private string Matched => plan!.IsProduction ? Ui.Text("Safety.MatchedAt", Total, Clock.Local(at).ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)) : Ui.Text("Safety.Matched", Total);

    private IReadOnlyList<SafetyList.TargetView> Skipped => [.. (plan?.Skipped ?? []).Select(s => new SafetyList.TargetView(s.Target.Code, false, s.Reason.Short(), s.Reason.Guidance()))];

    private IReadOnlyList<SafetyList.TargetView> Blocked => [.. (plan?.Blocked ?? []).Select(s => new SafetyList.TargetView(s.Target.Code, false, s.Reason.Detail(), s.Reason.Guidance()))];

    private IReadOnlyList<SafetyList.TargetView> Safe => [.. (plan?.Safe ?? []).Select(s => new SafetyList.TargetView(s.Target.Code, true, OperationText.Impact(s.Impact)))];

    private IEnumerable<(string Label, string Value)> Tiles =>
    [
        (OperationText.Title(Known), Ui.Text("Safety.Of", plan!.Safe.Count, Total)),
        .. plan.Total.Take(4).Select(p => (OperationText.Find("Label." + p.Key) ?? p.Key, p.Value.Grams is null ? p.Value.Count.ToString(System.Globalization.CultureInfo.CurrentCulture) : OperationText.Part(p.Key, p.Value))),
        (Ui.Text("Safety.Audit"), Ui.Text("Safety.Everything")),
    ];

    private string Act => "confirm-" + Known.Verb;

    private string Button => OperationText.Text("Dialog.Button", OperationText.Verb(Known, "Act"), Safe.Count, OperationText.Nouns(Known, Safe.Count));

    private string? Hint => OperationText.Find($"Safer.{Known.Name}") is { } safer ? $"{Ui.Text("Confirm.SmallLetters")} · {safer}" : null;

    private bool Ready => confirmed && (!Known.NeedsReason || ReasonForm.IsEnough(reason));

    private IReadOnlyList<string>? WhyNot => Ready ? null : [.. (Known.NeedsReason ? ReasonForm.WhyNot(reason) ?? [] : []).Concat(confirmed ? [] : [Ui.Text("Confirm.TypeYes")])];

    private OperationRequest Request => new(Operation, Selectors) { Reason = string.IsNullOrWhiteSpace(reason) ? null : reason, SeenVersion = SeenVersion, Choice = Choice };

    protected override async Task Prepare()
    {
        var caller = await Callers.Now();
        (who, at) = (caller.Name, Clock.Now);
        var looked = await Runner.Plan(Request, caller, CancellationToken.None);
        (plan, Refusal) = (looked.Value, looked.Refusal);
    }

    /// <summary>A dry run: the check again, and in words what would happen.</summary>
    private async Task Preview()
    {
        await Prepare();
        if (plan is null) return;
        var report = await Runner.Run(Request with { DryRun = true }, await Callers.Now(), NobodyToAsk.Instance, plan, CancellationToken.None);
        previewed = report.Done && report.Value.Status == OperationReport.DryRun ? OperationText.Result(Known, report.Value, Marks.Unicode).Last() : null;
    }

    private async Task Confirm()
    {
        previewed = null;
        var shown = plan!;
        var report = await Carry(Request, caller => Runner.Run(Request, caller, new TypedYes(), shown, CancellationToken.None));
        if (report is null) return;
        if (report.TargetsProcessed == 0)
        {
            // Production or the plant changed its mind meanwhile: the lists say so now.
            await Prepare();
            Refusal = report.WhyNothing;
            return;
        }
        await OnReport.InvokeAsync(report);
        await Done(OperationText.Result(Known, report, Marks.Unicode).Last());
    }

    /// <summary>The word has been typed when this is asked: the button works only then.</summary>
    private sealed class TypedYes : IOperationDesk
    {
        public void Show(OperationPlan plan)
        {
        }

        public Task<Outcome<string>?> Ask(OperationPlan plan, CancellationToken ct) => Task.FromResult<Outcome<string>?>("prompt");

        public void Progress(int done, int of)
        {
        }
    }
}
