using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
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
    private Caller? me;
    private Guid runId;
    private string tab = RunBoardBuilder.AtStep;
    private string? selected, said;

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

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => StatePace;

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(30);

    private Role Role => me?.Role ?? Role.Viewer;

    private static ActionView RunCreation => new("create", Ui.Text("Title.NewRun"), ActionKind.Ghost) { Glyph = "plus" };

    private static ActionView MoveAction => new("move", Ui.Text("Button.MoveLotDots"), ActionKind.Ghost) { Glyph = "move" };

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

    private Task Act(ActionView action) => action.Verb switch
    {
        "start" => Press(new StartRun(runId, picture!.Run.RowVersion), (command, caller) => Starting.Handle(command, caller, CancellationToken.None), Ui.Text("Said.Started")),
        "advance" => Press(new AdvanceRun(runId, picture!.Run.CurrentStepIndex + 1, null, picture.Run.RowVersion), (command, caller) => Advancing.Handle(command, caller, CancellationToken.None), Ui.Text("Said.Advanced")),
        _ => Task.CompletedTask,
    };

    /// <summary>A command without a form. What was refused stays above the strip until the next act.</summary>
    private async Task Press<TCommand>(TCommand command, Func<TCommand, Caller, Task<Outcome<RunView>>> handle, string done) where TCommand : notnull
    {
        (refusal, said) = (null, null);
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(command, caller => handle(command, caller));
        if (outcome is null) return;
        (refusal, said) = (outcome.Refusal, outcome.Done ? done : null);
    }
}
