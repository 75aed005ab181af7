using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text;

namespace ControlRoom.Web.Tests.Shared;

/// <summary>
/// A language that nobody speaks: every text of the product in letters with accents, in brackets and a third longer. What is shown in plain
/// letters under it did not come from the resources.
/// </summary>
internal static class PseudoLocale
{
    public static readonly string Name = CultureInfo.GetCultureInfo("qps-ploc").Name;

    private const string Plain = "abcdefghijklmnopqrstuvwxyz", Accented = "àƀçđéƒĝĥîĵķļɱñöƥɋŕšţûṽŵẋýž";

    /// <summary>Gives the language to every resource of the product, in this process; the other languages stay as they are.</summary>
    public static void Speak(params Assembly[] product)
    {
        foreach (var manager in product.SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)).Where(f => f.FieldType == typeof(ResourceManager)).Select(f => (ResourceManager)f.GetValue(null)!))
        {
            var sets = (Dictionary<string, ResourceSet>)typeof(ResourceManager).GetField("_resourceSets", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(manager)!;
            var neutral = manager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!;
            lock (sets) sets[Name] = new Texts(neutral.Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => Of((string)e.Value!)));
        }
    }

    /// <summary>The text with the places for its values as they are.</summary>
    public static string Of(string text)
    {
        var said = new StringBuilder("⟦");
        var depth = 0;
        foreach (var c in text)
        {
            if (c == '{') depth++;
            var at = depth > 0 ? -1 : Plain.IndexOf(char.ToLowerInvariant(c), StringComparison.Ordinal);
            said.Append(at < 0 ? c : char.IsUpper(c) ? char.ToUpperInvariant(Accented[at]) : Accented[at]);
            if (c == '}') depth--;
        }
        return said.Append('~', text.Length * 35 / 100).Append('⟧').ToString();
    }

    private sealed class Texts(Dictionary<string, string> texts) : ResourceSet
    {
        public override string? GetString(string name) => texts.GetValueOrDefault(name);

        public override string? GetString(string name, bool ignoreCase) => texts.GetValueOrDefault(name);
    }
}
