using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace ControlRoom.Core.Database;

/// <summary>PostgreSQL: row locks in one fixed order, no global lock; serialization failures and deadlocks are retried by the boundary.</summary>
public sealed class PostgresDialect : Dialect, IAsyncDisposable
{
    private readonly PooledDbContextFactory<PostgresControlRoomDb> contexts;

    public PostgresDialect(string connectionString)
    {
        Source = NpgsqlDataSource.Create(connectionString);
        contexts = new(new DbContextOptionsBuilder<PostgresControlRoomDb>()
            .UseNpgsql(Source, o => o.MigrationsAssembly(typeof(PostgresDialect).Assembly.FullName))
            .Options);
    }

    /// <summary>For what EF does not speak: COPY, LISTEN and NOTIFY.</summary>
    public NpgsqlDataSource Source { get; }

    public override string Name => "postgres";
    public override bool IsEmbedded => false;

    public override ControlRoomDb Open() => contexts.CreateDbContext();

    /// <remarks>The lock lets processes that start at the same moment take turns.</remarks>
    public override IEnumerable<string> GuardScript(IEnumerable<Guard> guards) =>
        guards.Select(g => $"DROP TRIGGER IF EXISTS \"{g.Name}\" ON \"{g.Table}\";\n{g.Postgres()}").Prepend("SELECT pg_advisory_xact_lock(hashtextextended('controlroom guards', 0));");

    public override string ListGuards => "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal";

    public override Fault Classify(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected }:
                    return Fault.Transient;
                case PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }:
                    return Fault.Duplicate;
                case PostgresException { SqlState: PostgresErrorCodes.DiskFull }:
                    return Fault.StorageFull;
                case PostgresException { SqlState: PostgresErrorCodes.CheckViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.NotNullViolation }:
                    return Fault.Guard;
                case PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections }:
                    return Fault.Unavailable;
                case PostgresException:
                    return Fault.None;
                case NpgsqlException or SocketException:
                    return Fault.Unavailable;
            }
        }
        return Fault.None;
    }

    public override async Task Lock(ControlRoomDb db, string table, IReadOnlyList<Guid> ids, LockStrength strength, CancellationToken ct)
    {
        if (ids.Count == 0) return;
        var mode = strength == LockStrength.Share ? "SHARE" : "NO KEY UPDATE";
        await using var command = (await Command(db, $"SELECT id FROM {table} WHERE id = ANY(@ids) ORDER BY id FOR {mode}", ct)).With("ids", ids.ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    public override async Task<bool> ClaimKey(ControlRoomDb db, Guid userId, Guid key, CancellationToken ct)
    {
        await using var command = (await Command(db, "SELECT pg_try_advisory_xact_lock(hashtextextended(@claim, 0))", ct)).With("claim", $"{userId}:{key}");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    public override async Task<ulong> FeedHorizon(ControlRoomDb db, CancellationToken ct)
    {
        await using var command = await Command(db, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric", ct);
        return (ulong)(decimal)(await command.ExecuteScalarAsync(ct))!;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
