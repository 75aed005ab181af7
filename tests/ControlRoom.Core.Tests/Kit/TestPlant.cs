using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlRoom.Core;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>
/// A whole Core over a database of its own with <see cref="FakeTime"/> and the <see cref="People"/>: the services the product has,
/// and the back door of raw SQL that only tests use.
/// </summary>
public sealed class TestPlant : IAsyncDisposable
{
    public const string HatSalt = "unit-test-salt-hat-v1", OemSalt = "unit-test-salt-oem-v1";

    private readonly ServiceProvider services;
    private readonly bool ownsDatabase;

    private TestPlant(TestDatabase database, ServiceProvider services, FakeTime time, LogBook logs, bool ownsDatabase)
    {
        Database = database;
        this.services = services;
        this.ownsDatabase = ownsDatabase;
        Time = time;
        Logs = logs;
    }

    public TestDatabase Database { get; }
    public FakeTime Time { get; }
    public LogBook Logs { get; }
    public IServiceProvider Services => services;
    public Clock Clock => Get<Clock>();
    public Dialect Dialect => Get<Dialect>();
    public ChangeFeed Feed => Get<ChangeFeed>();
    public TransactionBoundary Boundary => Get<TransactionBoundary>();

    // Each access is a new intention. To repeat one, keep the caller.
    public Caller Admin => Call(People.Admin);
    public Caller Manager => Call(People.Manager);
    public Caller Auditor => Call(People.Auditor);
    public Caller Operator => Call(People.Operator);
    public Caller Viewer => Call(People.Viewer);
    public Caller Background => Caller.System(Clock.Now);

    public Caller Call(Person person) => person.Call() with { CorrelationId = Ids.New(Clock.Now) };

    /// <summary>The test's own cancellation, so that a hanging test ends.</summary>
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="settings">Keys below <c>ControlRoom:</c>, such as <c>FourEyes=false</c>.</param>
    /// <param name="configure">Registrations that win over the product's.</param>
    public static async Task<TestPlant> Start(Db db, string[]? settings = null, Action<IServiceCollection>? configure = null) =>
        Over(await DatabaseTemplates.Copy(db), settings, configure, new FakeTime(), ownsDatabase: true);

    /// <summary>Over a database that is somebody else's.</summary>
    public static TestPlant On(TestDatabase database, string[]? settings = null) => Over(database, settings, null, new FakeTime(), ownsDatabase: false);

    /// <summary>A second process over the same database and clock: own services, own feed, own caches.</summary>
    public TestPlant Neighbour(string[]? settings = null, Action<IServiceCollection>? configure = null) => Over(Database, settings, configure, Time, ownsDatabase: false);

    private static TestPlant Over(TestDatabase database, string[]? settings, Action<IServiceCollection>? configure, FakeTime time, bool ownsDatabase)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(database, settings)).Build();
        var logs = new LogBook();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(l => l.AddProvider(logs))
            .AddSingleton(time)
            .AddSingleton<TimeProvider>(time)
            .AddControlRoomCore(configuration);
        configure?.Invoke(services);
        return new TestPlant(database, services.BuildServiceProvider(validateScopes: true), time, logs, ownsDatabase);
    }

    /// <summary>Configuration of a process over the database.</summary>
    public static Dictionary<string, string?> Settings(TestDatabase database, string[]? settings = null)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ControlRoom:Environment"] = "test",
            ["ControlRoom:Database"] = database.Db == Db.Sqlite ? "sqlite" : "postgres",
            ["ControlRoom:RateLimits:Enabled"] = "false",
            ["ControlRoom:Schedule"] = "false",
            ["ConnectionStrings:ControlRoom"] = database.ConnectionString,
            ["ConnectionStrings:Core"] = database.Core,
            ["ControlRoom:Serials:Salts:HAT:1"] = HatSalt,
            ["ControlRoom:Serials:Salts:OEM:1"] = OemSalt,
        };
        foreach (var setting in settings ?? [])
        {
            var (key, value) = (setting[..setting.IndexOf('=', StringComparison.Ordinal)], setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            all["ControlRoom:" + key] = value;
        }
        return all;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public ControlRoomDb Open() => Dialect.Open();

    /// <summary>Runs a statement past all rules, with the holes as parameters; the number of rows it touched.</summary>
    public Task<int> Sql(FormattableString sql) => WithCommand(sql, c => c.ExecuteNonQueryAsync(Ct));

    /// <summary>First column of the first row; default when there is none.</summary>
    public Task<T?> Scalar<T>(FormattableString sql) => WithCommand(sql, async c => As<T>(await c.ExecuteScalarAsync(Ct)));

    /// <summary>All values of the first column.</summary>
    public Task<List<T?>> Column<T>(FormattableString sql) => WithCommand(sql, async c =>
    {
        var values = new List<T?>();
        await using var reader = await c.ExecuteReaderAsync(Ct);
        while (await reader.ReadAsync(Ct)) values.Add(As<T>(reader.GetValue(0)));
        return values;
    });

    /// <summary>One line per table with the number and the hash of its rows: equal before and after means nothing changed.</summary>
    public async Task<string> Fingerprint(params string[] except)
    {
        await using var db = Open();
        var tables = db.Model.GetEntityTypes().Select(e => (Table: e.GetTableName()!, Key: string.Join(", ", e.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()))))
            .Where(t => !except.Contains(t.Table)).OrderBy(t => t.Table, StringComparer.Ordinal);
        await db.Database.OpenConnectionAsync(Ct);
        var lines = new StringBuilder();
        foreach (var (table, key) in tables)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY {key}";
            await using var reader = await command.ExecuteReaderAsync(Ct);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var rows = 0;
            for (; await reader.ReadAsync(Ct); rows++)
            {
                for (var i = 0; i < reader.FieldCount; i++) hash.AppendData(Encoding.UTF8.GetBytes(Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) + "\u001f"));
            }
            lines.Append(CultureInfo.InvariantCulture, $"{table} {rows} {Convert.ToHexString(hash.GetHashAndReset())[..12]}\n");
        }
        return lines.ToString();
    }

    /// <summary>Does something and asserts that not one row changed, apart from the trail's own notes about the attempt.</summary>
    public async Task<T> ChangesNothing<T>(Func<Task<T>> attempt, bool mayNote = false)
    {
        string[] except = mayNote ? ["audit_events"] : [];
        var before = await Fingerprint(except);
        var result = await attempt();
        Assert.Equal(before, await Fingerprint(except));
        return result;
    }

    private async Task<T> WithCommand<T>(FormattableString sql, Func<DbCommand, Task<T>> use)
    {
        await using var db = Open();
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql.Format, [.. Enumerable.Range(0, sql.ArgumentCount).Select(i => "@p" + i.ToString(CultureInfo.InvariantCulture))]);
        for (var i = 0; i < sql.ArgumentCount; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i.ToString(CultureInfo.InvariantCulture);
            parameter.Value = sql.GetArgument(i) switch { null => DBNull.Value, Enum word => Word.SnakeUpper(word.ToString()), var value => value };
            command.Parameters.Add(parameter);
        }
        return await use(command);
    }

    private static T? As<T>(object? value)
    {
        if (value is null or DBNull) return default;
        if (value is T typed) return typed;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type == typeof(Guid)) return (T)(object)Guid.Parse((string)value);
        if (type == typeof(DateTime)) return (T)(object)DateTime.Parse((string)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return (T)Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (ownsDatabase) await Database.Drop();
    }
}
