using ControlRoom.Core.Database;

namespace ControlRoom.Tests.Kit;

/// <summary>
/// A way to the database that breaks at one statement: what came before was executed, this one never is. It counts begin, commit and rollback too.
/// </summary>
public abstract class Faults : IAsyncDisposable
{
    private int seen, at;
    private bool commitToo;

    /// <summary>The database as a process sees that goes this way.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>How many statements were sent since the last order.</summary>
    public int Seen => seen;

    /// <summary>Whether it broke since the last order.</summary>
    public bool Broke { get; private set; }

    public static async Task<Faults> On(TestPlant plant) => plant.Database.Db == Db.Sqlite ? new SqliteFaults(plant.Database) : await PostgresFaults.Open(plant.Database);

    /// <summary>Breaks at the nth statement from now; 0 = never.</summary>
    public void BreakAt(int statement) => (seen, at, commitToo, Broke) = (0, statement, false, false);

    /// <summary>The next commit is executed, and its answer never arrives.</summary>
    public void LoseCommit() => (seen, at, commitToo, Broke) = (0, 0, true, false);

    /// <summary>Waits until the database has noticed that it broke.</summary>
    public virtual Task Settle() => Task.CompletedTask;

    /// <summary>Whether the statement that comes now is not to be executed.</summary>
    protected bool BreaksNow()
    {
        if (Interlocked.Increment(ref seen) != at) return false;
        return Broke = true;
    }

    protected bool LosesAnswerOf(string statement)
    {
        if (!commitToo || !statement.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase)) return false;
        commitToo = false;
        return Broke = true;
    }

    public abstract ValueTask DisposeAsync();
}
