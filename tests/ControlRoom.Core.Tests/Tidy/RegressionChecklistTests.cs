using System.Text.RegularExpressions;
using ControlRoom.Core.Monitors;
using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>docs/regression-checklist.md is as good as the tests it names.</summary>
public sealed partial class RegressionChecklistTests
{
    [Fact]
    [Trait("Rule", "GOV-01")]
    public void Every_critical_file_says_that_it_is_one_and_no_other_does()
    {
        var critical = RegressionChecklist.Files.Select(f => "src/ControlRoom.Core/" + f).ToHashSet(StringComparer.Ordinal);
        House.AssertNone(critical.Except(House.Core.Select(f => f.Path)), "These are gone: take them from RegressionChecklist.Files.");
        House.AssertNone(House.Core.Where(f => critical.Contains(f.Path) && !f.Text.StartsWith($"{RegressionChecklist.Header}\n{RegressionChecklist.Duties}\n", StringComparison.Ordinal)).Select(f => f.Path), "Put RegressionChecklist.Header and Duties at the top of these files.");
        House.AssertNone(House.Core.Where(f => !critical.Contains(f.Path) && f.Text.StartsWith(RegressionChecklist.Header, StringComparison.Ordinal)).Select(f => f.Path), "These carry the warning: name them in RegressionChecklist.Files.");
    }

    [Fact]
    [Trait("Rule", "GOV-02"), Trait("Rule", "GOV-03")]
    public void Every_line_of_the_checklist_has_tests_that_run_and_carry_its_promises()
    {
        var tests = Tests();
        var lines = Rows("# Regression checklist");
        Assert.Equal(Enumerable.Range(1, 9).Select(n => $"{n}."), lines.Select(l => l[0].Split(' ')[0]));
        Assert.Equal(RegressionChecklist.Lines.Select(l => string.Join(", ", l.Rules)), lines.Select(l => l[1]));
        var faults = new List<string>();
        foreach (var line in lines)
        {
            var named = TestName().Matches(line[2]).Select(m => m.Groups[1].Value).ToList();
            if (named.Count == 0) faults.Add($"{line[0]}: names no test");
            faults.AddRange(named.Where(n => !tests.ContainsKey(n)).Select(n => $"{line[0]}: there is no test {n}"));
            faults.AddRange(named.Where(n => tests.TryGetValue(n, out var head) && head.Contains("Skip", StringComparison.Ordinal)).Select(n => $"{line[0]}: {n} is skipped"));
            faults.AddRange(line[1].Split(", ").Where(p => !named.Any(n => tests.TryGetValue(n, out var head) && head.Contains($"\"{p}\"", StringComparison.Ordinal))).Select(p => $"{line[0]}: no named test carries {p}"));
        }
        House.AssertNone(faults, "Name tests in docs/regression-checklist.md that exist, run and carry the promises of their line.");
    }

    [Fact]
    [Trait("Rule", "GOV-06")]
    public void Every_requirement_of_stabilisation_names_its_stage_and_promises_that_are_tested()
    {
        var rows = Rows("## Where the lines belong");
        Assert.Equal(["2B.1", "2B.2", "2B.3", "7.X", "FF_SERIAL_STD_HAT", "E2E"], rows.Select(r => r[1]));
        var carried = House.Tests.SelectMany(f => Carried().Matches(f.Text).Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        House.AssertNone(rows.SelectMany(r => r[2].Split(", ").Where(p => !carried.Contains(p)).Select(p => $"{r[0]}: {p}")), "No test carries these promises.");
    }

    /// <summary>Name of class and method, and what stands above the method: its attributes.</summary>
    private static Dictionary<string, string> Tests() => House.Tests
        .SelectMany(f => Method().Matches(f.Text).Select(m => (Name: $"{Path.GetFileNameWithoutExtension(f.Name)}.{m.Groups["name"].Value}", Head: m.Groups["head"].Value)))
        .DistinctBy(t => t.Name, StringComparer.Ordinal).ToDictionary(t => t.Name, t => t.Head, StringComparer.Ordinal);

    /// <summary>The cells of the table under a heading, without its head.</summary>
    private static List<string[]> Rows(string heading) =>
        [.. File.ReadLines(House.PathOf("docs/regression-checklist.md")).SkipWhile(l => l != heading).Skip(1).SkipWhile(l => !l.StartsWith('|')).TakeWhile(l => l.StartsWith('|')).Skip(2)
            .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray())];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"Trait\(""Rule"", ""([^""]+)""\)")]
    private static partial Regex Carried();

    [GeneratedRegex(@"(?<head>(?:^ {4}\[[^\n]*\]\n)+) {4}public (?:async )?(?:Task|void) (?<name>\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Method();
}
