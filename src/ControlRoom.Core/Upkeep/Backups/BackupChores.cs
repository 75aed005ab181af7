using System.Data;
using System.Globalization;
using ControlRoom.Core.Schedule;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>Every night a backup; those that were kept long enough go.</summary>
public sealed class BackupChore(BackupStore backups) : Chore
{
    public override string Name => "backup";

    public override Rhythm Rhythm => Rhythm.DailyAtUtc(new TimeOnly(2, 0));

    public override async Task<string> Run(CancellationToken ct)
    {
        var (manifest, file) = await backups.Create(null, ct);
        var removed = backups.Prune();
        return string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}: {manifest.SizeBytes / 1024} KiB, lots: {manifest.Contents.Lots}, audit events: {manifest.Contents.AuditEvents}. Old backups removed: {removed}.");
    }
}

/// <summary>A backup nobody has opened is a hope: every night the newest is.</summary>
public sealed class VerifyBackupChore(BackupStore backups) : Chore
{
    public override string Name => "verify-backup";

    public override Rhythm Rhythm => Rhythm.DailyAtUtc(new TimeOnly(4, 0));

    public override async Task<string> Run(CancellationToken ct)
    {
        if (backups.List() is not [var newest, ..]) return "There is no backup yet.";
        var outcome = await backups.Verify(newest, ct);
        if (!outcome.Done) throw new DataException($"{Path.GetFileName(newest)}: {outcome.Refusal.Detail(CultureInfo.InvariantCulture)}");
        return outcome.Value is { Valid: true, Contents: { } found }
            ? string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(newest)} is whole: lots: {found.Lots}, inspections: {found.Inspections}, audit events: {found.AuditEvents}, chain valid.")
            : throw new DataException($"{Path.GetFileName(newest)}: {string.Join(' ', outcome.Value.Findings)}");
    }
}
