using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>What a run offers as buttons: the actions the model allows, and beside each that it refuses the reasons.</summary>
public static class RunActions
{
    /// <summary>Which permission an action asks for.</summary>
    private static readonly Dictionary<string, Permission> Needs = new()
    {
        ["START"] = Permission.OperateRun, ["ADVANCE"] = Permission.OperateRun, ["COMPLETE"] = Permission.OperateRun, ["HOLD"] = Permission.HoldRun,
        ["RESUME"] = Permission.DirectRun, ["ROLLBACK"] = Permission.DirectRun, ["ABORT"] = Permission.DirectRun, ["ARCHIVE"] = Permission.ArchiveRun,
    };

    /// <summary>Reasons that mean "this is not the place for it", not "this is in the way": such a button is not drawn at all.</summary>
    private static readonly Dictionary<string, string[]> OutOfPlace = new()
    {
        ["START"] = ["RUN_NOT_IDLE", "RUN_READ_ONLY"], ["ADVANCE"] = ["USE_COMPLETE", "RUN_READ_ONLY"], ["COMPLETE"] = ["NOT_AT_LAST_STEP", "RUN_READ_ONLY"], ["HOLD"] = ["RUN_NOT_RUNNING", "RUN_READ_ONLY"],
        ["RESUME"] = ["RUN_NOT_ON_HOLD", "RUN_READ_ONLY"], ["ROLLBACK"] = ["NOTHING_TO_ROLL_BACK", "RUN_NOT_RUNNING", "RUN_READ_ONLY"], ["ABORT"] = ["RUN_READ_ONLY"], ["ARCHIVE"] = ["RUN_NOT_ENDED", "RETENTION_NOT_REACHED"],
    };

    /// <summary>Left to right; the next act stands last.</summary>
    private static readonly string[] Order = ["ARCHIVE", "ROLLBACK", "HOLD", "ABORT", "RESUME", "START", "ADVANCE", "COMPLETE"];

    public static IReadOnlyList<ActionView> Of(RunView run, Role role)
    {
        ArgumentNullException.ThrowIfNull(run);
        var starts = run.AllowedActions.Any(a => a.Action == "START" && InPlace(a));
        return [.. run.AllowedActions.Where(InPlace).Where(a => !(starts && a.Action is "ADVANCE")).OrderBy(a => Array.IndexOf(Order, a.Action)).Select(a => View(run, a, role))];
    }

    /// <summary>Why somebody with this role may not do it; null when they may.</summary>
    public static string? WhyNot(Role role, Permission permission) => role.Has(permission) ? null : Refusal.NotAllowed("FORBIDDEN").Detail();

    private static bool InPlace(AllowedAction action) => action.Enabled || !action.Reasons.Any(r => OutOfPlace[action.Action].Contains(r.Code));

    private static ActionView View(RunView run, AllowedAction action, Role role)
    {
        var reasons = new[] { WhyNot(role, Needs[action.Action]) }.OfType<string>().Concat(action.Reasons.Select(r => r.Detail)).ToList();
        // Open holds are a manager's to accept: then the dialog asks.
        var acceptable = action.Action == "COMPLETE" && role.Has(Permission.ManageHolds) && action.Reasons.Count > 0 && action.Reasons.All(r => r.Code == "LOT_ON_HOLD");
        var enabled = reasons.Count == 0 || acceptable;
        var look = Look(run, action.Action);
        return look with { Enabled = enabled, Reasons = enabled ? null : reasons };
    }

    private static ActionView Look(RunView run, string action) => action switch
    {
        "START" => new("start", Ui.Text("Button.Start"), ActionKind.Primary) { Glyph = "play" },
        "ADVANCE" => new("advance", Ui.Text("Button.AdvanceTo", run.CurrentStepIndex + 1, Words.Step(run.CurrentStepIndex + 1)), ActionKind.Primary) { Glyph = "chev" },
        "COMPLETE" => new("complete", Ui.Text("Button.CompleteDots"), ActionKind.Primary) { Glyph = "check" },
        "HOLD" => new("hold", Ui.Text("Button.HoldDots"), ActionKind.Hold) { Glyph = "pause", Keys = "Shift+H", KeysShown = "⇧H" },
        "RESUME" => new("resume", Ui.Text("Button.ResumeDots"), ActionKind.Primary) { Glyph = "play", Keys = "Shift+R", KeysShown = "⇧R" },
        "ROLLBACK" => new("rollback", Ui.Text("Button.RollbackDots"), ActionKind.Ghost) { Glyph = "undo" },
        "ABORT" => new("abort", Ui.Text("Button.AbortDots"), ActionKind.Danger) { Glyph = "abort" },
        _ => new("archive", Ui.Text("Button.Archive"), ActionKind.Ghost) { Glyph = "archive" },
    };
}
