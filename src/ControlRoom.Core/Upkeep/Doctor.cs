using System.Data.Common;
using System.Globalization;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep.Backups;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace ControlRoom.Core.Upkeep;

/// <summary>OK, WARNING: works but look at it, FAILED, UNAVAILABLE: the database does not answer, SKIPPED: could not be asked because of that.</summary>
public enum Health { Ok, Warning, Failed, Unavailable, Skipped }

public sealed record Examination(string Name, Health Health, string Finding);

/// <param name="ExitCode">0 fine, 1 something failed, 3 the database does not answer.</param>
public sealed record Diagnosis(Health Health, IReadOnlyList<Examination> Checks, int ExitCode, DateTime ExaminedAt);

/// <summary>Looks at an installation from the outside in: settings, disk, keys, tools, then the database. Changes nothing.</summary>
public sealed class Doctor(PlantOptions plant, IConfiguration configuration, Dialect dialect, Clock clock, BackupStore backups, PostgresTools tools)
{
    private const long Little = 1L << 30, TooLittle = 100L << 20;
    private static readonly string[] Programs = ["pg_dump", "pg_restore"];
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2), BackupAge = TimeSpan.FromHours(26);

    public async Task<Diagnosis> Examine(CancellationToken ct)
    {
        List<Examination> all = [Configuration(), Environment(), Disk(), Keys(), Tools(), Backups()];
        all.AddRange(await Database(ct));
        var worst = all.Exists(e => e.Health == Health.Unavailable) ? Health.Unavailable : all.Exists(e => e.Health == Health.Failed) ? Health.Failed : all.Exists(e => e.Health == Health.Warning) ? Health.Warning : Health.Ok;
        return new Diagnosis(worst, all, worst switch { Health.Unavailable => 3, Health.Failed => 1, _ => 0 }, clock.Now);
    }

    private Examination Configuration()
    {
        var broken = ConfigurationCheck.Broken(plant, configuration).ToList();
        return broken.Count > 0 ? Failed("configuration", Sentence(broken)) : Ok("configuration", $"site {plant.SiteCode}, {plant.TimeZone}, {plant.Database}");
    }

    private Examination Environment()
    {
        var word = plant.IsProduction ? "production" : plant.Environment!.ToLowerInvariant();
        var unsafely = ConfigurationCheck.Unsafe(plant, configuration, isDeveloper: false).ToList();
        if (unsafely.Count > 0) return Failed("environment", Sentence(unsafely));
        return plant.IsProduction && configuration["AllowedHosts"] is null or "*" ? Warning("environment", $"{word}; AllowedHosts is *: name the hosts that are answered.") : Ok("environment", word);
    }

    private Examination Disk()
    {
        var folder = Path.GetFullPath(plant.DataDirectory);
        try
        {
            var probe = Path.Combine(PrivateFolder.Make(folder), ".doctor");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var says = string.Create(CultureInfo.InvariantCulture, $"{folder}: {free / (1 << 20)} MiB free");
            return free < TooLittle ? Failed("disk", says) : free < Little ? Warning("disk", says) : Ok("disk", says);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed("disk", $"{folder} cannot be written: {e.Message}");
        }
    }

    /// <summary>Keys that others may read let them forge the cookie of anybody.</summary>
    private Examination Keys()
    {
        var folder = Path.Combine(plant.DataDirectory, "keys");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.xml") : [];
        if (files.Length == 0) return Warning("keys", "No data-protection key yet: the first start makes one.");
        if (MayOthersRead(folder) && Array.Exists(files, MayOthersRead)) return Warning("keys", $"{folder} can be read by other users of this machine: chmod -R o= {folder}");
        return Ok("keys", string.Create(CultureInfo.InvariantCulture, $"{files.Length} in {folder}"));
    }

    private static bool MayOthersRead(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherRead) != 0;

    private Examination Tools()
    {
        if (!plant.IsPostgres) return Ok("tools", "none needed: SQLite backs itself up");
        var missing = Programs.Where(p => tools.Find(p) is null).ToList();
        return missing.Count > 0 ? Warning("tools", $"{string.Join(" and ", missing)} not found: backups are impossible. Install the PostgreSQL client or set ControlRoom:Backup:PostgresTools.") : Ok("tools", tools.Find("pg_dump")!);
    }

    private Examination Backups()
    {
        if (backups.List() is not [var newest, ..]) return plant.IsProduction ? Warning("backup", $"No backup in {backups.Folder} yet.") : Ok("backup", $"none in {backups.Folder}");
        var age = clock.Now - File.GetLastWriteTimeUtc(newest);
        var says = string.Create(CultureInfo.InvariantCulture, $"{newest}, {age.TotalHours:0.0} h old");
        return plant.IsProduction && age > BackupAge ? Warning("backup", says) : Ok("backup", says);
    }

    private async Task<IReadOnlyList<Examination>> Database(CancellationToken ct)
    {
        string[] names = ["database", "migrations", "guards", "clock", "audit"];
        try
        {
            await using var db = dialect.Open();
            // Opening an embedded database would make it.
            if (dialect.IsEmbedded && await backups.Copy.IsEmpty(ct)) return [Ok(names[0], $"{dialect.Name}, not made yet"), Unmigrated(names[1], db.Database.GetMigrations()), .. names[2..].Select(n => Skipped(n, "The schema is not up to date."))];
            await using var probe = await Dialect.Command(db, dialect.Probe, ct);
            // Building the model and connecting is this process's time, not the database's.
            var begun = clock.Provider.GetTimestamp();
            await probe.ExecuteScalarAsync(ct);
            List<Examination> found = [Ok(names[0], string.Create(CultureInfo.InvariantCulture, $"{dialect.Name} answers in {clock.Provider.GetElapsedTime(begun).TotalMilliseconds:0} ms"))];
            var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (pending.Count > 0) return [.. found, Unmigrated(names[1], pending), .. names[2..].Select(n => Skipped(n, "The schema is not up to date."))];
            return [.. found, Ok(names[1], (await db.Database.GetAppliedMigrationsAsync(ct)).Last()), await Guards(db, ct), await Time(db, ct), await Trail(ct)];
        }
        catch (Exception e) when (dialect.Classify(e) is Fault.Unavailable or Fault.Transient)
        {
            return [new(names[0], Health.Unavailable, Said(e)), .. names[1..].Select(n => Skipped(n, "The database does not answer."))];
        }
    }

    /// <summary>What the database's driver said, without the advice wrapped around it.</summary>
    private static string Said(Exception e)
    {
        while (e is not DbException && e.InnerException is { } inner) e = inner;
        return e.InnerException is null ? e.Message : $"{e.Message}: {e.GetBaseException().Message}";
    }

    private static Examination Unmigrated(string name, IEnumerable<string> pending) => Failed(name, $"Not applied: {string.Join(", ", pending)}. Starting the application applies them.");

    private async Task<Examination> Guards(ControlRoomDb db, CancellationToken ct)
    {
        var declared = ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.HoldsOn(dialect.IsEmbedded)).Select(g => g.Name).ToList();
        var there = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = await Dialect.Command(db, dialect.ListGuards, ct))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) there.Add(reader.GetString(0));
        }
        var missing = declared.Where(g => !there.Contains(g)).ToList();
        return missing.Count > 0 ? Failed("guards", $"Missing: {string.Join(", ", missing)}. Starting the application puts them back; find out who removed them.") : Ok("guards", string.Create(CultureInfo.InvariantCulture, $"{declared.Count} in place"));
    }

    /// <summary>The server's clock where there is one; and no event may be younger than now.</summary>
    private async Task<Examination> Time(ControlRoomDb db, CancellationToken ct)
    {
        if (await db.AuditEvents.MaxAsync(e => (DateTime?)e.CreatedAt, ct) is { } newest && newest > clock.Now + Apart) return Failed("clock", $"The newest event is of {newest:u}, and here it is {clock.Now:u}: this machine's clock is behind.");
        if (dialect.IsEmbedded) return Ok("clock", $"{clock.Now:u}, no event is younger");
        await using var command = await Dialect.Command(db, "SELECT clock_timestamp()", ct);
        var apart = (DateTime)(await command.ExecuteScalarAsync(ct))! - clock.Now;
        var says = string.Create(CultureInfo.InvariantCulture, $"{apart.Duration().TotalMilliseconds:0} ms from the database server's");
        return apart.Duration() > Apart ? Warning("clock", says + ": synchronise both machines.") : Ok("clock", says);
    }

    private async Task<Examination> Trail(CancellationToken ct)
    {
        var verdict = await new AuditVerification(dialect, null, clock).Check(ct);
        return verdict.Valid
            ? Ok("audit", string.Create(CultureInfo.InvariantCulture, $"{verdict.Checked} events agree with their hashes, {verdict.Sealed} under {verdict.Seals} seals"))
            : Failed("audit", string.Create(CultureInfo.InvariantCulture, $"Broken at id {verdict.FirstBrokenId}: {Word.Of(verdict.Fault!.Value)}"));
    }

    private static string Sentence(IEnumerable<UnsafeSetting> settings) => string.Join(' ', settings.Select(s => $"{s.Key}: {s.Problem}"));

    private static Examination Ok(string name, string finding) => new(name, Health.Ok, finding);

    private static Examination Warning(string name, string finding) => new(name, Health.Warning, finding);

    private static Examination Failed(string name, string finding) => new(name, Health.Failed, finding);

    private static Examination Skipped(string name, string finding) => new(name, Health.Skipped, finding);
}
