using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Runs;

/// <summary>One run: reads it, draws it, opens the dialog of what was pressed.</summary>
public sealed partial class RunDetail
{
    private RunPicture? picture;
    private RunBoardView? board;
    private Refusal? missing, refusal;
    private Intention? pressing;
    private ActionView? open;
    private Caller? me;
    private Guid runId;
    private string tab = RunBoardBuilder.AtStep;
    private string? selected, said, note;

    /// <summary>Id or code.</summary>
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    /// <summary>Code of the lot that is selected when the page opens.</summary>
    [Parameter] public string? Lot { get; set; }

    /// <summary>The alarm that is opened with the page.</summary>
    [Parameter] public Guid? Alarm { get; set; }

    [Inject] public PlantReads Reads { get; set; } = default!;
    [Inject] public RunBoardBuilder Builder { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public StartRunHandler Starting { get; set; } = default!;
    [Inject] public AdvanceRunHandler Advancing { get; set; } = default!;
    [Inject] public ArchiveRunHandler Archiving { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => StatePace;

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(30);

    private Role Role => me?.Role ?? Role.Viewer;

    private static ActionView RunCreation => new("create", Ui.Text("Title.NewRun"), ActionKind.Ghost) { Glyph = "plus" };

    private LotRow? Chosen => picture?.Lots.FirstOrDefault(l => l.LotCode == selected);

    /// <summary>Lot types the step makes.</summary>
    private IReadOnlyList<string> Makes => [.. LotTypes.MadeAt(picture!.Run.CurrentStepIndex).Select(Word.Of)];

    /// <summary>An open run can be aborted; an ended one takes nothing new.</summary>
    private bool IsOpen => picture!.Run.AllowedActions.Single(a => a.Action == "ABORT").Enabled;

    private bool CanAdvance => board!.Head.Actions.Any(a => a is { Verb: "advance", Enabled: true });

    /// <summary>Registering asks the same of the run as advancing does first: that it is RUNNING.</summary>
    private ActionView Registration
    {
        get
        {
            var offer = Offer("register", "Button.RegisterDots", "plus", Permission.HandleGoods) with { Keys = "N", KeysShown = "N" };
            var stopped = picture!.Run.AllowedActions.Single(a => a.Action == "HOLD").Reasons.Select(r => Format.ShortCodes(r.Detail, Builder.Clock.Today())).ToList();
            return offer.Enabled && stopped.Count > 0 ? offer with { Enabled = false, Reasons = stopped } : offer;
        }
    }

    private ActionView Offer(string verb, string label, string glyph, Permission permission)
    {
        var why = RunActions.WhyNot(Role, permission);
        return new(verb, Ui.Text(label), ActionKind.Normal, why is null, why is null ? null : [why]) { Glyph = glyph };
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        if (runId == Guid.Empty)
        {
            if (await Reads.FindRun(Id, ct) is not { } found)
            {
                missing = Refusal.NotFound("run", Id);
                return true;
            }
            (runId, selected) = (found, Lot);
            if (Alarm is { } alarm) open = new("alarm", "") { Subject = alarm.ToString() };
        }

        var read = await Reads.Run(runId, ct);
        (missing, picture) = (read.Refusal, read.Value);
        Draw();
        return true;
    }

    private void Draw() => board = picture is null ? null : Builder.Board(picture, Role, tab);

    private void OpenTab(string key)
    {
        tab = key;
        Draw();
    }

    private void Select(string lot) => selected = selected == lot ? null : lot;

    private Task Act(ActionView action)
    {
        switch (action.Verb)
        {
            case "start":
                return Press(new StartRun(runId, picture!.Run.RowVersion), Starting.Handle, Ui.Text("Said.Started"));
            case "advance":
                return Press(new AdvanceRun(runId, picture!.Run.CurrentStepIndex + 1, string.IsNullOrWhiteSpace(note) ? null : note, picture.Run.RowVersion), Advancing.Handle, Ui.Text("Said.Advanced"));
            case "archive":
                return Press(new ArchiveRun(runId, picture!.Run.RowVersion), Archiving.Handle, Ui.Text("Said.Archived"));
            default:
                (open, refusal, said) = (action, null, null);
                return Task.CompletedTask;
        }
    }

    private void Close() => open = null;

    private void Say(string what) => said = what;

    /// <summary>A command without a form. What was refused stays above the strip until the next act.</summary>
    private async Task Press<TCommand>(TCommand command, Func<TCommand, Caller, CancellationToken, Task<Outcome<RunView>>> handle, string done) where TCommand : notnull
    {
        (refusal, said) = (null, null);
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller, CancellationToken.None));
        if (outcome is null) return;
        (refusal, said) = (outcome.Refusal, outcome.Done ? done : null);
        if (outcome.Done) note = null;
        await Requery();
    }
}
