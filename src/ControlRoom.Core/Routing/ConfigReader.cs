using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>Reads the members of one object; what is asked for is known, and what has another form is a mistake at its place.</summary>
internal sealed partial class ConfigReader
{
    private readonly JsonElement? config;
    private readonly string pointer;
    private readonly Action<Refusal, string> mistake;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <param name="mistake">Takes each mistake and the key it is about.</param>
    public ConfigReader(JsonElement? config, string pointer, Action<Refusal, string> mistake)
    {
        (this.pointer, this.mistake) = (pointer, mistake);
        if (config is { ValueKind: JsonValueKind.Object }) this.config = config;
        else if (config is { ValueKind: not JsonValueKind.Null }) Unfit("", "{ … }");
    }

    /// <summary>Members nobody asked for.</summary>
    public IEnumerable<string> Unknown => config is { } object_ ? object_.EnumerateObject().Select(m => m.Name).Where(n => !known.Contains(n)) : [];

    public IEnumerable<string> Known => known.Order(StringComparer.Ordinal);

    public bool Has(string key) => Member(key) is not null;

    public void Unfit(string key, string expected) => mistake(Refusal.Invalid("CONFIG_VALUE_UNFIT", key.Length == 0 ? pointer : $"{pointer}/{key}").With("key", key.Length == 0 ? "config" : key).With("expected", expected), key);

    public T? Word<T>(string key) where T : struct, Enum
    {
        if (Member(key) is not { } value) return null;
        if (Kernel.Word.TryParse<T>(Spelled(value), out var word)) return word;
        Unfit(key, string.Join(" | ", Kernel.Word.All<T>()));
        return null;
    }

    public int? Whole(string key, int min, int max)
    {
        if (Member(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        Unfit(key, $"{min} … {max}");
        return null;
    }

    /// <summary>Minutes with at most three decimals.</summary>
    public decimal? Minutes(string key, decimal above)
    {
        const decimal max = 525_600m;
        if (Member(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= above && number <= max && number == decimal.Round(number, 3)) return number;
        Unfit(key, $"{above.ToString(CultureInfo.InvariantCulture)} … {max}");
        return null;
    }

    public bool Flag(string key, bool otherwise)
    {
        if (Member(key) is not { } value) return otherwise;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.ValueKind == JsonValueKind.True;
        Unfit(key, "true | false");
        return otherwise;
    }

    public string? Code(string key)
    {
        if (Member(key) is not { } value) return null;
        if (Spelled(value) is { } text && CodePattern().IsMatch(text)) return text;
        Unfit(key, CodeForm);
        return null;
    }

    public ImmutableArray<string> Codes(string key, int max)
    {
        if (Member(key) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= max)
        {
            var codes = value.EnumerateArray().Select(Spelled).ToList();
            if (codes.All(c => c is not null && CodePattern().IsMatch(c)) && codes.Distinct(StringComparer.Ordinal).Count() == codes.Count) return [.. codes!];
        }

        Unfit(key, $"[{CodeForm}, …] ≤ {max}");
        return [];
    }

    public LocalText? Texts(string key, int max)
    {
        if (Object(key) is not { } both) return null;
        if (both.Member("hu") is { } hu && both.Member("en") is { } en && Filled(hu, max) is { } hungarian && Filled(en, max) is { } english && !both.Unknown.Any()) return new LocalText(hungarian, english);
        Unfit(key, $"{{ hu, en }} ≤ {max}");
        return null;
    }

    /// <summary>The object under the key, read by the same rules.</summary>
    public ConfigReader? Object(string key)
    {
        if (Member(key) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return new ConfigReader(value, $"{pointer}/{key}", (m, _) => mistake(m, key));
        Unfit(key, "{ … }");
        return null;
    }

    public IEnumerable<ConfigReader> Objects(string key, int max)
    {
        if (Member(key) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= max) return value.EnumerateArray().Select((item, i) => new ConfigReader(item, $"{pointer}/{key}/{i}", (m, _) => mistake(m, key))).ToList();
        Unfit(key, $"[{{ … }}, …] ≤ {max}");
        return [];
    }

    /// <summary>Names with a whole number each, at least 1.</summary>
    public ImmutableSortedDictionary<string, int> Shares(string key, int max)
    {
        var shares = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        if (Object(key)?.config is not { } members) return shares.ToImmutable();
        foreach (var member in members.EnumerateObject())
        {
            if (CodePattern().IsMatch(member.Name) && member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var share) && share >= 1 && share <= max) shares[member.Name] = share;
            else Unfit(key, $"{{ {CodeForm}: 1 … {max} }}");
        }
        return shares.ToImmutable();
    }

    /// <summary>Any strings, for references that are checked elsewhere.</summary>
    public ImmutableArray<string> Names(string key, int max)
    {
        if (Member(key) is not { } value) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= max && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String)) return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        Unfit(key, $"[\"…\"] ≤ {max}");
        return [];
    }

    /// <summary>The member as it is; null where it is absent or null.</summary>
    public JsonElement? Member(string key)
    {
        known.Add(key);
        return config is { } members && members.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static string? Filled(JsonElement value, int max) => Spelled(value) is { } text && text.Length <= max && !string.IsNullOrWhiteSpace(text) ? text : null;

    private static string? Spelled(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private const string CodeForm = "A–Z a–z 0–9 _ - (1 … 50)";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}\z")]
    private static partial Regex CodePattern();
}
