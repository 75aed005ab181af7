using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Flows;

/// <summary>What a flow and its versions offer as buttons: what the model allows, and beside each that it refuses the reasons.</summary>
public static class FlowActions
{
    private static readonly Dictionary<string, Permission> Needs = new()
    {
        ["SAVE"] = Permission.DraftFlow, ["SUBMIT"] = Permission.DraftFlow, ["DISCARD"] = Permission.DraftFlow, ["CREATE_VERSION"] = Permission.DraftFlow,
        ["APPROVE"] = Permission.ApproveFlow, ["REJECT"] = Permission.ApproveFlow, ["DELETE"] = Permission.ApproveFlow, ["DEPRECATE"] = Permission.DeprecateFlow,
    };

    /// <summary>Reasons that mean "this is not the place for it": such a button is not drawn.</summary>
    private static readonly string[] OutOfPlace = ["VERSION_NOT_DRAFT", "VERSION_NOT_IN_REVIEW", "VERSION_NOT_PUBLISHED", "VERSION_NOT_EDITABLE"];

    /// <summary>Left to right; the next act stands first.</summary>
    private static readonly string[] Order = ["APPROVE", "SUBMIT", "SAVE", "REJECT", "DEPRECATE", "DISCARD"];

    /// <param name="me">Who would act: a draft is discarded by its author.</param>
    /// <param name="today">For the codes of runs in the reasons.</param>
    public static IReadOnlyList<ActionView> Of(FlowVersionView version, Caller me, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(version);
        return [.. version.AllowedActions.Where(a => a.Enabled || !a.Reasons.Any(r => OutOfPlace.Contains(r.Code))).OrderBy(a => Array.IndexOf(Order, a.Action)).Select(a => View(version, a, me, today))];
    }

    /// <summary>A draft made from this version; refused while another one is open.</summary>
    public static ActionView Fork(FlowView flow, int from, Role role, ActionKind kind = ActionKind.Normal)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Offer(flow.AllowedActions.Single(a => a.Action == "CREATE_VERSION"), role, new("fork", Ui.Text("Flow.Fork", from), kind) { Glyph = "split", Subject = from.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    public static ActionView Delete(FlowView flow, Role role)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return Offer(flow.AllowedActions.Single(a => a.Action == "DELETE"), role, new("delete-flow", Ui.Text("Flow.DeleteDots"), ActionKind.Danger) { Subject = flow.Id.ToString() });
    }

    private static ActionView Offer(AllowedAction action, Role role, ActionView look)
    {
        var reasons = new[] { RunActions.WhyNot(role, Needs[action.Action]) }.OfType<string>().Concat(action.Reasons.Select(r => r.Code == "FLOW_IN_USE" ? Ui.Text("Flow.InUse") : r.Detail)).ToList();
        return reasons.Count == 0 ? look : look with { Enabled = false, Reasons = reasons };
    }

    private static ActionView View(FlowVersionView version, AllowedAction action, Caller me, DateOnly today)
    {
        var reasons = new[] { RunActions.WhyNot(me.Role, Needs[action.Action]) }.OfType<string>().ToList();
        if (action.Action == "DISCARD" && me.Role != Role.Admin && version.CreatedBy != me.UserId) reasons.Add(Refusal.NotAllowed("NOT_YOUR_DRAFT").With("version", version.VersionNum).Detail());
        // A mistake in the graph has its own row in the list of problems; the button says how many there are.
        var mistakes = action.Reasons.Where(r => r.Code is not ("FOUR_EYES" or "ACTIVE_RUNS") && !OutOfPlace.Contains(r.Code)).ToList();
        reasons.AddRange(action.Reasons.Except(mistakes).Select(r => Format.ShortCodes(r.Detail, today)));
        if (mistakes.Count > 0) reasons.Add(Ui.Count("Flow.HasProblems", mistakes.Count));
        var look = Look(action.Action) with { Subject = version.VersionNum.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        return reasons.Count == 0 ? look : look with { Enabled = false, Reasons = reasons };
    }

    private static ActionView Look(string action) => action switch
    {
        "SUBMIT" => new("submit", Ui.Text("Flow.Submit"), ActionKind.Primary) { Glyph = "flat" },
        "APPROVE" => new("approve", Ui.Text("Flow.Approve"), ActionKind.Primary) { Glyph = "check" },
        "REJECT" => new("reject", Ui.Text("Button.RejectDots")) { Glyph = "undo" },
        "DEPRECATE" => new("deprecate", Ui.Text("Flow.DeprecateDots"), ActionKind.Danger) { Glyph = "archive" },
        "DISCARD" => new("discard", Ui.Text("Flow.DiscardDots"), ActionKind.Ghost) { Glyph = "x" },
        _ => new("import", Ui.Text("Flow.ImportDots")) { Glyph = "down" },
    };
}
