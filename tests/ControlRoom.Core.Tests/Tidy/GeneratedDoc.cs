using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>A page of docs that is printed from the code. A test keeps it current; <c>./test.sh docs</c> writes it anew.</summary>
internal static class GeneratedDoc
{
    public static bool Updating => Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    public static void Check(string path, string content)
    {
        var file = House.PathOf(path);
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == content, $"{path} no longer says what the code does: ./test.sh docs writes it anew.");
    }

    /// <summary>As <see cref="Check"/>, for the part of a hand-written page between two marks.</summary>
    public static void CheckPart(string path, string name, string content)
    {
        var (begin, end) = ($"<!-- {name}: written by ./test.sh docs -->\n", $"<!-- end of {name} -->");
        var text = File.ReadAllText(House.PathOf(path)).ReplaceLineEndings("\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} has lost its marks {begin.Trim()} and {end}.");
        Check(path, text[..from] + content + text[to..]);
    }

    /// <summary>Text that fits into one cell of a table.</summary>
    public static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
