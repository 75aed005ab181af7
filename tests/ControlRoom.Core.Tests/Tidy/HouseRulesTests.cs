using System.Text.RegularExpressions;
using ControlRoom.Core.Upkeep;
using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>How the code is written, as far as a test can read it. Every message names the cure.</summary>
public sealed partial class HouseRulesTests
{
    private const int FileLimit = 400, TestFileLimit = 500, MemberLimit = 60, TestMemberLimit = 80, MarkupLimit = 120, CodeBehindLimit = 200;

    /// <summary>
    /// Larger than the limits, for a reason; a number may only become smaller. Empty is how it should be.
    /// </summary>
    private static readonly Dictionary<string, int> LargerThanTheLimit = new(StringComparer.Ordinal)
    {
        ["src/ControlRoom.Web/Shared/ChartDrawing.cs: Svg"] = 74,
    };

    [Fact]
    public void Aggregates_and_rules_know_no_database_no_clock_no_log_and_no_waiting() => House.AssertNone(
        House.Core.Where(f => f.Name.EndsWith("Rules.cs", StringComparison.Ordinal) || Aggregate().IsMatch(f.Text) || f.Path.Contains("/Tokens/Engine/", StringComparison.Ordinal))
            .SelectMany(f => f.Code.Where(l => Impure().IsMatch(l)).Select(l => $"{f.Path}: {l.Trim()}")),
        "Aggregates and rules take values and answer at once. Load in the handler and pass facts and the instant in.");

    [Fact]
    public void Only_the_boundary_saves() => House.AssertNone(
        Lines(House.Source, SaveChanges(), f => !f.Path.StartsWith("src/ControlRoom.Core/Database/", StringComparison.Ordinal)),
        "Writes go through TransactionBoundary.Do, which saves once at the end; use Work.Flush when rows must be there earlier.");

    /// <summary>Rows disappear only where the safety rules of destructive operations are kept: in the registry's operations and the chores of Upkeep.</summary>
    [Fact]
    [Trait("Rule", "D-07")]
    public void Rows_are_removed_only_in_upkeep_or_by_an_operation_of_its_registry()
    {
        var registered = DestructiveOperations.OfProduct.All.Select(o => $"class {o.GetType().Name} : DestructiveOperation").ToList();
        House.AssertNone(
            Lines(House.Source, Destructive(), f => f.Area is not ("Database" or "Upkeep") && !registered.Any(r => f.Text.Contains(r, StringComparison.Ordinal))),
            "Removing rows is a destructive operation: do it in a DestructiveOperation, with its safety rule in words, or in a chore of Upkeep/.");
    }

    [Fact]
    public void Time_comes_from_the_clock() => House.AssertNone(
        Lines(House.Source, WallClock(), _ => true),
        "Take the instant from Clock or TimeProvider (handlers: Work.Now), so that tests and both databases see the same.");

    [Fact]
    public void Nothing_is_left_for_later_in_comments() => House.AssertNone(
        House.Source.Concat(House.Tests).SelectMany(f => f.Lines.Where(l => Later().IsMatch(l)).Select(l => $"{f.Path}: {l.Trim()}")),
        "Do it, or open an issue: the code says what is.");

    /// <summary>Benchmarks prove nothing by waiting: they let another process settle before they weigh it.</summary>
    [Fact]
    public void Tests_wait_for_events_and_not_for_time() => House.AssertNone(
        Lines(House.Tests, Sleep(), f => !f.Path.Contains("/Kit/", StringComparison.Ordinal) && !f.Path.Contains("Benchmarks/", StringComparison.Ordinal) && f.Name != "HouseRulesTests.cs"),
        "Wait for what you expect (a bell, an element, a task), or advance FakeTime.");

    [Fact]
    public void No_registry_no_machine_and_no_address_of_ours_is_written_down() => House.AssertNone(
        House.Source.Concat(House.Tests).Concat(House.Texts).SelectMany(f => f.Lines.Where(l => Machine().IsMatch(l)).Select(l => $"{f.Path}: {l.Trim()[..Math.Min(120, l.Trim().Length)]}")),
        "Write paths from the root of the repository, and no addresses of package registries.");

    [Fact]
    public void Files_and_members_stay_readable_in_one_sitting()
    {
        var sizes = House.Source.Concat(House.Tests).SelectMany(Sizes).Where(s => s.Lines > s.Limit).ToList();
        House.AssertNone(sizes.Where(s => s.Lines > LargerThanTheLimit.GetValueOrDefault(s.What)).Select(s => $"{s.What}: {s.Lines} lines, {s.Limit} are the limit"),
            "Two things are in one place: split by the question it answers. (A reasoned exception goes into LargerThanTheLimit.)");
        House.AssertNone(LargerThanTheLimit.Where(l => !sizes.Any(s => s.What == l.Key && s.Lines == l.Value)).Select(l => l.Key),
            "These became smaller or are gone: lower or remove their number in LargerThanTheLimit, so that they stay so.");
    }

    /// <summary>The stamp lists every source and output of the front-end build by hash, so that no Node is needed to see a difference.</summary>
    [Fact]
    public void The_committed_front_end_is_what_its_sources_build()
    {
        const string cure = "Sources and build output of the front end do not belong together: npm run build in wwwroot-assets, and commit what it writes.";
        var stamp = File.ReadAllLines(House.PathOf("wwwroot-assets/built.sha256")).ToDictionary(l => l[66..], l => l[..64], StringComparer.Ordinal);
        House.AssertNone(stamp.Where(s => !File.Exists(House.PathOf("wwwroot-assets/" + s.Key)) || Hash("wwwroot-assets/" + s.Key) != s.Value).Select(s => s.Key), cure);
        string[] folders = ["css", "fonts", "ts"];
        House.AssertNone(folders.SelectMany(f => Directory.EnumerateFiles(House.PathOf("wwwroot-assets/" + f)).Select(n => $"{f}/{Path.GetFileName(n)}")).Where(f => !stamp.ContainsKey(f)), cure);
    }

    private static string Hash(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(House.PathOf(path))));

    [Fact]
    public void Every_rule_a_test_claims_to_prove_is_in_the_specification()
    {
        if (House.Specification is not { } specification) return;
        House.AssertNone(
            House.Tests.SelectMany(f => RuleTrait().Matches(f.Text).Select(m => (f.Path, Rule: m.Groups[1].Value))).Where(r => !specification.Contains(r.Rule)).Select(r => $"{r.Path}: {r.Rule}").Distinct(),
            "There is no such rule in the specification: correct the id.");
    }

    private static IEnumerable<string> Lines(IEnumerable<SourceFile> files, Regex pattern, Func<SourceFile, bool> where) =>
        files.Where(where).SelectMany(f => f.Code.Where(l => pattern.IsMatch(l)).Select(l => $"{f.Path}: {l.Trim()}"));

    private static IEnumerable<(string What, int Lines, int Limit)> Sizes(SourceFile file)
    {
        var limit = file.Name.EndsWith(".razor", StringComparison.Ordinal) ? MarkupLimit
            : file.Name.EndsWith(".razor.cs", StringComparison.Ordinal) ? CodeBehindLimit
            : file.Path.StartsWith("src/", StringComparison.Ordinal) ? FileLimit : TestFileLimit;
        yield return (file.Path, file.Lines.Length, limit);
        if (!file.Name.EndsWith(".cs", StringComparison.Ordinal)) yield break;
        // A member begins one level inside its type and ends with the brace of the same indentation.
        for (var i = 0; i < file.Lines.Length; i++)
        {
            if (!MemberStart().IsMatch(file.Lines[i])) continue;
            var indent = file.Lines[i][..^file.Lines[i].TrimStart().Length];
            if (i + 1 >= file.Lines.Length || file.Lines[i + 1] != indent + "{") continue;
            var end = Array.FindIndex(file.Lines, i + 1, l => l.StartsWith(indent + "}", StringComparison.Ordinal));
            yield return ($"{file.Path}: {MemberName().Match(file.Lines[i]).Groups[1].Value}", end - i + 1, limit == TestFileLimit ? TestMemberLimit : MemberLimit);
        }
    }

    [GeneratedRegex(@"class \w+(\(.*\))? : Aggregate\b")]
    private static partial Regex Aggregate();

    [GeneratedRegex(@"EntityFrameworkCore|\basync\b|\bawait\b|\bTask<|\bILogger|TimeProvider|\bControlRoomDb\b")]
    private static partial Regex Impure();

    [GeneratedRegex(@"SaveChanges(Async)?\(")]
    private static partial Regex SaveChanges();

    [GeneratedRegex(@"ExecuteDelete|DELETE FROM|\bTRUNCATE\b|DROP (TABLE|TRIGGER)|Db\.\w+\.Remove(Range)?\(|ExecuteUpdate")]
    private static partial Regex Destructive();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?(Now|Today)\b|Stopwatch\.GetTimestamp")]
    private static partial Regex WallClock();

    [GeneratedRegex("\\b(TO" + "DO|FIX" + "ME|HA" + "CK|X" + "XX)\\b")]
    private static partial Regex Later();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\((?!Timeout\.Infinite)|WaitForTimeout")]
    private static partial Regex Sleep();

    [GeneratedRegex("/wo" + "rk/|/ro" + "ot/|npmjs\\.|nu" + "get\\.org|\"resolved\": \"http")]
    private static partial Regex Machine();

    [GeneratedRegex(@"^\s+(public|private|internal|protected)\b(?!.*\b(class|record|struct|interface|enum)\b)[^=;]*\($|^\s+(public|private|internal|protected)\b(?!.*\b(class|record|struct|interface|enum)\b)[^=;]*\)( where .*)?$")]
    private static partial Regex MemberStart();

    [GeneratedRegex(@"(\w+)(<[^(]*>)?\(")]
    private static partial Regex MemberName();

    [GeneratedRegex(@"Trait\(""Rule"", ""([^""]+)""\)")]
    private static partial Regex RuleTrait();
}
