using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

/// <summary>The text form of metrics, read as strictly as a monitoring system does; every line must fit the grammar.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, double> samples = new(StringComparer.Ordinal);

    /// <summary>Type by family name.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>Value of the one line with exactly this name and these labels, <c>runs_active{status="HOLD"}</c>.</summary>
    public double this[string series] => samples.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"No {series} among:\n{string.Join('\n', samples.Keys)}");

    public IEnumerable<string> Series => samples.Keys;

    public static Exposition Read(string text)
    {
        var read = new Exposition();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string? help = null, family = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } h) help = h.Groups[1].Value;
            else if (Type().Match(line) is { Success: true } t)
            {
                family = t.Groups[1].Value;
                Assert.True(help == family, $"{family} has no help above it.");
                Assert.True(read.Types.TryAdd(family, t.Groups[2].Value), $"{family} comes twice.");
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, $"No sample: {line}");
                Assert.True(Belongs(sample.Groups[1].Value, family!, read.Types[family!]), $"{line} does not belong to {family}.");
                Assert.True(read.samples.TryAdd(line[..line.LastIndexOf(' ')], double.Parse(sample.Groups[3].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)), $"{line} comes twice.");
            }
        }
        return read;
    }

    /// <summary>What promtool has to say; null where it is not installed.</summary>
    public static async Task<string?> Promtool(string text, CancellationToken ct)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(d => File.Exists(Path.Combine(d, "promtool")))) return null;
        using var process = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(text.AsMemory(), ct);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync(ct) + await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return process.ExitCode == 0 ? said : $"exit code {process.ExitCode}: {said}";
    }

    private static bool Belongs(string name, string family, string type) => type == "histogram" ? name == family + "_bucket" || name == family + "_sum" || name == family + "_count" : name == family;

    [GeneratedRegex(@"^# HELP ([a-z_:][a-z0-9_:]*) \S.*$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-z_:][a-z0-9_:]*) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-z_:][a-z0-9_:]*)(\{[a-z_][a-z0-9_]*="(?:[^"\\]|\\["\\n])*"(?:,[a-z_][a-z0-9_]*="(?:[^"\\]|\\["\\n])*")*\})? (-?[0-9.]+(?:E[+-]?[0-9]+)?|\+Inf|NaN)$""")]
    private static partial Regex Sample();
}
