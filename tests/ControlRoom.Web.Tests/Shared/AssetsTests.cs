using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed partial class AssetsTests
{
    private static readonly string[] SourceFolders = ["css", "fonts", "ts"];

    [Fact]
    public void The_committed_styles_and_scripts_were_built_from_the_committed_sources()
    {
        var assets = Repository.File("wwwroot-assets");
        var built = File.ReadLines(Path.Combine(assets, "built.sha256")).ToDictionary(line => line[66..], line => line[..64]);
        var sources = SourceFolders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(assets, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"));
        Assert.Equal(sources.Order(StringComparer.Ordinal), built.Keys.Where(name => !name.StartsWith("..", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(built, entry => Assert.True(entry.Value == Hash(Path.Combine(assets, entry.Key)), $"{entry.Key} changed: run \"npm run build\" in wwwroot-assets and commit the result."));
    }

    [Fact]
    public void The_lock_file_names_no_address() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Repository.File("wwwroot-assets", "package-lock.json")), StringComparison.Ordinal);

    /// <summary>Of two rules for the same thing the second wins, wherever it stands: whoever changes the first one changes nothing.</summary>
    [Fact]
    public void No_selector_has_two_rules()
    {
        var css = Repository.File("wwwroot-assets", "css");
        var places = Directory.EnumerateFiles(css, "*.css").Where(file => Path.GetFileName(file) != "tokens.css").SelectMany(file => Selectors(File.ReadAllText(file)).Select(selector => (selector, File: Path.GetFileName(file))));
        var twice = places.GroupBy(p => p.selector, p => p.File, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{g.Key} in {string.Join(", ", g)}").ToList();
        Assert.True(twice.Count == 0, string.Join(Environment.NewLine, twice));
    }

    /// <summary>The selector of every rule, behind those of the rules and conditions around it.</summary>
    private static IEnumerable<string> Selectors(string sheet)
    {
        var (around, start) = (new Stack<string>(), 0);
        var text = Comment().Replace(sheet, "");
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}' or ';')) continue;
            if (text[i] == '}') around.Pop();
            if (text[i] == '{')
            {
                var selector = Blank().Replace(text[start..i].Trim(), " ");
                around.Push(around.TryPeek(out var outer) ? $"{outer} {selector}" : selector);
                if (!selector.StartsWith('@') && !around.Peek().StartsWith("@keyframes", StringComparison.Ordinal)) yield return around.Peek();
            }
            start = i + 1;
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
