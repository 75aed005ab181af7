using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace ControlRoom.Core.Database;

/// <summary>SQLite: WAL, synchronous=FULL, one writer at a time queueing in process before BEGIN IMMEDIATE; readers use other connections.</summary>
public sealed class SqliteDialect(string connectionString) : Dialect
{
    private const int Full = 13, Busy = 5, BusySnapshot = 517, Locked = 6, TooBig = 18, Constraint = 19, ConstraintUnique = 2067, ConstraintPrimaryKey = 1555, CantOpen = 14, IoError = 10, ReadOnly = 8, NotADatabase = 26, Corrupt = 11;

    /// <summary>How long a command waits for another process that holds the file; whoever pressed the button is waiting with it.</summary>
    private const int PatienceSeconds = 5;

    private readonly ConcurrentDictionary<string, byte> held = new(StringComparer.Ordinal);

    private readonly PooledDbContextFactory<SqliteControlRoomDb> contexts = new(
        new DbContextOptionsBuilder<SqliteControlRoomDb>()
            // A list is one parameter, so that its query is the same text whatever its length and needs to be written only once.
            .UseSqlite(connectionString, o => o.MigrationsAssembly(typeof(SqliteDialect).Assembly.FullName).UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(new Durability())
            .Options);

    /// <summary>For what EF does not speak: the online backup.</summary>
    internal string Connection => connectionString;

    public override string Name => "sqlite";
    public override bool IsEmbedded => true;

    /// <summary>The connection string of a database file with our settings.</summary>
    public static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = PatienceSeconds, Pooling = true }.ToString();

    public override ControlRoomDb Open() => contexts.CreateDbContext();

    public override IEnumerable<string> GuardScript(IEnumerable<Guard> guards) =>
        guards.Where(g => g.HoldsOn(IsEmbedded)).SelectMany(g => new[] { $"DROP TRIGGER IF EXISTS \"{g.Name}\";", g.Sqlite() });

    public override string About => "SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size()), NULL, NULL";

    /// <summary>Deferred: it takes no lock that a writer would wait for.</summary>
    public override async Task<IDbContextTransaction> Snapshot(ControlRoomDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return (await db.Database.UseTransactionAsync(((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true), ct))!;
    }

    public override string Probe => "SELECT COUNT(*) FROM sqlite_master";

    public override string ListGuards => "SELECT name FROM sqlite_master WHERE type = 'trigger'";

    public override Fault Classify(Exception exception) => Find(exception) switch
    {
        null => Fault.None,
        { SqliteErrorCode: Full } => Fault.StorageFull,
        { SqliteExtendedErrorCode: BusySnapshot } or { SqliteErrorCode: Locked } => Fault.Transient,
        // The wait for the other process is over; waiting again would only let everybody behind wait longer.
        { SqliteErrorCode: Busy } => Fault.Unavailable,
        { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey } => Fault.Duplicate,
        { SqliteErrorCode: Constraint, Message: var text } when text.Contains(Guard.Replaced + ":", StringComparison.Ordinal) => Fault.Duplicate,
        { SqliteErrorCode: Constraint or TooBig } => Fault.Guard,
        { SqliteErrorCode: CantOpen or IoError or ReadOnly or NotADatabase or Corrupt } => Fault.Unavailable,
        _ => Fault.None,
    };

    public override Task Lock(ControlRoomDb db, string table, LockStrength strength, string where, CancellationToken ct, params (string Name, object Value)[] values) => Task.CompletedTask;

    public override string ClaimKey => "SELECT 1";

    public override Task<ulong> FeedHorizon(ControlRoomDb db, CancellationToken ct) => Task.FromResult(ulong.MaxValue);

    public override Task LockName(ControlRoomDb db, string name, CancellationToken ct) => Task.CompletedTask;

    public override async Task<long> SettledAuditId(ControlRoomDb db, long from, TimeSpan patience, CancellationToken ct) => await db.AuditEvents.MaxAsync(e => (long?)e.Id, ct) ?? 0;

    public override Task<IAsyncDisposable?> TryHold(string name, CancellationToken ct) =>
        Task.FromResult<IAsyncDisposable?>(held.TryAdd(name, 0) ? new Hold(held, name) : null);

    public override async Task<IReadOnlyList<long>> DrawIds(ControlRoomDb db, string table, int count, CancellationToken ct)
    {
        // Writers queue, so nobody draws between here and the insert.
        await using var command = (await Command(db, "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = @table), 0)", ct)).With("table", table);
        var last = (long)(await command.ExecuteScalarAsync(ct))!;
        return [.. Enumerable.Range(1, count).Select(n => last + n)];
    }

    public override async Task Insert<T>(ControlRoomDb db, BulkTable<T> table, IReadOnlyList<T> rows, CancellationToken ct)
    {
        var names = table.Columns.Select((_, i) => $"@p{i}").ToList();
        await using var command = await Command(db, $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns)}) VALUES ({string.Join(", ", names)})", ct);
        foreach (var name in names) command.With(name, null);
        await command.PrepareAsync(ct);
        var writer = new ParameterWriter(command.Parameters);
        foreach (var row in rows)
        {
            writer.Begin();
            await table.Write(row, writer);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private sealed class ParameterWriter(DbParameterCollection parameters) : IRowWriter
    {
        private int column;

        public void Begin() => column = 0;

        public Task Add(long value) => Next(value);
        public Task Add(int? value) => Next(value);
        public Task Add(bool value) => Next(value);
        public Task Add(Guid? value) => Next(value);
        public Task Add(string? value) => Next(value);
        public Task Add(DateTime value) => Next(value);

        private Task Next(object? value)
        {
            parameters[column++].Value = value ?? DBNull.Value;
            return Task.CompletedTask;
        }
    }

    private sealed class Hold(ConcurrentDictionary<string, byte> held, string name) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held.TryRemove(name, out _);
            return ValueTask.CompletedTask;
        }
    }

    private static SqliteException? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SqliteException found) return found;
        }
        return null;
    }

    public override async Task<IAsyncDisposable> AtOneMoment(ControlRoomDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        // Deferred: it takes no writer's place, and in WAL what it reads first is the moment.
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(transaction, ct);
        return transaction;
    }

    /// <summary>What was acknowledged survives a power cut: WAL alone syncs only at checkpoints.</summary>
    internal sealed class Durability : DbConnectionInterceptor
    {
        private const string Pragmas = "PRAGMA busy_timeout=1000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;";

        /// <summary>A pool hands out the same handle again, as it was left.</summary>
        private readonly ConditionalWeakTable<object, object> told = [];

        private bool IsTold(DbConnection connection) => connection is SqliteConnection { Handle: { } handle } && told.TryGetValue(handle, out _);

        private void Told(DbConnection connection)
        {
            if (connection is SqliteConnection { Handle: { } handle }) told.AddOrUpdate(handle, handle);
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (IsTold(connection)) return;
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            Told(connection);
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (IsTold(connection)) return;
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
            Told(connection);
        }
    }
}
