using System.Data.Common;
using System.Net.Sockets;
using ControlRoom.Core.Kernel;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlRoom.Core.Database.Registry;

/// <summary>Opens the core registry; its schema is brought to the model the first time it answers.</summary>
public sealed class RegistryStore : IAsyncDisposable
{
    private readonly Func<RegistryDb> open;
    private readonly NpgsqlDataSource? source;
    private readonly SemaphoreSlim migrating = new(1, 1), writers;
    private bool isReady;

    /// <param name="connectionString">Empty: <c>core.db</c> in the data directory. One that names a host is PostgreSQL's.</param>
    public RegistryStore(string? connectionString, PlantOptions plant)
    {
        ArgumentNullException.ThrowIfNull(plant);
        if (IsServer(connectionString))
        {
            source = NpgsqlDataSource.Create(connectionString!);
            var options = new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql(source).Options;
            (open, writers) = (() => new PostgresRegistryDb(options), new SemaphoreSlim(int.MaxValue));
        }
        else
        {
            var file = string.IsNullOrWhiteSpace(connectionString) ? SqliteDialect.ConnectionString(Path.Combine(Path.GetFullPath(plant.DataDirectory), "core.db")) : connectionString;
            var options = new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite(file).AddInterceptors(new SqliteDialect.Durability()).Options;
            // One file has one writer; those of this process queue here.
            (open, writers) = (() => new SqliteRegistryDb(options), new SemaphoreSlim(1, 1));
            DataDirectory = string.IsNullOrWhiteSpace(connectionString) ? plant.DataDirectory : null;
        }
    }

    private string? DataDirectory { get; }

    private static bool IsServer(string? connectionString) =>
        !string.IsNullOrWhiteSpace(connectionString) && new DbConnectionStringBuilder { ConnectionString = connectionString } is var settings && (settings.ContainsKey("Host") || settings.ContainsKey("Server"));

    public async Task<RegistryDb> Open(CancellationToken ct)
    {
        if (!isReady) await Prepare(ct);
        return open();
    }

    /// <summary>A context that writes; where there is one file, the others wait until it is disposed.</summary>
    internal async Task<T> Write<T>(Func<RegistryDb, Task<T>> change, CancellationToken ct)
    {
        await writers.WaitAsync(ct);
        try
        {
            await using var db = await Open(ct);
            var result = await change(db);
            await db.Keep(ct);
            return result;
        }
        finally
        {
            writers.Release();
        }
    }

    /// <summary>Whether the failure means that the registry is not there, and not that it refused something.</summary>
    public static bool IsAway(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            switch (exception)
            {
                case SqliteException { SqliteErrorCode: not 19 }:
                    return true;
                case PostgresException { SqlState: var state }:
                    return !state.StartsWith("22", StringComparison.Ordinal) && !state.StartsWith("23", StringComparison.Ordinal);
                case NpgsqlException or SocketException or IOException or TimeoutException or OperationCanceledException:
                    return true;
            }
        }
        return false;
    }

    private async Task Prepare(CancellationToken ct)
    {
        await migrating.WaitAsync(ct);
        try
        {
            if (isReady) return;
            if (DataDirectory is { } folder) PrivateFolder.Make(folder);
            await using var db = open();
            await db.Database.MigrateAsync(ct);
            isReady = true;
        }
        finally
        {
            migrating.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        migrating.Dispose();
        writers.Dispose();
        if (source is not null) await source.DisposeAsync();
    }
}
