using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Runs;

/// <summary>What every page of one run does: finds and follows the run, carries out what has no form, and opens the dialog of everything else.</summary>
public abstract class RunLive : LiveComponent
{
    private Intention? pressing;
    private Caller? me;

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

    protected Guid RunId { get; private set; }

    protected RunPicture? Picture { get; private set; }

    /// <summary>Why there is no such run.</summary>
    protected Refusal? Missing { get; private set; }

    /// <summary>Why the last act was refused; stays until the next one.</summary>
    protected Refusal? Refused { get; set; }

    /// <summary>The act whose dialog is open.</summary>
    protected ActionView? Opened { get; set; }

    /// <summary>What came of the last act.</summary>
    protected string? Said { get; set; }

    /// <summary>Code of the lot that is looked at.</summary>
    protected string? Selected { get; set; }

    /// <summary>What is written down when the step is left.</summary>
    protected string? Note { get; set; }

    protected Role Role => me?.Role ?? Role.Viewer;

    protected LotRow? Chosen => Picture?.Lots.FirstOrDefault(l => l.LotCode == Selected);

    /// <summary>An open run can be aborted; an ended one takes nothing new.</summary>
    protected bool IsOpen => Picture!.Run.AllowedActions.Single(a => a.Action == "ABORT").Enabled;

    /// <summary>Lot types the step makes.</summary>
    protected IReadOnlyList<string> Makes => [.. LotTypes.MadeAt(Picture!.Run.CurrentStepIndex).Select(Word.Of)];

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => StatePace;

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(30);

    /// <summary>Registering asks the same of the run as advancing does first: that it is RUNNING.</summary>
    protected ActionView Registration
    {
        get
        {
            var offer = Offer("register", "Button.RegisterDots", "plus", Permission.HandleGoods) with { Keys = "N", KeysShown = "N" };
            var stopped = Picture!.Run.AllowedActions.Single(a => a.Action == "HOLD").Reasons.Select(r => Format.ShortCodes(r.Detail, Builder.Clock.Today())).ToList();
            return offer.Enabled && stopped.Count > 0 ? offer with { Enabled = false, Reasons = stopped } : offer;
        }
    }

    /// <summary>An act that only the role decides about.</summary>
    protected ActionView Offer(string verb, string label, string glyph, Permission permission, string? subject = null)
    {
        var why = RunActions.WhyNot(Role, permission);
        return new(verb, Ui.Text(label), ActionKind.Normal, why is null, why is null ? null : [why]) { Glyph = glyph, Subject = subject };
    }

    /// <summary>Turns what was read into what is drawn.</summary>
    protected abstract Task Draw(CancellationToken ct);

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        if (RunId == Guid.Empty)
        {
            if (await Reads.FindRun(Id, ct) is not { } found)
            {
                Missing = Refusal.NotFound("run", Id);
                return true;
            }
            (RunId, Selected) = (found, Lot);
            if (Alarm is { } alarm) Opened = new("alarm", "") { Subject = alarm.ToString() };
        }

        var read = await Reads.Run(RunId, ct);
        var opening = Picture is null;
        (Missing, Picture) = (read.Refusal, read.Value);
        if (opening && Picture is not null && !string.IsNullOrWhiteSpace(Selected) && Chosen is null) (Selected, Refused) = (null, Refusal.NotFound("lot", Selected));
        if (Picture is not null) await Draw(ct);
        return true;
    }

    protected void Select(string lot) => Selected = Selected == lot ? null : lot;

    protected Task Act(ActionView action)
    {
        ArgumentNullException.ThrowIfNull(action);
        switch (action.Verb)
        {
            case "start":
                return Press(new StartRun(RunId, Picture!.Run.RowVersion), Starting.Handle, Ui.Text("Said.Started"));
            case "advance":
                return Press(new AdvanceRun(RunId, Picture!.Run.CurrentStepIndex + 1, string.IsNullOrWhiteSpace(Note) ? null : Note, Picture.Run.RowVersion), Advancing.Handle, Ui.Text("Said.Advanced"));
            case "archive":
                return Press(new ArchiveRun(RunId, Picture!.Run.RowVersion), Archiving.Handle, Ui.Text("Said.Archived"));
            default:
                (Opened, Refused, Said) = (action, null, null);
                return Task.CompletedTask;
        }
    }

    protected void Close() => Opened = null;

    protected void Say(string what) => Said = what;

    /// <summary>A command without a form. What was refused stays above the page until the next act.</summary>
    private async Task Press<TCommand>(TCommand command, Func<TCommand, Caller, CancellationToken, Task<Outcome<RunView>>> handle, string done) where TCommand : notnull
    {
        (Refused, Said) = (null, null);
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller, CancellationToken.None));
        if (outcome is null) return;
        (Refused, Said) = (outcome.Refusal, outcome.Done ? done : null);
        if (outcome.Done) Note = null;
        await Requery();
    }
}
