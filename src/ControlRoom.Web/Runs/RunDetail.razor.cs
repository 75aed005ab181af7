using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>The controls of one run: its step, what is in its way, its lots and the buffers.</summary>
public sealed partial class RunDetail
{
    private RunBoardView? board;
    private string tab = RunBoardBuilder.AtStep;

    private static ActionView RunCreation => new("create", Ui.Text("Title.NewRun"), ActionKind.Ghost) { Glyph = "plus" };

    private bool CanAdvance => board!.Head.Actions.Any(a => a is { Verb: "advance", Enabled: true });

    protected override Task Draw(CancellationToken ct)
    {
        Redraw();
        return Task.CompletedTask;
    }

    private void Redraw() => board = Builder.Board(Picture!, Role, tab);

    private void OpenTab(string key)
    {
        tab = key;
        Redraw();
    }
}
