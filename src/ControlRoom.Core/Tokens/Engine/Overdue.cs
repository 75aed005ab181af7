// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Joins that have waited too long since their first arrival.</summary>
internal static class Overdue
{
    public static void Evaluate(Draft draft)
    {
        foreach (var split in draft.Splits.Where(s => s.FiredAt is null && !s.Overdue).OrderBy(s => s.Id).ToList())
        {
            if (draft.Graph[split.SplitNode].Join is not { } join || draft.Find(split.ParentId) is not { Status: TokenStatus.Waiting, Stop: null } parent) continue;
            var spec = draft.Graph[join].Node.Join!;
            var here = JoinProgress.Of(split, spec, join, draft.ChildrenOf(split)).Here;
            if (here.Length == 0) continue;
            var since = here[0].Since > split.TimerFrom ? here[0].Since : split.TimerFrom;
            if (since.AddSeconds(spec.TimeoutSeconds) > draft.Facts.Now) continue;
            draft.Change(split with { Overdue = true });
            if (spec.OnTimeout == JoinTimeoutPolicy.Fail) Router.Stop(draft, parent, StopCode.JoinTimeout, join);
            else draft.Alarm(EngineAlarm.TokenStopped, parent, Word.Of(StopCode.JoinTimeout));
        }
    }
}
