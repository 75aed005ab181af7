using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>Where a refusal code is written in the source.</summary>
internal sealed record CodeSite(string Code, string Kind, SourceFile File);

/// <summary>The refusal codes of the house: those raised in the source, and their texts.</summary>
internal static partial class RefusalCodes
{
    /// <summary>Codes in the places where refusals are made, with their kind.</summary>
    public static readonly IReadOnlyList<CodeSite> InSource = [.. House.Source.SelectMany(Sites)];

    /// <summary>Every literal of the source that looks like a code, for asking whether a text is still used.</summary>
    public static readonly IReadOnlySet<string> Literals = House.Source.SelectMany(f => f.Code).SelectMany(l => Literal().Matches(l)).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, string> English = Texts("Refusals.resx");
    public static readonly IReadOnlyDictionary<string, string> Hungarian = Texts("Refusals.hu.resx");

    /// <summary>The code a text belongs to: guidance is kept under the code with a suffix.</summary>
    public static string CodeOf(string key) => key.Split('.')[0];

    private static Dictionary<string, string> Texts(string file) =>
        XDocument.Load(House.PathOf("src/ControlRoom.Core/Kernel/" + file)).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);

    /// <summary>Where a code is raised and as what; codes that travel through a helper count where they are written.</summary>
    public static IReadOnlyList<CodeSite> SitesOf(string code)
    {
        var made = InSource.Where(s => s.Code == code).ToList();
        if (made.Count > 0) return made;
        return [.. House.Source.Where(f => f.Code.Any(l => l.Contains($"\"{code}\"", StringComparison.Ordinal)))
            .Select(f => new CodeSite(code, Passed().Match(f.Text) is { Success: true } m ? m.Groups["kind"].Value : "Conflict", f))];
    }

    private static IEnumerable<CodeSite> Sites(SourceFile file)
    {
        var text = string.Join('\n', file.Code);
        foreach (Match start in Made().Matches(text))
        {
            foreach (Match literal in Literal().Matches(FirstArgument(text, start.Index + start.Length))) yield return new CodeSite(literal.Groups[1].Value, start.Groups["kind"].Value, file);
        }
    }

    /// <summary>Up to the comma or bracket that ends the argument; a choice between two codes is one argument.</summary>
    private static string FirstArgument(string text, int from)
    {
        var depth = 0;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] is '(' or '[' or '{') depth++;
            if (text[i] is ')' or ']' or '}' && depth-- == 0) return text[from..i];
            if (text[i] == ',' && depth == 0) return text[from..i];
        }
        return text[from..];
    }

    /// <summary>The ways a refusal is made: a factory, the constructor, or several in one; the code is the next argument.</summary>
    [GeneratedRegex(@"Refusal\.(?<kind>Malformed|NotAllowed|Conflict|Invalid)\(|\b(?:Refusal|new|Several)\(RefusalKind\.(?<kind>\w+),")]
    private static partial Regex Made();

    /// <summary>A helper that gets the code as its argument; those of other files make conflicts of it.</summary>
    [GeneratedRegex(@"Refusal\.(?<kind>Malformed|NotAllowed|Conflict|Invalid)\(code\b|RefusalKind\.(?<kind>\w+), code\b")]
    private static partial Regex Passed();

    [GeneratedRegex(@"""([A-Z][A-Z0-9_]{2,})""")]
    private static partial Regex Literal();
}
