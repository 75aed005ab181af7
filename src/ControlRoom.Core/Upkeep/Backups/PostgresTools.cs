using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ControlRoom.Core.Kernel;
using Npgsql;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>The client programs of PostgreSQL: from the configured folder, else from the path, else the newest that is installed.</summary>
public sealed class PostgresTools(PlantOptions plant)
{
    private const string Packaged = "/usr/lib/postgresql";

    /// <summary>Full path of a program; null when it is nowhere.</summary>
    public string? Find(string program)
    {
        IEnumerable<string> folders = plant.Backup.PostgresTools is { Length: > 0 } configured ? [configured]
            : [.. Packages(), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        return folders.SelectMany(f => (string[])[Path.Combine(f, program), Path.Combine(f, program + ".exe")]).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program against a database; credentials go by the environment, where no process list shows them.</summary>
    /// <returns>What it said on standard output.</returns>
    /// <exception cref="BackupFailedException">It is missing, or it failed.</exception>
    public async Task<string> Run(string program, string connectionString, CancellationToken ct, params IEnumerable<string> arguments)
    {
        var path = Find(program) ?? throw new BackupFailedException($"{program} is not installed: install the PostgreSQL client, or name its folder in ControlRoom:Backup:PostgresTools.");
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment_(connectionString)) start.Environment[name] = value;
        try
        {
            using var process = Process.Start(start)!;
            await using var stop = ct.Register(() => process.Kill(entireProcessTree: true));
            var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? await output : throw new BackupFailedException($"{program} ended with exit code {process.ExitCode}: {(await error).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new BackupFailedException($"{path} cannot be run: {e.Message}", e);
        }
    }

    private static Dictionary<string, string> Environment_(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PGHOST"] = settings.Host ?? "", ["PGPORT"] = settings.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = settings.Username ?? "", ["PGPASSWORD"] = settings.Password ?? "",
            ["PGDATABASE"] = settings.Database ?? "", ["PGPASSFILE"] = settings.Passfile ?? "", ["PGSSLROOTCERT"] = settings.RootCertificate ?? "",
            ["PGSSLMODE"] = settings.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
        };
        return all.Where(p => p.Value.Length > 0).ToDictionary();
    }

    private static IEnumerable<string> Packages() => Directory.Exists(Packaged)
        ? Directory.GetDirectories(Packaged).OrderByDescending(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0).Select(d => Path.Combine(d, "bin"))
        : [];
}
