using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Quality.Parts;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Quality;

/// <summary>What happened to one lot, in the words of quality.</summary>
public static class LotHistory
{
    private static readonly Dictionary<string, string> StateAfter = new(StringComparer.Ordinal)
    {
        ["LOT_HELD"] = "HOLD", ["TEMP_VIOLATION_HOLD"] = "HOLD", ["LOT_RELEASED"] = "RELEASED", ["LOT_REJECTED"] = "REJECTED",
    };

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<HistoryRowView> Of(LotPicture picture, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return [.. picture.Events.Select(row => Of(picture, row, clock)).OfType<HistoryRowView>()];
    }

    private static HistoryRowView? Of(LotPicture picture, EventRow row, Clock clock)
    {
        // An alarm and its end follow from the reading that stands beside them.
        if (row.EventType is "ALARM_RAISED" or "ALARM_RETURNED" || EventText.Of([row], clock) is not [var told]) return null;
        var (measured, what, state) = row.EventType switch
        {
            "TEMP_LOGGED" => (Time(row.New, "measured_at") ?? row.At, Reading(row.New), null),
            "QC_INSPECTION_RECORDED" => (row.At, Ui.Text("History.Decided", Text(row.New, "gate") ?? ""), Text(row.New, "decision")),
            // A new lot waits at the gate of its step; without one it is free at once.
            "LOT_CREATED" => (row.At, Plain(told.What, row.Code, clock), picture.Form is null ? "RELEASED" : "QUARANTINE"),
            _ => (row.At, Plain(told.What, row.Code, clock), StateAfter.GetValueOrDefault(row.EventType)),
        };
        return new HistoryRowView(told.Key, clock.Plant(measured), what, state, row.UserName, row.IsSimulated) { Note = row.EventType == "TEMP_VIOLATION_HOLD" ? null : Words.Reason(Text(row.Metadata, "reason")) ?? Text(row.Metadata, "resolution") };
    }

    private static string Reading(JsonElement read)
    {
        var what = $"{Ui.Text($"Measurement.{Text(read, "measurement_type")}")} {Celsius(read, "temperature_c")} °C";
        return Flag(read, "is_violation") && Celsius(read, "threshold_c") is { } limit ? Ui.Text("History.Beyond", what, limit) : what;
    }

    /// <summary>The lot need not name itself in its own history.</summary>
    private static string Plain(string sentence, string? code, Clock clock)
    {
        var name = code is null ? "" : Format.ShortText(code, clock.Today());
        if (name.Length == 0 || !sentence.StartsWith(name, StringComparison.Ordinal)) return sentence;
        var rest = sentence[name.Length..].TrimStart(' ', ':', ',');
        return rest.Length == 0 ? sentence : char.ToUpper(rest[0], System.Globalization.CultureInfo.CurrentCulture) + rest[1..];
    }

    private static string? Celsius(JsonElement read, string name) => Member(read, name) is { ValueKind: JsonValueKind.Number } number ? Format.Celsius(number.GetDecimal()) : null;

    private static bool Flag(JsonElement read, string name) => Member(read, name) is { ValueKind: JsonValueKind.True };

    private static DateTime? Time(JsonElement read, string name) => Member(read, name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTime(out var at) ? at.ToUniversalTime() : null;

    private static string? Text(JsonElement read, string name) => Member(read, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement read, string name) => read.ValueKind == JsonValueKind.Object && read.TryGetProperty(name, out var value) ? value : null;
}
