using System.Globalization;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Quality;

/// <summary>Why a reading beyond its limit holds something. It is kept as one plain sentence; who shows it reads it back and says it in the reader's language.</summary>
public sealed partial record ViolationSentence(MeasurementType Type, decimal Celsius, decimal Limit)
{
    /// <summary>Code of the lot, where the sentence names it.</summary>
    public string? LotCode { get; init; }

    /// <summary>As it is kept.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(LotCode is null ? "" : LotCode + " ")}{Word.Of(Type)} {Celsius:0.0} °C, limit {Limit:0.0} °C");

    /// <summary>Null for what a person wrote.</summary>
    public static ViolationSentence? Read(string? kept) => kept is not null && Kept().Match(kept) is { Success: true } found
        ? new(Word.Parse<MeasurementType>(found.Groups[2].Value), Number(found.Groups[3].Value), Number(found.Groups[4].Value)) { LotCode = found.Groups[1] is { Success: true, Value: var lot } ? lot : null }
        : null;

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:([A-Z0-9-]+) )?(AMBIENT|CORE|SURFACE) (-?\d{1,4}\.\d) °C, limit (-?\d{1,4}\.\d) °C$")]
    private static partial Regex Kept();
}
