using System.Data;
using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>pg_dump of one exported snapshot, so that what is told about the copy is exactly what is in it; pg_restore into a database beside the plant's.</summary>
internal sealed class PostgresCopy(PostgresDialect dialect, PostgresTools tools) : DatabaseCopy
{
    /// <summary>PostgreSQL cuts longer names off.</summary>
    private const int LongestName = 63;

    private const int Looks = 20;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private string Name => new NpgsqlConnectionStringBuilder(dialect.Connection).Database!;

    public override string Extension => ".dump";

    public override async Task<BackupContents> Write(string file, CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var snapshot = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var export = await Dialect.Command(db, "SELECT pg_export_snapshot()", ct);
        var id = (string)(await export.ExecuteScalarAsync(ct))!;
        var contents = await BackupContents.Read(db, ct);
        await tools.Run("pg_dump", dialect.Connection, ct, "--format=custom", "--no-owner", "--no-privileges", $"--snapshot={id}", $"--file={file}");
        return contents;
    }

    public override async Task<Scratch> Open(string file, CancellationToken ct)
    {
        var name = $"{Name[..Math.Min(Name.Length, LongestName - 40)]}_verify_{Guid.NewGuid():N}";
        await Make(name, ct);
        try
        {
            await Load(file, name, ct);
        }
        catch
        {
            await Drop(name);
            throw;
        }
        return new Scratch(new PostgresDialect(To(name)), () => Drop(name));
    }

    public override async Task<bool> IsEmpty(CancellationToken ct)
    {
        await using var command = dialect.Source.CreateCommand("SELECT NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public')");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <remarks>The server needs a moment to see a closed connection off; only who stays longer works here.</remarks>
    public override async Task<bool> IsInUse(CancellationToken ct)
    {
        dialect.Source.Clear();
        for (var look = 1; ; look++)
        {
            await using var command = dialect.Source.CreateCommand("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend')");
            if (!(bool)(await command.ExecuteScalarAsync(ct))!) return false;
            if (look == Looks) return true;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    public override async Task<string?> PutBack(string file, string suffix, CancellationToken ct)
    {
        if (await IsEmpty(ct))
        {
            await Load(file, Name, ct);
            return null;
        }
        var (incoming, kept) = (Name + "_restoring", Name + suffix);
        await Make(incoming, ct);
        try
        {
            await Load(file, incoming, ct);
            dialect.Source.Clear();
            // Both names change in one transaction: there is never no database.
            await Beside($"""ALTER DATABASE "{Name}" RENAME TO "{kept}"; ALTER DATABASE "{incoming}" RENAME TO "{Name}";""", ct);
        }
        catch
        {
            await Drop(incoming);
            throw;
        }
        return kept;
    }

    private Task Load(string file, string database, CancellationToken ct) =>
        tools.Run("pg_restore", To(database), ct, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", $"--dbname={database}", file);

    private async Task Make(string name, CancellationToken ct)
    {
        try
        {
            await Beside($"""CREATE DATABASE "{name}" TEMPLATE template0""", ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new BackupFailedException("The database user may not create databases, and a backup is looked at in one of its own: ALTER ROLE … CREATEDB.", e);
        }
    }

    private Task Drop(string name) => Beside($"""DROP DATABASE IF EXISTS "{name}" WITH (FORCE)""", CancellationToken.None);

    /// <summary>From another database of the server: nobody renames the one they are in.</summary>
    private async Task Beside(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(To("postgres")) { Pooling = false, MaxAutoPrepare = 0 }.ToString());
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private string To(string database) => new NpgsqlConnectionStringBuilder(dialect.Connection) { Database = database }.ToString();
}
