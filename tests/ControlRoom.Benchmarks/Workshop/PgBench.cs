using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace ControlRoom.Benchmarks.Workshop;

/// <summary>PostgreSQL's own load generator: one script, again and again, by so many clients.</summary>
internal static partial class PgBench
{
    /// <summary>Transactions a second, and that none failed.</summary>
    public static async Task<double> Run(string connectionString, string script, int clients, int transactionsEach, params (string Name, long Value)[] variables)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script);
            var start = new ProcessStartInfo("pgbench") { RedirectStandardOutput = true, RedirectStandardError = true };
            string[] arguments =
            [
                "-h", to.Host!, "-p", to.Port.ToString(CultureInfo.InvariantCulture), "-U", to.Username!, "-n", "-M", "prepared", "-c", clients.ToString(CultureInfo.InvariantCulture), "-j", Math.Min(clients, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
                "-t", transactionsEach.ToString(CultureInfo.InvariantCulture), "-f", file, .. variables.SelectMany(v => (string[])["-D", $"{v.Name}={v.Value}"]), to.Database!,
            ];
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            var text = await said;
            if (process.ExitCode != 0 || !text.Contains($"actually processed: {clients * transactionsEach}/{clients * transactionsEach}", StringComparison.Ordinal)) throw new InvalidOperationException($"pgbench did not do it all: {text} {await complained}");
            return double.Parse(Rate().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial connection time\)")]
    private static partial Regex Rate();
}
