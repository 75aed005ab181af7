using System.Globalization;
using System.Resources;
using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Monitors;

/// <summary>Monitors, findings and remedies in the words of the reader.</summary>
public static partial class MonitorText
{
    /// <summary>Where no command mends it.</summary>
    public const string Manual = "MANUAL";

    private static readonly ResourceManager Texts = new("ControlRoom.Core.Monitors.MonitorText", typeof(MonitorText).Assembly);

    public static string Name(string monitor) => Text($"{monitor}.name");

    /// <summary>What the monitor looks for, in a sentence.</summary>
    public static string About(string monitor) => Text($"{monitor}.about");

    /// <param name="evidence">A JSON object; its members fill the holes.</param>
    public static string Detail(string monitor, string code, string entityCode, string evidence, Clock clock)
    {
        using var document = JsonDocument.Parse(evidence);
        var root = document.RootElement;
        return Hole().Replace(Text($"{monitor}.{code}"), hole => hole.Groups[1].Value is var name && name == "entity" ? entityCode : root.TryGetProperty(name, out var value) ? Of(value, clock) : "–");
    }

    /// <summary>What the remedy does; for a monitor without one, what to do.</summary>
    public static string Remedy(string monitor, RemedyKind? remedy) => remedy is { } kind ? Text($"REMEDY.{Word.Of(kind)}") : Text($"{monitor}.manual");

    /// <summary>What one command of a remedy does.</summary>
    public static string Step(string command) => Text($"REMEDY.{command}");

    internal static bool Has(string key) => Texts.GetString(key, CultureInfo.InvariantCulture) is not null;

    private static string Text(string key) => Texts.GetString(key, CultureInfo.CurrentUICulture) ?? key;

    private static string Of(JsonElement value, Clock clock) => value.ValueKind switch
    {
        JsonValueKind.String => value.TryGetDateTime(out var instant) ? clock.Local(Clock.Utc(instant)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : value.GetString()!,
        JsonValueKind.Number => value.GetDecimal() is var number ? NumberText.Of(number, number.Scale, CultureInfo.CurrentUICulture) : "",
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(v => Of(v, clock))),
        JsonValueKind.Null => "–",
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Hole();
}
