using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Dispatch;

/// <summary>A button of a token.</summary>
/// <param name="Why">Why it is locked; null when it is not.</param>
public sealed record TaskAction(string Verb, string Label, string Glyph, string? Css = null, string? Why = null)
{
    public static TaskAction Of(string verb, string glyph, string? css = null, string? why = null) => new(verb, Ui.Text($"Work.Act.{verb}"), glyph, css, why);
}

/// <summary>Which buttons a token has for somebody. Whether what they do is still possible is asked again when it is done.</summary>
internal static class TaskActions
{
    /// <summary>The one button on its card; null where there is none.</summary>
    public static TaskAction? OnCard(QueueRow row, Guid me) =>
        Start(row) ?? (Holds(row, me) ? row.Session!.Status == SessionStatus.Paused ? TaskAction.Of("resume", "play") : null
            : row.AllowedActions.Contains("pass") ? TaskAction.Of("open", "qc") : null);

    public static IReadOnlyList<TaskAction> Of(WorkCard card, Guid me, Role role)
    {
        var row = card.Row;
        List<TaskAction> actions = [];
        if (Start(row) is { } start) actions.Add(start with { Css = "primary w" });
        if (row.AllowedActions.Contains("pass") && role.Has(Permission.CheckWork)) actions.AddRange(Check(card, role));
        if (Holds(row, me)) actions.AddRange(Held(card));
        if (row.HelperAllowed) actions.Add(TaskAction.Of("assist", "user"));
        if (row.TakeoverAllowed && row.Session is not null) actions.Add(TaskAction.Of("takeover", "move"));
        return actions;
    }

    public static bool Holds(QueueRow row, Guid me) => row.Session?.UserId == me;

    /// <summary>The lines of an operation are ticked by whoever works on it, those of a check by whoever may work.</summary>
    public static bool MayTick(QueueRow row, Guid me, Role role) =>
        row.NodeType == RoutingNodeType.Qc ? row.AllowedActions.Contains("pass") && role.Has(Permission.Work) : Holds(row, me) && row.Session!.Kind != SessionKind.Assist;

    private static TaskAction? Start(QueueRow row)
    {
        if (!row.AllowedActions.Contains("start")) return null;
        return row.Reasons is [{ Code: "OPERATOR_BUSY" }] ? TaskAction.Of("start-instead", "play") : TaskAction.Of("start", "play", why: row.CanStart ? null : string.Join(' ', row.Reasons.Select(r => r.Detail)));
    }

    /// <summary>A helper only stops and goes on; the work itself is its holder's.</summary>
    private static IEnumerable<TaskAction> Held(WorkCard card)
    {
        var (row, session) = (card.Row, card.Row.Session!);
        if (session.Kind == SessionKind.Assist ? session.Status == SessionStatus.Active : row.AllowedActions.Contains("pause")) yield return TaskAction.Of("pause", "pause");
        if (session.Kind == SessionKind.Assist ? session.Status == SessionStatus.Paused : row.AllowedActions.Contains("resume")) yield return TaskAction.Of("resume", "play");
        if (session.Kind == SessionKind.Assist || !row.AllowedActions.Contains("complete")) yield break;
        yield return TaskAction.Of("problem", "esc");
        yield return Checked(card, TaskAction.Of("complete", "check", "primary w"));
    }

    private static IEnumerable<TaskAction> Check(WorkCard card, Role role)
    {
        yield return Checked(card, TaskAction.Of("pass", "check", "primary w"));
        yield return TaskAction.Of("fail-minor", "x");
        yield return TaskAction.Of("fail-major", "x");
        if (card.AllowsScrap && role.Has(Permission.CorrectWork)) yield return TaskAction.Of("qc-scrap", "x", "danger w");
    }

    /// <summary>Open required lines lock it, and it says how many.</summary>
    private static TaskAction Checked(WorkCard card, TaskAction action)
    {
        var open = card.Checklist.Count(l => l.Required && !l.Checked);
        return open == 0 ? action : action with { Label = Ui.Text("Work.Open", action.Label, open), Why = Ui.Text("Work.Open", action.Label, open) };
    }
}
