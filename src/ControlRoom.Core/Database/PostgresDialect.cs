using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using NpgsqlTypes;

namespace ControlRoom.Core.Database;

/// <summary>PostgreSQL: row locks in one fixed order, no global lock; serialization failures and deadlocks are retried by the boundary.</summary>
public sealed class PostgresDialect : Dialect, IAsyncDisposable
{
    private const int PreparedStatements = 250;

    private readonly PooledDbContextFactory<PostgresControlRoomDb> contexts;

    public PostgresDialect(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A command sends the same few statements every time: the server plans them once per connection.
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = PreparedStatements;
        Connection = settings.ToString();
        Source = NpgsqlDataSource.Create(settings);
        contexts = new(new DbContextOptionsBuilder<PostgresControlRoomDb>()
            .UseNpgsql(Source, o => o.MigrationsAssembly(typeof(PostgresDialect).Assembly.FullName))
            .Options);
    }

    /// <summary>With the password, which the data source keeps to itself: for the programs that dump and restore.</summary>
    internal string Connection { get; }

    /// <summary>For what EF does not speak: COPY, LISTEN and NOTIFY.</summary>
    public NpgsqlDataSource Source { get; }

    public override string Name => "postgres";
    public override bool IsEmbedded => false;

    public override ControlRoomDb Open() => contexts.CreateDbContext();

    /// <remarks>The lock lets processes that start at the same moment take turns.</remarks>
    public override IEnumerable<string> GuardScript(IEnumerable<Guard> guards) =>
        guards.Where(g => g.HoldsOn(IsEmbedded)).Select(g => $"DROP TRIGGER IF EXISTS \"{g.Name}\" ON \"{g.Table}\";\n{g.Postgres()}").Prepend("SELECT pg_advisory_xact_lock(hashtextextended('controlroom guards', 0));");

    public override string About => "SELECT current_setting('server_version'), pg_database_size(current_database()), (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::bigint";

    public override string Probe => "SELECT 1";

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
                case PostgresException postgres:
                    return OfClass(postgres.SqlState);
                case NpgsqlException or SocketException:
                    return Fault.Unavailable;
            }
        }
        return Fault.None;
    }

    /// <summary>The first two characters of a state are its class.</summary>
    private static Fault OfClass(string state) => state switch
    {
        // Data that no column takes, and integrity.
        ['2', '2' or '3', ..] => Fault.Guard,
        // Connection, sign-in, database missing, resources, shutdown, disk; and a standby that is not the primary yet.
        ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or ['5', '8', ..] or PostgresErrorCodes.ReadOnlySqlTransaction => Fault.Unavailable,
        _ => Fault.None,
    };

    public override async Task Lock(ControlRoomDb db, string table, LockStrength strength, string where, CancellationToken ct, params (string Name, object Value)[] values)
    {
        await using var command = await Command(db, $"SELECT id FROM {table} WHERE {where} ORDER BY id FOR {Mode(strength)}", ct);
        foreach (var (name, value) in values) command.With(name, value);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Mode(LockStrength strength) => strength == LockStrength.Share ? "SHARE" : "NO KEY UPDATE";

    public override async Task LockBoth(ControlRoomDb db, (string Table, LockStrength Strength, Guid[] Ids) first, (string Table, LockStrength Strength, Guid[] Ids) second, CancellationToken ct)
    {
        await using var command = (await Command(db, $"SELECT id FROM {first.Table} WHERE id = ANY(@first) ORDER BY id FOR {Mode(first.Strength)}; SELECT id FROM {second.Table} WHERE id = ANY(@second) ORDER BY id FOR {Mode(second.Strength)}", ct))
            .With("first", first.Ids).With("second", second.Ids);
        await command.ExecuteNonQueryAsync(ct);
    }

    public override string ClaimKey => "SELECT pg_try_advisory_xact_lock(hashtextextended(@user::text || ':' || @key::text, 0))";

    public override async Task<ulong> FeedHorizon(ControlRoomDb db, CancellationToken ct)
    {
        await using var command = await Command(db, "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::numeric", ct);
        return (ulong)(decimal)(await command.ExecuteScalarAsync(ct))!;
    }

    public override async Task LockName(ControlRoomDb db, string name, CancellationToken ct)
    {
        await using var command = (await Command(db, "SELECT pg_advisory_xact_lock(hashtextextended(@name, 1))", ct)).With("name", name);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// A writer locks the table before it draws an id and lets go after its rows are visible. So once those that hold the lock now have let go,
    /// every id drawn until now is either visible or burnt. Where one stays open, ids without a gap are still settled.
    /// </summary>
    public override async Task<long> SettledAuditId(ControlRoomDb db, long from, TimeSpan patience, CancellationToken ct)
    {
        var newest = await db.AuditEvents.MaxAsync(e => (long?)e.Id, ct) ?? 0;
        if (newest < from) return newest;
        var writers = await AuditWriters(db, null, ct);
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); writers.Length > 0 && waited.Elapsed < patience; writers = await AuditWriters(db, writers, ct)) await Task.Delay(10, ct);
        if (writers.Length == 0) return newest;
        await using var command = (await Command(db, """
            SELECT COALESCE(MAX(id), @from - 1) FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM audit_events WHERE id >= @from AND id <= @newest) e WHERE id = @from + n - 1
            """, ct)).With("from", from).With("newest", newest);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public override async Task<IAsyncDisposable?> TryHold(string name, CancellationToken ct)
    {
        // The lock belongs to the session: it ends with this connection, also when the process is killed.
        var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtextextended(@name, 2))", connection);
        command.Parameters.AddWithValue("name", name);
        if ((bool)(await command.ExecuteScalarAsync(ct))!) return new Hold(connection, name);
        await connection.DisposeAsync();
        return null;
    }

    public override async Task<IReadOnlyList<long>> DrawIds(ControlRoomDb db, string table, int count, CancellationToken ct)
    {
        await using var command = (await Command(db, "SELECT nextval(pg_get_serial_sequence(@table, 'id')) FROM generate_series(1, @count)", ct)).With("table", table).With("count", count);
        var ids = new List<long>(count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) ids.Add(reader.GetInt64(0));
        return ids;
    }

    public override async Task Insert<T>(ControlRoomDb db, BulkTable<T> table, IReadOnlyList<T> rows, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var import = await connection.BeginBinaryImportAsync($"COPY {table.Name} ({string.Join(", ", table.Columns)}) FROM STDIN (FORMAT BINARY)", ct);
        var writer = new CopyWriter(import);
        foreach (var row in rows)
        {
            await import.StartRowAsync(ct);
            await table.Write(row, writer);
        }
        await import.CompleteAsync(ct);
    }

    private sealed class CopyWriter(NpgsqlBinaryImporter import) : IRowWriter
    {
        public Task Add(long value) => import.WriteAsync(value, NpgsqlDbType.Bigint);
        public Task Add(int? value) => value is { } some ? import.WriteAsync(some, NpgsqlDbType.Integer) : import.WriteNullAsync();
        public Task Add(bool value) => import.WriteAsync(value, NpgsqlDbType.Boolean);
        public Task Add(Guid? value) => value is { } some ? import.WriteAsync(some, NpgsqlDbType.Uuid) : import.WriteNullAsync();
        public Task Add(string? value) => value is not null ? import.WriteAsync(value, NpgsqlDbType.Text) : import.WriteNullAsync();
        public Task Add(DateTime value) => import.WriteAsync(value, NpgsqlDbType.TimestampTz);
    }

    /// <summary>Other transactions that write to the trail now; of those given, or all.</summary>
    private static async Task<string[]> AuditWriters(ControlRoomDb db, string[]? among, CancellationToken ct)
    {
        await using var command = (await Command(db, """
            SELECT virtualtransaction FROM pg_locks
            WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = 'audit_events'::regclass
              AND mode = 'RowExclusiveLock' AND granted AND pid IS DISTINCT FROM pg_backend_pid() AND (@all OR virtualtransaction = ANY(@among))
            """, ct)).With("all", among is null).With("among", among ?? []);
        var writers = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) writers.Add(reader.GetString(0));
        return [.. writers];
    }

    public override async Task<IAsyncDisposable> AtOneMoment(ControlRoomDb db, CancellationToken ct) => await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

    private sealed class Hold(NpgsqlConnection connection, string name) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            await using (var command = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtextextended(@name, 2))", connection))
            {
                command.Parameters.AddWithValue("name", name);
                // A connection that broke has let go already.
                if (connection.State == System.Data.ConnectionState.Open) await command.ExecuteNonQueryAsync();
            }
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
