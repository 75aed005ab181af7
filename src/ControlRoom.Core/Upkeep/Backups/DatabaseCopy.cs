using ControlRoom.Core.Database;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>Something outside the plant did not do what a backup needs of it; the message is for whoever runs it.</summary>
public sealed class BackupFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A copy that is open for looking at, and gone when it is closed.</summary>
internal sealed record Scratch(Dialect Dialect, Func<Task> Close) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (Dialect is IAsyncDisposable disposable) await disposable.DisposeAsync();
        await Close();
    }
}

/// <summary>How a database of one kind is copied while it is in use, how a copy is looked at, and how it is put back.</summary>
internal abstract class DatabaseCopy
{
    /// <summary>Ending of its files.</summary>
    public abstract string Extension { get; }

    /// <summary>Writes a consistent copy and tells what is in it.</summary>
    public abstract Task<BackupContents> Write(string file, CancellationToken ct);

    /// <summary>Opens a copy beside the plant's database.</summary>
    public abstract Task<Scratch> Open(string file, CancellationToken ct);

    /// <summary>True when there is nothing yet where a copy would be put back.</summary>
    public abstract Task<bool> IsEmpty(CancellationToken ct);

    /// <summary>True when somebody else works on the database now.</summary>
    public abstract Task<bool> IsInUse(CancellationToken ct);

    /// <summary>Puts a copy in the place of the database. What was there is kept.</summary>
    /// <param name="suffix">For the name under which it is kept.</param>
    /// <returns>Where it is kept; null when nothing was there.</returns>
    public abstract Task<string?> PutBack(string file, string suffix, CancellationToken ct);

    public static DatabaseCopy Of(Dialect dialect, PostgresTools tools) => dialect switch
    {
        PostgresDialect postgres => new PostgresCopy(postgres, tools),
        SqliteDialect sqlite => new SqliteCopy(sqlite),
        _ => throw new NotSupportedException($"There is no backup of {dialect.Name}."),
    };
}
