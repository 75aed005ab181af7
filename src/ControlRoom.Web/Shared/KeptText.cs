using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace ControlRoom.Web.Shared;

/// <summary>
/// What the plant itself keeps as a plain sentence: whoever shows it reads it back by the English text of the resources and says it in the
/// reader's language.
/// </summary>
public static partial class KeptText
{
    private static readonly FrozenDictionary<string, Regex> Results = Sentences("Kept."), Notes = Sentences("KeptNote.");

    /// <summary>The result of a chore; null for what nobody but its author could say, such as the message of an exception.</summary>
    public static string? Result(string? kept) => Say(Results, kept);

    /// <summary>A reason the plant gives itself; null for what a person wrote.</summary>
    public static string? Note(string? kept) => Say(Notes, kept);

    private static string? Say(FrozenDictionary<string, Regex> sentences, string? kept)
    {
        if (kept is null) return null;
        foreach (var (key, pattern) in sentences)
        {
            if (pattern.Match(kept) is not { Success: true } found) continue;
            return string.Format(CultureInfo.CurrentCulture, Ui.Text(key), [.. found.Groups.Values.Skip(1).Select(g => (object)g.Value)]);
        }
        return null;
    }

    private static FrozenDictionary<string, Regex> Sentences(string keys) => new ResourceManager(typeof(Ui)).GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
        .Cast<DictionaryEntry>().Where(text => ((string)text.Key).StartsWith(keys, StringComparison.Ordinal)).ToFrozenDictionary(text => (string)text.Key, text => Pattern((string)text.Value!));

    /// <summary>A place takes a code, a number or the name of a file: none has a blank in it.</summary>
    private static Regex Pattern(string text) => new($"^{Place().Replace(Regex.Escape(text), @"(\S+?)")}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    [GeneratedRegex(@"\\\{\d}")]
    private static partial Regex Place();
}
