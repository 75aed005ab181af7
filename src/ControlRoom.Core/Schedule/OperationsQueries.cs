using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Schedule;

/// <param name="Connections">Open now, of <paramref name="MaxConnections"/>; null where there is one file.</param>
/// <param name="Migration">The newest migration that was applied.</param>
public sealed record DatabaseHealth(string Kind, string Version, decimal LatencyMs, long SizeBytes, int? Connections, int? MaxConnections, string? Migration);

/// <param name="Unsealed">Events since the last seal.</param>
public sealed record SealHealth(DateTime? LastSealAt, long Sealed, long Unsealed);

/// <param name="LastChangeAt">When the newest event was written.</param>
/// <param name="IsListening">Other processes are heard; null where there is one.</param>
/// <param name="Waiting">Events that the feed may not tell yet, because an older transaction is still open.</param>
public sealed record FeedHealth(DateTime? LastChangeAt, bool? IsListening, int Waiting);

public sealed record StorageHealth(string Directory, long TotalBytes, long FreeBytes);

public sealed record OperationsView(DatabaseHealth Database, FeedHealth Feed, SealHealth Seals, StorageHealth? Storage, IReadOnlyList<ChoreView> Chores, bool Simulator, DateTime At);

/// <summary>How the machine is.</summary>
public sealed class OperationsQueries(Dialect dialect, ChoreQueries chores, FeedBridge bridge, PlantOptions plant, Clock clock)
{
    public async Task<OperationsView> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return new(await Database(db, ct), await Changes(db, ct), await Seals(db, ct), Storage(plant.DataDirectory), await chores.Timetable(ct), plant.Simulator, clock.Now);
    }

    public async Task<DatabaseHealth> Database(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await Database(db, ct);
    }

    /// <summary>The volume of the data directory; null when it cannot be asked.</summary>
    public static StorageHealth? Storage(string directory)
    {
        var path = Path.GetFullPath(directory);
        var drive = DriveInfo.GetDrives().Where(d => d.IsReady && path.StartsWith(d.RootDirectory.FullName, StringComparison.Ordinal)).MaxBy(d => d.RootDirectory.FullName.Length);
        return drive is { TotalSize: > 0 } ? new(path, drive.TotalSize, drive.AvailableFreeSpace) : null;
    }

    private async Task<DatabaseHealth> Database(ControlRoomDb db, CancellationToken ct)
    {
        // The first command opens the connection; the second is the round trip that every command pays.
        await using (var open = await Dialect.Command(db, dialect.Probe, ct)) await open.ExecuteScalarAsync(ct);
        var watch = clock.Provider.GetTimestamp();
        await using (var probe = await Dialect.Command(db, dialect.Probe, ct)) await probe.ExecuteScalarAsync(ct);
        var latency = decimal.Round((decimal)clock.Provider.GetElapsedTime(watch).TotalMilliseconds, 2);
        await using var about = await Dialect.Command(db, dialect.About, ct);
        await using var reader = await about.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var health = new DatabaseHealth(dialect.Name, reader.GetString(0), latency, reader.GetInt64(1), reader.IsDBNull(2) ? null : (int)reader.GetInt64(2), reader.IsDBNull(3) ? null : (int)reader.GetInt64(3), null);
        await reader.CloseAsync();
        return health with { Migration = (await db.Database.GetAppliedMigrationsAsync(ct)).LastOrDefault() };
    }

    private async Task<FeedHealth> Changes(ControlRoomDb db, CancellationToken ct)
    {
        var last = await db.AuditEvents.AsNoTracking().OrderByDescending(e => e.Id).Select(e => (DateTime?)e.CreatedAt).FirstOrDefaultAsync(ct);
        var waiting = 0;
        if (!dialect.IsEmbedded)
        {
            var horizon = await dialect.FeedHorizon(db, ct);
            waiting = await db.AuditEvents.CountAsync(e => e.XactId >= horizon, ct);
        }

        return new(last, dialect.IsEmbedded ? null : bridge.IsListening, waiting);
    }

    private static async Task<SealHealth> Seals(ControlRoomDb db, CancellationToken ct)
    {
        var last = await db.AuditSeals.AsNoTracking().OrderByDescending(s => s.ToId).Select(s => new { s.ToId, s.SealedAt }).FirstOrDefaultAsync(ct);
        var to = last?.ToId ?? 0;
        return new(last?.SealedAt, await db.AuditSeals.SumAsync(s => (long)s.EventCount, ct), await db.AuditEvents.LongCountAsync(e => e.Id > to, ct));
    }
}
