using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ControlRoom.Core.Database;

/// <summary>What a failed statement means to the caller.</summary>
public enum Fault
{
    /// <summary>Not a database fault we know: a bug.</summary>
    None,

    /// <summary>Serialization failure or deadlock: nothing happened, the same command may be tried again.</summary>
    Transient,

    /// <summary>A unique index refused the row.</summary>
    Duplicate,

    /// <summary>One of our guards or checks refused what the rules let through: a bug, and nothing happened.</summary>
    Guard,
    StorageFull,
    Unavailable,
}

/// <summary>The few places where the two databases differ. Everything else is the same model and the same SQL.</summary>
public abstract class Dialect
{
    public abstract string Name { get; }

    /// <summary>True when one process owns the file and writers queue in process; false when rows are locked.</summary>
    public abstract bool IsEmbedded { get; }

    public abstract ControlRoomDb Open();

    /// <summary>Table names for TRUNCATE guards and re-applied triggers: the SQL that makes the guards be exactly those declared.</summary>
    public abstract IEnumerable<string> GuardScript(IEnumerable<Guard> guards);

    /// <summary>SQL that takes guards away for the rest of a transaction; <see cref="GuardScript"/> puts them back.</summary>
    public IEnumerable<string> LiftScript(IEnumerable<Guard> guards) => guards.Where(g => g.HoldsOn(IsEmbedded)).Select(g => $"DROP TRIGGER IF EXISTS \"{g.Name}\"{(IsEmbedded ? "" : $" ON \"{g.Table}\"")}");

    /// <summary>A transaction that reads everything as of one instant and holds up nobody.</summary>
    public virtual Task<IDbContextTransaction> Snapshot(ControlRoomDb db, CancellationToken ct) => db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

    /// <summary>SQL that only a database that is there can answer.</summary>
    public abstract string Probe { get; }

    /// <summary>SQL for one row: version, size in bytes, connections open and allowed (null where there is one file).</summary>
    public abstract string About { get; }

    /// <summary>SQL that lists trigger names of our guards.</summary>
    public abstract string ListGuards { get; }

    public abstract Fault Classify(Exception exception);

    /// <summary>Locks rows in the order of their ids until the transaction ends; a no-op where writers queue.</summary>
    /// <param name="where">Which rows, in PostgreSQL's words: nobody else locks rows.</param>
    public abstract Task Lock(ControlRoomDb db, string table, LockStrength strength, string where, CancellationToken ct, params (string Name, object Value)[] values);

    /// <summary>Locks rows of one table and then of another, in one trip.</summary>
    public virtual async Task LockBoth(ControlRoomDb db, (string Table, LockStrength Strength, Guid[] Ids) first, (string Table, LockStrength Strength, Guid[] Ids) second, CancellationToken ct)
    {
        await Lock(db, first.Table, first.Strength, "id = ANY(@ids)", ct, ("ids", first.Ids));
        await Lock(db, second.Table, second.Strength, "id = ANY(@ids)", ct, ("ids", second.Ids));
    }

    /// <summary>SQL that claims the idempotency key <c>@key</c> of <c>@user</c> across processes for the length of the transaction; its one value is false when another holds it.</summary>
    public abstract string ClaimKey { get; }

    /// <summary>First (xact_id) that the feed may not read yet; events below it are complete.</summary>
    public abstract Task<ulong> FeedHorizon(ControlRoomDb db, CancellationToken ct);

    /// <summary>Waits for a lock with a name, held until the transaction ends; a no-op where writers queue.</summary>
    public abstract Task LockName(ControlRoomDb db, string name, CancellationToken ct);

    /// <summary>The largest id of an audit event up to which nothing can be added any more: no open transaction has taken an id at or below it.</summary>
    /// <param name="from">First id of interest; those before are known to be settled.</param>
    /// <param name="patience">How long to wait for transactions that are about to end.</param>
    public abstract Task<long> SettledAuditId(ControlRoomDb db, long from, TimeSpan patience, CancellationToken ct);

    /// <summary>Takes a lock with a name across processes until it is disposed, or returns null at once when somebody holds it.</summary>
    public abstract Task<IAsyncDisposable?> TryHold(string name, CancellationToken ct);

    /// <summary>Ids that the identity of <paramref name="table"/> gives to nobody else, rising.</summary>
    public abstract Task<IReadOnlyList<long>> DrawIds(ControlRoomDb db, string table, int count, CancellationToken ct);

    /// <summary>Stores many rows in the context's current transaction, past its change tracker; checks, keys and guards hold as for any insert.</summary>
    public abstract Task Insert<T>(ControlRoomDb db, BulkTable<T> table, IReadOnlyList<T> rows, CancellationToken ct);

    /// <summary>Until it is disposed, everything the context reads is as it was at one moment: sums over several tables agree while others write.</summary>
    public abstract Task<IAsyncDisposable> AtOneMoment(ControlRoomDb db, CancellationToken ct);

    /// <summary>Raw command in the context's current transaction.</summary>
    internal static async Task<DbCommand> Command(ControlRoomDb db, string sql, CancellationToken ct)
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open) await db.Database.OpenConnectionAsync(ct);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = db.Database.CurrentTransaction is { } transaction ? transaction.GetDbTransaction() : null;
        return command;
    }
}

public enum LockStrength
{
    /// <summary>The row must not change meanwhile; others may share it.</summary>
    Share,

    /// <summary>The row will change.</summary>
    Update,
}

internal static class DbCommandExtensions
{
    public static DbCommand With(this DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
        return command;
    }
}
