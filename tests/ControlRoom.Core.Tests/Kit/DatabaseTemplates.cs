using ControlRoom.Core.Database;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ControlRoom.Tests.Kit;

/// <summary>A database of its own for a test: connection string, and how to be rid of it.</summary>
public sealed record TestDatabase(Db Db, string ConnectionString, Func<Task> Drop)
{
    /// <summary>Its core registry, which the product makes when it is first used.</summary>
    public string Core => Db == Db.Sqlite
        ? SqliteDialect.ConnectionString(new SqliteConnectionStringBuilder(ConnectionString).DataSource + ".core")
        : new NpgsqlConnectionStringBuilder(ConnectionString) { Database = new NpgsqlConnectionStringBuilder(ConnectionString).Database + "_core" }.ToString();
}

/// <summary>Each database is migrated and given its people once; tests get copies, which costs milliseconds instead of seconds.</summary>
public static class DatabaseTemplates
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(MigrateSqlite);
    private static readonly Lazy<Task<string>> PostgresTemplate = new(MigratePostgres);
    private static readonly string Folder = OwnFolder();
    private static int copies;

    public static Task<TestDatabase> Copy(Db db) => db == Db.Sqlite ? CopySqlite() : CopyPostgres();

    /// <summary>An empty database nobody has migrated.</summary>
    public static async Task<TestDatabase> Empty(Db db)
    {
        if (db == Db.Sqlite) return OfFile(NewFile());
        var server = await PostgresServer.Get();
        var name = NewName();
        await server.Execute($"CREATE DATABASE {name}");
        return OfServer(server, name);
    }

    /// <summary>A migrated database with the people on a server of the test's own.</summary>
    public static async Task<TestDatabase> On(PostgresServer server)
    {
        await server.Execute("CREATE DATABASE plant");
        await using var dialect = new PostgresDialect(server.To("plant"));
        await Migrate(dialect);
        return new(Db.Postgres, server.To("plant"), () => Task.CompletedTask);
    }

    public static Dialect Dialect(TestDatabase database) =>
        database.Db == Db.Sqlite ? new SqliteDialect(database.ConnectionString) : new PostgresDialect(database.ConnectionString);

    private static async Task<TestDatabase> CopySqlite()
    {
        var template = await SqliteTemplate.Value;
        var file = NewFile();
        File.Copy(template, file);
        return OfFile(file);
    }

    private static async Task<TestDatabase> CopyPostgres()
    {
        var template = await PostgresTemplate.Value;
        var server = await PostgresServer.Get();
        var name = NewName();
        await server.Execute($"CREATE DATABASE {name} TEMPLATE {template}");
        return OfServer(server, name);
    }

    private static TestDatabase OfFile(string file) => new(Db.Sqlite, SqliteDialect.ConnectionString(file), () =>
    {
        foreach (var name in (string[])[file, file + ".core"])
        {
            using (var connection = new SqliteConnection(SqliteDialect.ConnectionString(name))) SqliteConnection.ClearPool(connection);
            foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(name + suffix);
        }
        return Task.CompletedTask;
    });

    private static TestDatabase OfServer(PostgresServer server, string name) =>
        new(Db.Postgres, server.To(name), async () =>
        {
            await server.Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await server.Execute($"DROP DATABASE IF EXISTS {name}_core WITH (FORCE)");
        });

    private static async Task<string> MigrateSqlite()
    {
        var file = NewFile();
        await Migrate(new SqliteDialect(SqliteDialect.ConnectionString(file)));
        // A copy of the file alone must be the whole database.
        await using var connection = new SqliteConnection(SqliteDialect.ConnectionString(file));
        await connection.OpenAsync();
        await using (var checkpoint = connection.CreateCommand())
        {
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await checkpoint.ExecuteNonQueryAsync();
        }
        SqliteConnection.ClearPool(connection);
        return file;
    }

    private static async Task<string> MigratePostgres()
    {
        var server = await PostgresServer.Get();
        var name = NewName();
        await server.Execute($"CREATE DATABASE {name}");
        await using var dialect = new PostgresDialect(server.To(name));
        await Migrate(dialect);
        return name;
    }

    private static async Task Migrate(Dialect dialect)
    {
        await new Migrator(dialect, NullLogger<Migrator>.Instance).Run(CancellationToken.None);
        await using var db = dialect.Open();
        foreach (var person in People.All.Where(p => !db.Users.Any(u => u.Id == p.Id))) db.Users.Add(person.Row());
        await db.SaveChangesAsync();
    }

    private static string NewName() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"plant_{Interlocked.Increment(ref copies)}");

    private static string NewFile() => Path.Combine(Folder, NewName() + ".db");

    /// <summary>A folder of this process; those of processes that were killed are swept here.</summary>
    private static string OwnFolder()
    {
        const string prefix = "controlroom-sqlite-";
        foreach (var stale in Directory.GetDirectories(Path.GetTempPath(), prefix + "*").Where(d => !Directory.Exists("/proc/" + d[(d.LastIndexOf('-') + 1)..])))
        {
            Directory.Delete(stale, recursive: true);
        }

        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), prefix + Environment.ProcessId)).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
