using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Runs.Parts;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>The pages of one run: those where it is worked, and those where it is read.</summary>
public static class RunTabList
{
    public static IReadOnlyList<RunTabView> Worked(RunPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var root = $"/command/run/{picture.Run.RunCode}";
        return
        [
            new(RunTabs.Controls, Ui.Text("Tab.Controls"), root),
            new(RunTabs.Buffers, Ui.Text("Tab.Buffers"), root + "/buffers"),
            new(RunTabs.Lots, Ui.Text("Tab.Lots"), root + "/lots", picture.Lots.Count),
            new(RunTabs.Quality, Ui.Text("Tab.Quality"), root + "/qc", Waiting(picture)),
        ];
    }

    public static IReadOnlyList<RunTabView> Read(RunPicture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var root = $"/run/{picture.Run.RunCode}";
        return
        [
            new(RunTabs.Summary, Ui.Text("Tab.Summary"), root), new(RunTabs.Steps, Ui.Text("Tab.Steps"), root + "/steps"),
            new(RunTabs.Lots, Ui.Text("Tab.Lots"), root + "/lots", picture.Lots.Count), new(RunTabs.Quality, Ui.Text("Tab.Quality"), root + "/qc", picture.Inspections.Count),
        ];
    }

    /// <summary>Lots that a gate has to decide about.</summary>
    private static int Waiting(RunPicture picture) => picture.Lots.Count(l => l.Status is LotStatus.Created or LotStatus.Quarantine && picture.Steps[l.StepIndex].GateCode is not null);

    /// <summary>Whether somebody may enter the pages where runs are worked.</summary>
    public static bool MayWork(Role role) => role.Has(Permission.OperateRun);
}
