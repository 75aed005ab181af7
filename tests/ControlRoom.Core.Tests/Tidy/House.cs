using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>The house as files: what the tidy tests read.</summary>
internal static partial class House
{
    public static readonly string Root = FindRoot();

    /// <summary>Hand-written C# and Razor of the product: path from the root with forward slashes, and text.</summary>
    public static readonly IReadOnlyList<SourceFile> Source = Read("src", ".cs", ".razor");

    public static readonly IReadOnlyList<SourceFile> Core = [.. Source.Where(f => f.Path.StartsWith("src/ControlRoom.Core/", StringComparison.Ordinal))];

    public static readonly IReadOnlyList<SourceFile> Tests = [.. Read("tests", ".cs"), .. Read("e2e", ".cs")];

    /// <summary>Prose, scripts and settings.</summary>
    public static readonly IReadOnlyList<SourceFile> Texts =
        [.. Read("docs", ".md"), .. Read(".ci", ""), .. Directory.EnumerateFiles(Root).Where(f => Path.GetExtension(f) is ".md" or ".sh" or ".json" or ".props" or ".targets").Select(f => new SourceFile(Path.GetFileName(f), File.ReadAllText(f)))];

    /// <summary>Every rule id and section number of the specification, where it lies beside the repository; null elsewhere.</summary>
    public static readonly IReadOnlySet<string>? Specification = ReadSpecification();

    /// <summary>Fails with the cure and the offenders, one a line.</summary>
    public static void AssertNone(IEnumerable<string> offenders, string cure)
    {
        var list = offenders.Order(StringComparer.Ordinal).ToList();
        Assert.True(list.Count == 0, $"{cure}\n  {string.Join("\n  ", list)}");
    }

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static List<SourceFile> Read(string folder, params string[] extensions) =>
        [.. (Directory.Exists(Path.Combine(Root, folder)) ? Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories) : [])
            .Where(f => extensions.Contains(Path.GetExtension(f)))
            .Select(f => (Full: f, Path: Path.GetRelativePath(Root, f).Replace('\\', '/')))
            .Where(f => !f.Path.Contains("/bin/", StringComparison.Ordinal) && !f.Path.Contains("/obj/", StringComparison.Ordinal)
                && !f.Path.Contains("/Migrations/", StringComparison.Ordinal) && !f.Path.Contains("/node_modules/", StringComparison.Ordinal))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => new SourceFile(f.Path, File.ReadAllText(f.Full)))];

    private static HashSet<string>? ReadSpecification()
    {
        for (var folder = Directory.GetParent(Root); folder is not null; folder = folder.Parent)
        {
            var specification = Path.Combine(folder.FullName, "shared", "spec");
            if (Directory.Exists(specification)) return [.. Directory.EnumerateFiles(specification, "*.md").SelectMany(f => RuleId().Matches(File.ReadAllText(f)).Select(m => m.Value))];
        }
        return null;
    }

    [GeneratedRegex(@"\b[A-Z][A-Z0-9]*(-[A-Z][A-Z0-9]*)*-[0-9]{2}\b|(?<=^#+ )\d+(\.\d+)*|(?<=^\*\*)F\d+\b|(?<=^\| )M\d+(?= \|)", RegexOptions.Multiline)]
    private static partial Regex RuleId();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ControlRoom.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("ControlRoom.sln is nowhere above the tests.");
    }
}

internal sealed record SourceFile(string Path, string Text)
{
    private string[]? lines, code;

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The area folder below the project, <c>Runs</c>; empty for files beside it.</summary>
    public string Area => Path.Split('/') is [_, _, var area, _, ..] ? area : "";

    public string[] Lines => lines ??= Text.Split('\n');

    /// <summary>The lines with comments blanked, so that prose trips no test.</summary>
    public string[] Code => code ??= [.. Lines.Select(WithoutComment)];

    private static string WithoutComment(string line)
    {
        var trimmed = line.TrimStart();
        if (trimmed.StartsWith("//", StringComparison.Ordinal) || trimmed.StartsWith("@*", StringComparison.Ordinal)) return "";
        var comment = line.IndexOf(" // ", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }
}
