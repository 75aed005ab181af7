using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Upkeep;

/// <summary>How much of one kind goes: a count of rows, or kilograms. In JSON a number, or kilograms as text with two places.</summary>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount(long Count, long? Grams = null)
{
    public static Amount OfGrams(long grams) => new(0, grams);

    public static Amount operator +(Amount a, Amount b) => a.Grams is null && b.Grams is null ? new(a.Count + b.Count) : OfGrams((a.Grams ?? 0) + (b.Grams ?? 0));

    /// <summary>The count itself, for those who ask in numbers.</summary>
    public static implicit operator Amount(int count) => new(count);

    private sealed class AmountConverter : JsonConverter<Amount>
    {
        public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Number
            ? new Amount(reader.GetInt64())
            : OfGrams((long)(decimal.Parse(reader.GetString()!, CultureInfo.InvariantCulture) * 1000));

        public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options)
        {
            if (value.Grams is { } grams) writer.WriteStringValue(Units.Kg(grams).ToString("0.00", CultureInfo.InvariantCulture));
            else writer.WriteNumberValue(value.Count);
        }
    }
}

/// <summary>What goes with a target or with all of them, by kind of child, in the order the operation names them.</summary>
public static class Impact
{
    public static readonly IReadOnlyDictionary<string, Amount> None = new Dictionary<string, Amount>();

    public static IReadOnlyDictionary<string, Amount> Of(params IEnumerable<(string Key, Amount Amount)> parts)
    {
        // Insertion order is what people read; the dictionary keeps it because nothing is ever removed.
        var impact = new Dictionary<string, Amount>(StringComparer.Ordinal);
        foreach (var (key, amount) in parts) impact[key] = amount;
        return impact;
    }

    public static IReadOnlyDictionary<string, Amount> Sum(IEnumerable<IReadOnlyDictionary<string, Amount>> impacts)
    {
        var sum = new Dictionary<string, Amount>(StringComparer.Ordinal);
        foreach (var (key, amount) in impacts.SelectMany(i => i)) sum[key] = sum.TryGetValue(key, out var known) ? known + amount : amount;
        return sum;
    }

    public static bool Same(IReadOnlyDictionary<string, Amount> a, IReadOnlyDictionary<string, Amount> b) => a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var other) && other == p.Value);
}
