using ControlRoom.Core.Database;
using Microsoft.Data.Sqlite;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>SQLite's own online backup: one consistent state, also while commands are being written. The file alone is the whole database.</summary>
internal sealed class SqliteCopy(SqliteDialect dialect) : DatabaseCopy
{
    private const int Busy = 5, Locked = 6;

    private string Target => new SqliteConnectionStringBuilder(dialect.Connection).DataSource;

    public override string Extension => ".db";

    public override async Task<BackupContents> Write(string file, CancellationToken ct)
    {
        await Task.Run(() => Copy(file), ct);
        BackupContents contents;
        await using (var db = Alone(file).Open()) contents = await BackupContents.Read(db, ct);
        return Settle(file) ? contents : throw new BackupFailedException($"{file} is open elsewhere.");
    }

    public override async Task<Scratch> Open(string file, CancellationToken ct)
    {
        // A database that is opened writes beside itself: the backup stays as it is.
        var copy = Path.Combine(Directory.CreateTempSubdirectory("controlroom-verify-").FullName, "copy.db");
        await Task.Run(() => File.Copy(file, copy), ct);
        return new Scratch(Alone(copy), () =>
        {
            Directory.Delete(Path.GetDirectoryName(copy)!, recursive: true);
            return Task.CompletedTask;
        });
    }

    public override Task<bool> IsEmpty(CancellationToken ct) => Task.FromResult(!File.Exists(Target) || new FileInfo(Target).Length == 0);

    /// <summary>Leaving WAL needs the file alone: whoever else has it open is in the way.</summary>
    public override async Task<bool> IsInUse(CancellationToken ct)
    {
        if (await IsEmpty(ct)) return false;
        Forget();
        return !Settle(Target);
    }

    public override async Task<string?> PutBack(string file, string suffix, CancellationToken ct)
    {
        var (incoming, kept) = (Target + ".restoring", Target + suffix);
        await Task.Run(() => File.Copy(file, incoming, overwrite: true), ct);
        using (var written = new FileStream(incoming, FileMode.Open, FileAccess.ReadWrite)) written.Flush(flushToDisk: true);
        Forget();
        var existed = File.Exists(Target);
        // The log belongs to its file; after leaving WAL there is none.
        if (existed) File.Move(Target, kept);
        File.Move(incoming, Target);
        return existed ? kept : null;
    }

    private void Copy(string file)
    {
        using var source = new SqliteConnection(dialect.Connection);
        using var target = new SqliteConnection(Unpooled(file));
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    /// <summary>Folds the log into the file and takes it away; false when somebody has the file open.</summary>
    private static bool Settle(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(Unpooled(file)) { DefaultTimeout = 1 }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=DELETE";
        try
        {
            return (string)command.ExecuteScalar()! == "delete";
        }
        catch (SqliteException e) when (e.SqliteErrorCode is Busy or Locked)
        {
            return false;
        }
    }

    /// <summary>Connections of this process that wait for more work hold the file open.</summary>
    private void Forget()
    {
        using var connection = new SqliteConnection(dialect.Connection);
        SqliteConnection.ClearPool(connection);
    }

    private static SqliteDialect Alone(string file) => new(Unpooled(file));

    private static string Unpooled(string file) => new SqliteConnectionStringBuilder(SqliteDialect.ConnectionString(file)) { Pooling = false }.ToString();
}
