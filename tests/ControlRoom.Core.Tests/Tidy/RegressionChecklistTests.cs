using System.Text.RegularExpressions;
using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>docs/regression-checklist.md is as good as the tests it names.</summary>
public sealed partial class RegressionChecklistTests
{
    private static readonly string[] Critical =
    [
        "Database/TransactionBoundary.cs", "Database/Work.cs",
        "Tickets/Ticket.cs", "Tickets/GraphInstance.cs", "Tickets/TicketRules.cs", "Tickets/RuntimeSnapshot.cs", "Tickets/PlanTicket.cs", "Tickets/StartTicket.cs", "Tickets/CancelTicket.cs",
        "Tickets/RestoreTicket.cs", "Tickets/RestartTicket.cs", "Tickets/CompleteTicket.cs",
        "Tokens/FlowToken.cs", "Tokens/TokenScope.cs", "Tokens/TokenTables.cs",
        "Dispatch/TokenCommands.cs", "Dispatch/AssignmentWork.cs", "Dispatch/TokenAssignment.cs", "Dispatch/WorkSession.cs", "Dispatch/StartToken.cs", "Dispatch/CompleteToken.cs", "Dispatch/CheckToken.cs",
        "Dispatch/DispatchTables.cs",
        "Serials/SerialBook.cs", "Serials/SerialWork.cs", "Serials/OutboxMessage.cs", "Serials/OutboxDispatcher.cs", "Serials/SerialOutbox.cs", "Serials/SerialNumbers.cs", "Serials/SerialRegistry.cs",
    ];

    private static readonly IReadOnlyList<SourceFile> CriticalFiles =
    [
        .. House.Core.Where(f => f.Path.Contains("/Tokens/Engine/", StringComparison.Ordinal) && f.Name != "TokenWords.cs"),
        .. House.Core.Where(f => Critical.Contains(f.Path["src/ControlRoom.Core/".Length..])),
    ];

    private static readonly string[] Header =
    [
        "// CRITICAL FILE of the token lifecycle. Before a change, understand: that a token command repeated has one effect; the state machine of cycles;",
        "// that serials here and in core agree; what commits in which of the two databases.",
        "// A change needs: its end-to-end tests updated, a review by the owner of the architecture, the whole of docs/regression-checklist.md.",
    ];

    [Fact]
    [Trait("Rule", "GOV-01")]
    public void Every_critical_file_says_that_it_is_one()
    {
        Assert.Equal(Critical.Order(StringComparer.Ordinal), CriticalFiles.Select(f => f.Path["src/ControlRoom.Core/".Length..]).Where(Critical.Contains).Order(StringComparer.Ordinal));
        House.AssertNone(CriticalFiles.Where(f => !f.Lines.Take(Header.Length).SequenceEqual(Header)).Select(f => f.Path), "Put the warning of RegressionChecklistTests.Header at the top of these files.");
        House.AssertNone(House.Source.Except(CriticalFiles).Where(f => f.Lines.Contains(Header[0])).Select(f => f.Path), "These carry the warning and are not in RegressionChecklistTests.Critical.");
    }

    [Fact]
    [Trait("Rule", "GOV-02"), Trait("Rule", "GOV-03")]
    public void Every_line_of_the_checklist_has_tests_that_run_and_carry_its_promises()
    {
        var tests = Tests();
        var lines = Rows("# Regression checklist");
        Assert.Equal(Enumerable.Range(1, 9).Select(n => $"{n}."), lines.Select(l => l[0].Split(' ')[0]));
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
