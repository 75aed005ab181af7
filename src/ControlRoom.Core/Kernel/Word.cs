using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace ControlRoom.Core.Kernel;

/// <summary>The stored and spoken form of an enum member where it is not simply the member's name in SNAKE_UPPER.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string text) : Attribute
{
    public string Text { get; } = text;
}

/// <summary>
/// Enum members as the upper-case words of the plant (<c>InProgress</c> ⇄ <c>IN_PROGRESS</c>): one spelling in the database, the API,
/// the audit trail and the DOM. Never localised.
/// </summary>
public static class Word
{
    public static string Of<T>(T value) where T : struct, Enum => Table<T>.ToText[value];

    /// <summary>The member that <paramref name="text"/> names exactly; false when there is none (case matters).</summary>
    public static bool TryParse<T>(string? text, out T value) where T : struct, Enum
    {
        if (text is not null && Table<T>.ToValue.TryGetValue(text, out value)) return true;
        value = default;
        return false;
    }

    /// <exception cref="FormatException">The word is unknown: the row was written by a newer version or by hand.</exception>
    public static T Parse<T>(string text) where T : struct, Enum =>
        TryParse<T>(text, out var value) ? value : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>All words of the enum in declaration order.</summary>
    public static IReadOnlyList<string> All<T>() where T : struct, Enum => Table<T>.All;

    /// <summary><c>InProgress</c> → <c>IN_PROGRESS</c>, <c>Skw15</c> → <c>SKW15</c>.</summary>
    public static string SnakeUpper(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) text.Append('_');
            text.Append(char.ToUpperInvariant(name[i]));
        }
        return text.ToString();
    }

    private static class Table<T> where T : struct, Enum
    {
        public static readonly string[] All = [.. Enum.GetValues<T>().Select(Spell)];
        public static readonly FrozenDictionary<T, string> ToText = Enum.GetValues<T>().ToFrozenDictionary(v => v, Spell);
        public static readonly FrozenDictionary<string, T> ToValue = Enum.GetValues<T>().ToFrozenDictionary(Spell, v => v, StringComparer.Ordinal);

        private static string Spell(T value)
        {
            var name = value.ToString();
            return typeof(T).GetField(name)!.GetCustomAttribute<WordAttribute>()?.Text ?? SnakeUpper(name);
        }
    }
}
