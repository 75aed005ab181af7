// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>What to do when somebody asks for the tokens of a ticket.</summary>
public enum SpawnDecision
{
    /// <summary>No active instance: make one and spawn into it.</summary>
    NewInstance,

    /// <summary>There is one that nobody has spawned into.</summary>
    SpawnInto,

    /// <summary>They are there already; answer with them.</summary>
    AlreadySpawned,

    /// <summary>All were scrapped: archive the instance, make another.</summary>
    Regenerate,
    Refused,

    /// <summary>More than one active instance, or a cycle without tokens: nothing may be guessed here.</summary>
    Broken,
}

/// <summary>Counts over the tokens the active instance was spawned with.</summary>
public sealed record SpawnCounts(int ActiveInstances, bool Spawned, int Live, int Completed, int Scrapped);

/// <summary>The one guard before every spawn: never two sets, never a guess on a mixed one.</summary>
public static class SpawnGuard
{
    public static SpawnDecision Decide(SpawnCounts counts) => counts switch
    {
        { ActiveInstances: > 1 } => SpawnDecision.Broken,
        { ActiveInstances: 0 } => SpawnDecision.NewInstance,
        { Live: 0, Completed: 0, Scrapped: 0 } => counts.Spawned ? SpawnDecision.Broken : SpawnDecision.SpawnInto,
        { Live: > 0, Scrapped: 0 } => SpawnDecision.AlreadySpawned,
        { Live: 0, Completed: 0 } => SpawnDecision.Regenerate,
        _ => SpawnDecision.Refused,
    };

    /// <summary>Why nothing may be spawned; null unless the decision is <see cref="SpawnDecision.Refused"/>.</summary>
    public static Refusal? WhyNot(SpawnCounts counts)
    {
        if (Decide(counts) != SpawnDecision.Refused) return null;
        if (counts.Live > 0) return Mixed(counts.Live, counts.Completed, counts.Scrapped);
        return Counted(counts.Scrapped == 0 ? Refusal.Conflict("SPAWN_ALREADY_COMPLETED") : Refusal.Conflict("SPAWN_UNFINISHED"), counts.Live, counts.Completed, counts.Scrapped);
    }

    /// <summary>Some live and some are gone: nobody may guess what another set would mean.</summary>
    public static Refusal Mixed(int live, int completed, int scrapped) => Counted(Refusal.Conflict("SPAWN_MIXED_STATE"), live, completed, scrapped);

    private static Refusal Counted(Refusal refusal, int live, int completed, int scrapped) => refusal.With("live", live).With("completed", completed).With("scrapped", scrapped);
}
