using System.Globalization;

namespace ControlRoom.Benchmarks;

/// <summary>The table that is printed, and the page that keeps it. Only a line that was measured is ever written.</summary>
internal static class Report
{
    private const string Begin = "<!-- measured: written by the benchmarks with --write -->", End = "<!-- end of measured -->";

    private static readonly string Head = "| Line | Database | min | median | max | Aim | Met | Figures of the run | Measured |\n|---|---|---|---|---|---|---|---|---|\n";

    public static void Print(IEnumerable<Measured> lines)
    {
        Console.WriteLine($"{"line",-34} {"database",-9} {"min",7} {"median",7} {"max",7}  {"aim",-7} ");
        foreach (var line in lines)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{line.Name,-34} {line.Database,-9} {line.Ratios.Min(),7:0.00} {line.Median,7:0.00} {line.Ratios.Max(),7:0.00}  {Aim(line),-7} {(line.Met ? "met" : "MISSED")}  {line.Figures}"));
        }
        Console.WriteLine(Machine());
    }

    /// <summary>Puts the lines into the page; those of earlier runs that were not measured now stay.</summary>
    public static void Write(string page, IReadOnlyList<Measured> lines)
    {
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{page} has lost its marks {Begin} and {End}.");
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in text[(from + Begin.Length)..to].Split('\n').Where(r => r.StartsWith("| ", StringComparison.Ordinal) && !r.StartsWith("| Line", StringComparison.Ordinal)))
        {
            var cells = row.Split('|');
            rows[cells[1].Trim() + cells[2].Trim()] = row;
        }
        foreach (var line in lines) rows[line.Name + line.Database] = Row(line);
        File.WriteAllText(page, text[..from] + Begin + "\n" + Head + string.Join('\n', rows.Values) + "\n" + text[to..]);
    }

    private static string Row(Measured line) => string.Create(CultureInfo.InvariantCulture,
        $"| {line.Name} | {line.Database} | {line.Ratios.Min():0.00} | {line.Median:0.00} | {line.Ratios.Max():0.00} | {Aim(line)} | {(line.Met ? "yes" : "no")} | {line.Figures} | {DateTime.UtcNow:yyyy-MM-dd}, {Machine()} |");

    private static string Aim(Measured line) => string.Create(CultureInfo.InvariantCulture, $"{(line.AtLeast ? "≥" : "≤")} {line.Aim:0.0#}");

    /// <summary>A number without the load it was measured under says little.</summary>
    private static string Machine()
    {
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
        return $"{Environment.ProcessorCount} cores, load {load}";
    }
}
