using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>What looking at a backup found. <see cref="Findings"/> is empty when everything agrees.</summary>
/// <param name="Contents">What is really in it; null when it could not be opened.</param>
/// <param name="Audit">The verdict over the trail in it.</param>
public sealed record BackupVerdict(bool Valid, BackupManifest Manifest, BackupContents? Contents, AuditVerdict? Audit, IReadOnlyList<string> Findings);

/// <summary>Makes backups and looks at them. A backup is a file and its manifest beside it; both appear only when they are whole.</summary>
public sealed class BackupStore(Dialect dialect, PlantOptions plant, Clock clock, PostgresTools tools)
{
    private const string Prefix = "controlroom-", ManifestExtension = ".json", Stamp = "yyyyMMdd'T'HHmmss'Z'";

    internal DatabaseCopy Copy => DatabaseCopy.Of(dialect, tools);

    /// <summary>Where the timetable puts backups.</summary>
    public string Folder => plant.Backup.Directory is { Length: > 0 } configured ? configured : Path.Combine(plant.DataDirectory, "backups");

    public static string AppVersion { get; } = typeof(BackupStore).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Copies the plant's database while it is in use.</summary>
    /// <returns>The manifest, and where the file lies.</returns>
    public async Task<(BackupManifest Manifest, string File)> Create(string? folder, CancellationToken ct)
    {
        var key = Key();
        var directory = PrivateFolder.Make(folder ?? Folder);
        var now = clock.Now;
        var name = $"{Prefix}{plant.SiteCode.ToLowerInvariant()}-{now.ToString(Stamp, CultureInfo.InvariantCulture)}{Copy.Extension}{(key is null ? "" : SealedFile.Extension)}";
        var file = Path.Combine(directory, name);
        if (File.Exists(file)) throw new BackupFailedException($"{file} exists already.");
        var work = PrivateFolder.Make(Path.Combine(directory, $".{name}"));
        try
        {
            var copy = Path.Combine(work, "copy");
            var contents = await Copy.Write(copy, ct);
            if (key is not null)
            {
                SealedFile.Seal(copy, copy + SealedFile.Extension, key);
                copy += SealedFile.Extension;
            }
            Flush(copy);
            HideFromOthers(copy);
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, name, dialect.Name, plant.SiteCode, AppVersion, now, new FileInfo(copy).Length, await Hash(copy, ct), key is not null, contents);
            await File.WriteAllTextAsync(Path.Combine(work, "manifest"), JsonSerializer.Serialize(manifest, Json.Options) + "\n", ct);
            Flush(Path.Combine(work, "manifest"));
            File.Move(copy, file);
            // Last: where there is a manifest, there is a whole backup.
            File.Move(Path.Combine(work, "manifest"), file + ManifestExtension);
            return (manifest, file);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Recomputes the hash, opens the backup beside the plant's database, counts what is in it and verifies its audit trail.</summary>
    public async Task<Outcome<BackupVerdict>> Verify(string file, CancellationToken ct)
    {
        var read = await Manifest(file, ct);
        if (!read.Done) return read.Refusal;
        var manifest = read.Value;
        if (await Hash(file, ct) != manifest.Sha256) return new BackupVerdict(false, manifest, null, null, ["The file is not the one that was written: its SHA-256 differs from the manifest's."]);
        await using var plain = await Plain(file, manifest, ct);
        await using var scratch = await Copy.Open(plain.File, ct);
        await using var db = scratch.Dialect.Open();
        var contents = await BackupContents.Read(db, ct);
        var audit = await new AuditVerification(scratch.Dialect, null, clock).Check(ct);
        var findings = new List<string>();
        if (contents != manifest.Contents) findings.Add($"The contents differ from the manifest's: {Json.Text(contents)}.");
        if (!audit.Valid) findings.Add(string.Create(CultureInfo.InvariantCulture, $"The audit trail is broken at id {audit.FirstBrokenId}: {Word.Of(audit.Fault!.Value)}."));
        return new BackupVerdict(findings.Count == 0, manifest, contents, audit, findings);
    }

    /// <summary>Files in the folder that have a manifest, newest first.</summary>
    public IReadOnlyList<string> List() => !Directory.Exists(Folder) ? []
        : [.. Directory.EnumerateFiles(Folder, Prefix + "*" + ManifestExtension).Select(m => m[..^ManifestExtension.Length]).Where(File.Exists).OrderDescending(StringComparer.Ordinal)];

    /// <summary>Removes backups that have been kept long enough; the newest stays, and what somebody gave a name of its own.</summary>
    public int Prune()
    {
        var (days, weeks) = (clock.Now.AddDays(-plant.Backup.KeepDays), clock.Now.AddDays(-7 * plant.Backup.KeepWeeks));
        var made = List().Select(f => (File: f, At: MadeAt(f))).Where(b => b.At is not null).Select(b => (b.File, At: b.At!.Value)).OrderByDescending(b => b.At).ToList();
        var newestOfWeek = made.DistinctBy(b => Week(b.At)).Where(b => b.At >= weeks).Select(b => b.File).ToHashSet(StringComparer.Ordinal);
        var old = made.Skip(1).Where(b => b.At < days && !newestOfWeek.Contains(b.File)).Select(b => b.File).ToList();
        foreach (var file in old)
        {
            // The manifest first: what has none is no backup any more.
            File.Delete(file + ManifestExtension);
            File.Delete(file);
        }
        return old.Count;
    }

    /// <summary>From the name: copied files have other times.</summary>
    private static DateTime? MadeAt(string file) =>
        DateTime.TryParseExact(Path.GetFileName(file).Split('-')[^1].Split('.')[0], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>From Monday to Sunday, in UTC.</summary>
    private static int Week(DateTime at) => DateOnly.FromDateTime(at).DayNumber / 7;

    internal async Task<Outcome<BackupManifest>> Manifest(string file, CancellationToken ct)
    {
        if (!File.Exists(file) || !File.Exists(file + ManifestExtension)) return Refusal.NotFound("backup", file);
        BackupManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(file + ManifestExtension, ct), Json.Options);
        }
        catch (JsonException)
        {
            manifest = null;
        }
        if (manifest is not { Format: BackupManifest.CurrentFormat }) return Refusal.Conflict("BACKUP_MANIFEST_UNREADABLE").With("file", file + ManifestExtension);
        if (manifest.Database != dialect.Name) return Refusal.Conflict("BACKUP_OTHER_DATABASE").With("from", manifest.Database).With("to", dialect.Name);
        return manifest.IsEncrypted && plant.Backup.KeyFile is not { Length: > 0 } ? Refusal.Conflict("BACKUP_KEY_MISSING") : manifest;
    }

    /// <summary>The backup as the database wrote it: itself, or its decrypted copy.</summary>
    internal async Task<PlainFile> Plain(string file, BackupManifest manifest, CancellationToken ct)
    {
        if (!manifest.IsEncrypted) return new PlainFile(file, null);
        var folder = Directory.CreateTempSubdirectory("controlroom-plain-").FullName;
        var plain = new PlainFile(Path.Combine(folder, "copy"), folder);
        try
        {
            await Task.Run(() => SealedFile.Open(file, plain.File, Key()!), ct);
            return plain;
        }
        catch (CryptographicException e)
        {
            await plain.DisposeAsync();
            throw new BackupFailedException("The backup cannot be decrypted: the key in ControlRoom:Backup:KeyFile is another one, or the file is damaged.", e);
        }
    }

    private byte[]? Key()
    {
        if (plant.Backup.KeyFile is not { Length: > 0 } file) return null;
        try
        {
            return SealedFile.ReadKey(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BackupFailedException($"The key file {file} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The folder may be one that somebody made for everybody; a group of its own may still read it.</summary>
    private static void HideFromOthers(string file)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, File.GetUnixFileMode(file) & ~(UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute));
    }

    private static void Flush(string file)
    {
        using var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }

    private static async Task<string> Hash(string file, CancellationToken ct)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct));
    }
}

/// <summary>A backup to read; its folder goes when it was decrypted for this.</summary>
internal sealed record PlainFile(string File, string? Folder) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        if (Folder is not null) Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
