using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>What lies beside every backup file as <c>….json</c>: where it comes from, what is in it, and how to know that it is whole.</summary>
/// <param name="Format">Of this manifest; a larger one is from a newer application.</param>
/// <param name="Database">sqlite or postgres; a backup goes back to the kind it came from.</param>
/// <param name="Sha256">Of the file as it lies there, encrypted if it is.</param>
public sealed record BackupManifest(int Format, string File, string Database, string SiteCode, string AppVersion, DateTime CreatedAt, long SizeBytes, string Sha256, bool IsEncrypted, BackupContents Contents)
{
    public const int CurrentFormat = 1;
}

/// <summary>The seal that the trail ends with.</summary>
public sealed record SealMark(long ToId, string Hash);

/// <summary>How much is in a database and how new it is; read from one snapshot, so that a copy can be compared with it.</summary>
/// <param name="Migration">The last one applied.</param>
public sealed record BackupContents(string Migration, int Users, int Runs, int Lots, int Inspections, int Readings, int StockMoves, int AuditEvents, long LastAuditId,
    DateTime? NewestLot, DateTime? NewestInspection, DateTime? NewestAuditEvent, SealMark? LastSeal)
{
    internal static async Task<BackupContents> Read(ControlRoomDb db, CancellationToken ct) => new(
        (await db.Database.GetAppliedMigrationsAsync(ct)).LastOrDefault() ?? "",
        await db.Users.CountAsync(ct), await db.Runs.CountAsync(ct), await db.Lots.CountAsync(ct), await db.Inspections.CountAsync(ct), await db.Readings.CountAsync(ct), await db.Moves.CountAsync(ct),
        await db.AuditEvents.CountAsync(ct), await db.AuditEvents.MaxAsync(e => (long?)e.Id, ct) ?? 0,
        await db.Lots.MaxAsync(l => (DateTime?)l.CreatedAt, ct), await db.Inspections.MaxAsync(i => (DateTime?)i.InspectedAt, ct), await db.AuditEvents.MaxAsync(e => (DateTime?)e.CreatedAt, ct),
        await db.AuditSeals.OrderByDescending(s => s.ToId).Select(s => new SealMark(s.ToId, s.Hash)).FirstOrDefaultAsync(ct));
}
