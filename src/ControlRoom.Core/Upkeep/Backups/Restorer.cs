using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>What a restore would replace, or has replaced: written after the backup was made, and not in it.</summary>
/// <param name="From">Newest event that the backup knows.</param>
/// <param name="To">Newest event of the database that is replaced.</param>
public sealed record RestoreGap(DateTime? From, DateTime? To, int Runs, int Lots, int Inspections, int AuditEvents);

/// <summary>What a restore would do, looked at before anybody is asked.</summary>
/// <param name="Verdict">The backup, opened and checked.</param>
/// <param name="Gap">Null when there is nothing to replace.</param>
/// <param name="WhyNot">Why it must not be, in production; no consent goes past it.</param>
public sealed record RestorePlan(string File, BackupVerdict Verdict, RestoreGap? Gap, Refusal? WhyNot);

/// <summary>What a restore did.</summary>
/// <param name="Status">ok, dry_run or cancelled.</param>
/// <param name="ReplacedKeptAs">File or database under which the replaced one still is; nothing is ever destroyed.</param>
/// <param name="Contents">Counts and newest instants as they are now.</param>
/// <param name="Audit">The chain as it is now.</param>
public sealed record RestoreReport(string Status, string File, BackupManifest Backup, BackupContents? Contents, AuditVerdict? Audit, RestoreGap? Gap, string? ReplacedKeptAs, string ConfirmedBy);

/// <summary>
/// Puts a backup in the place of the plant's database. The order is that of all destructive operations: look at the backup, ask whether it is
/// safe (production only), show what would be lost, ask for consent, do it, look at the result.
/// </summary>
public sealed class Restorer(BackupStore backups, Dialect dialect, Migrator migrator, TransactionBoundary boundary, PlantOptions plant, Clock clock)
{
    public const string Ok = "ok", DryRun = "dry_run", Cancelled = "cancelled";

    public async Task<Outcome<RestorePlan>> Plan(string file, CancellationToken ct)
    {
        var verified = await backups.Verify(file, ct);
        if (!verified.Done) return verified.Refusal;
        if (!verified.Value.Valid) return Refusal.Conflict("BACKUP_DAMAGED").With("file", file).With("finding", string.Join(' ', verified.Value.Findings));
        await using var db = dialect.Open();
        if (!db.Database.GetMigrations().Contains(verified.Value.Contents!.Migration)) return Refusal.Conflict("BACKUP_TOO_NEW").With("migration", verified.Value.Contents.Migration);
        if (await backups.Copy.IsEmpty(ct)) return new RestorePlan(file, verified.Value, null, null);
        return new RestorePlan(file, verified.Value, await Gap(db, verified.Value.Contents, ct), plant.IsProduction ? await RestoreRule.WhyUnsafe(db, ct) : null);
    }

    /// <summary>Carries a plan out. Whoever calls has asked for consent.</summary>
    /// <param name="confirmedBy">prompt, confirm or force; none when the plan is unsafe and nobody was asked.</param>
    public async Task<Outcome<RestoreReport>> Carry(RestorePlan plan, string confirmedBy, CancellationToken ct)
    {
        if ((plan.WhyNot ?? await WhyUnsafe(plan, ct)) is { } unsafely)
        {
            await Note("DESTRUCTIVE_OP_SKIPPED", plan, confirmedBy, ct, protectedBy: unsafely.Code);
            return unsafely;
        }
        if (await backups.Copy.IsInUse(ct)) return Refusal.Conflict("DATABASE_IN_USE");
        string? kept;
        await using (var plain = await backups.Plain(plan.File, plan.Verdict.Manifest, ct)) kept = await backups.Copy.PutBack(plain.File, $".before-restore-{clock.Now:yyyyMMdd'T'HHmmss'Z'}", ct);
        await migrator.Run(ct);
        BackupContents contents;
        await using (var db = dialect.Open()) contents = await BackupContents.Read(db, ct);
        var audit = await new AuditVerification(dialect, null, clock).Check(ct);
        // The incident note: it is the first event after the gap.
        await Note("DESTRUCTIVE_OP_EXECUTED", plan, confirmedBy, CancellationToken.None, kept);
        return new RestoreReport(Ok, plan.File, plan.Verdict.Manifest, contents, audit, plan.Gap, kept, confirmedBy);
    }

    /// <summary>Somebody was asked and said no.</summary>
    public async Task<RestoreReport> Cancel(RestorePlan plan, CancellationToken ct)
    {
        await Note("DESTRUCTIVE_OP_CANCELLED", plan, "none", ct);
        return Looked(plan, Cancelled);
    }

    /// <summary>What was found, when nothing was done.</summary>
    public static RestoreReport Looked(RestorePlan plan, string status) => new(status, plan.File, plan.Verdict.Manifest, plan.Verdict.Contents, plan.Verdict.Audit, plan.Gap, null, "none");

    /// <summary>Asked again after the consent: a run may have begun meanwhile.</summary>
    private async Task<Refusal?> WhyUnsafe(RestorePlan plan, CancellationToken ct)
    {
        if (!plant.IsProduction || plan.Gap is null) return null;
        await using var db = dialect.Open();
        return await RestoreRule.WhyUnsafe(db, ct);
    }

    /// <summary>On the trail of the database that is there, if it has one.</summary>
    private async Task Note(string eventType, RestorePlan plan, string confirmedBy, CancellationToken ct, string? kept = null, string? protectedBy = null)
    {
        if (await backups.Copy.IsEmpty(ct)) return;
        await using (var db = dialect.Open())
        {
            if (!(await db.Database.GetAppliedMigrationsAsync(ct)).Any()) return;
        }
        await boundary.Note(Caller.System(clock.Now), new Fact(eventType, EntityTypes.System, Ids.System, null, null, null)
        {
            Metadata = new
            {
                operation = new RestoreRule().Name, operator_account = Environment.UserName, environment = plant.EnvironmentWord, backup = plan.Verdict.Manifest.File, sha256 = plan.Verdict.Manifest.Sha256, gap = plan.Gap,
                replaced_kept_as = kept, confirmed_by = confirmedBy, protected_by = protectedBy,
            },
        }, ct);
    }

    /// <summary>Rows of these tables only ever become more, so the difference is what came after the backup.</summary>
    private static async Task<RestoreGap> Gap(ControlRoomDb db, BackupContents backup, CancellationToken ct)
    {
        if (!(await db.Database.GetAppliedMigrationsAsync(ct)).Any()) return new RestoreGap(backup.NewestAuditEvent, null, 0, 0, 0, 0);
        var now = await BackupContents.Read(db, ct);
        return new RestoreGap(backup.NewestAuditEvent, now.NewestAuditEvent, More(now.Runs, backup.Runs), More(now.Lots, backup.Lots), More(now.Inspections, backup.Inspections), More(now.AuditEvents, backup.AuditEvents));
    }

    private static int More(int now, int then) => Math.Max(0, now - then);
}
