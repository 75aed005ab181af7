using ControlRoom.Core.Lots;

namespace ControlRoom.Web.Lots;

/// <summary>From one lot of a trace to the next.</summary>
public enum TraceStep { Back, Forward, Above, Below }

public static class TraceSteps
{
    /// <summary>The lot that is reached; the same when there is none. Of several parents or children the one in scope with most weight; above and below in the order in which the step is drawn.</summary>
    /// <param name="tops">Heights of the nodes in the picture; null where the order of the list counts.</param>
    public static string Go(this RecallView recall, string from, TraceStep step, IReadOnlyList<double>? tops)
    {
        if (step is TraceStep.Back or TraceStep.Forward)
        {
            var links = recall.Links.Where(k => (step == TraceStep.Back ? k.Child : k.Parent) == from).OrderByDescending(k => k.InScope).ThenByDescending(k => k.QuantityUsedKg);
            return links.Select(k => step == TraceStep.Back ? k.Parent : k.Child).FirstOrDefault() ?? from;
        }

        var lot = recall.Nodes.First(n => n.LotCode == from);
        var column = recall.Nodes.Select((n, i) => (Node: n, Top: tops is null ? i : tops[i])).Where(n => n.Node.StepIndex == lot.StepIndex).OrderBy(n => n.Top).Select(n => n.Node.LotCode).ToList();
        return column[Math.Clamp(column.IndexOf(from) + (step == TraceStep.Above ? -1 : 1), 0, column.Count - 1)];
    }
}
