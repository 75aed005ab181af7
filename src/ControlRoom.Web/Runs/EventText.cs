using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs;

/// <summary>Entries of the trail as lines of the live list.</summary>
public static class EventText
{
    private static readonly TimeSpan NewFor = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, string> Glyphs = new()
    {
        ["RUN_CREATED"] = "plus", ["RUN_STARTED"] = "play", ["RUN_STEP_ADVANCED"] = "chev", ["RUN_STEP_ROLLED_BACK"] = "undo", ["RUN_HELD"] = "pause", ["RUN_RESUMED"] = "play",
        ["RUN_COMPLETED"] = "check", ["RUN_ABORTED"] = "abort", ["RUN_ARCHIVED"] = "archive", ["RUN_UPDATED"] = "note", ["LOT_CREATED"] = "scale", ["LOT_RELEASED"] = "check",
        ["LOT_HELD"] = "pause", ["TEMP_VIOLATION_HOLD"] = "pause", ["LOT_REJECTED"] = "x", ["LOT_FINISHED"] = "flag", ["LOT_WASTED"] = "x", ["LOT_DISPOSITION_SET"] = "note",
        ["WASTE_RECORDED"] = "scale", ["STOCK_MOVED"] = "move", ["QC_INSPECTION_RECORDED"] = "qc", ["TEMP_LOGGED"] = "temp", ["BUFFER_HELD"] = "pause", ["BUFFER_RELEASED"] = "check",
        ["BUFFER_CAPACITY_OVERRIDE"] = "unlock", ["ALARM_RAISED"] = "bell", ["ALARM_ACKNOWLEDGED"] = "user", ["ALARM_RETURNED"] = "undo", ["ADVANCE_REFUSED"] = "lock",
        ["CCP_PASS_REFUSED"] = "lock", ["MOVE_REFUSED"] = "lock", ["DEVIATION_OPENED"] = "pause", ["DEVIATION_EXTENDED"] = "pause", ["DEVIATION_CLOSED"] = "check", ["DISPOSITION_RECORDED"] = "note",
    };

    public static IReadOnlyList<FeedItemView> Of(IEnumerable<EventRow> events, Clock clock) => [.. events.Where(e => !IsHalf(e)).Select(e => Of(e, clock))];

    /// <summary>Half of something that another entry tells: goods taken by a new lot, the release that a PASS is.</summary>
    private static bool IsHalf(EventRow row) => row.EventType switch
    {
        "STOCK_MOVED" => Text(row.New, "move_type") == "CONSUME" && Text(row.Metadata, "reason") is null,
        "LOT_RELEASED" => Text(row.Metadata, "cause") == "QC_PASS",
        _ => false,
    };

    private static FeedItemView Of(EventRow row, Clock clock)
    {
        var today = clock.Today();
        var what = Ui.Find($"Event.{row.EventType}") is { } text
            ? string.Format(CultureInfo.CurrentCulture, text, row.Code is { } code ? Format.ShortText(code, today) : "", Detail(row, today))
            : row.EventType.Replace('_', ' ');
        return new(row.Id.ToString(CultureInfo.InvariantCulture), clock.Plant(row.At), Glyphs.GetValueOrDefault(row.EventType, "info"), what, Who(row))
        {
            Tone = row.EventType is "RUN_HELD" or "LOT_HELD" or "DEVIATION_OPENED" or "DEVIATION_EXTENDED" or "TEMP_VIOLATION_HOLD" or "BUFFER_HELD" ? "hold" : row.EventType is "RUN_ABORTED" or "LOT_REJECTED" ? "fail" : null,
            Alarm = row.EventType == "ALARM_RAISED" && Number(row.New, "priority") is { } priority ? new AlarmMark((int)priority, AlarmLook.Ack) : null,
            IsNew = clock.Now - row.At < NewFor,
        };
    }

    /// <summary>The one thing that makes this entry different from others of its kind.</summary>
    private static string Detail(EventRow row, DateOnly today) => row.EventType switch
    {
        "RUN_STEP_ADVANCED" or "RUN_STEP_ROLLED_BACK" => Number(row.New, "current_step_index") is { } step ? $"{step:0} {Words.Step((int)step)}" : "",
        "LOT_CREATED" => Kg(row.New, "weight_kg"),
        "STOCK_MOVED" => string.Join(' ', new[] { Kg(row.New, "quantity_kg"), Whole(Text(row.New, "from")), "→", Whole(Text(row.New, "to")) }.Where(part => part is { Length: > 0 })),
        "WASTE_RECORDED" => Kg(row.New, "quantity_kg"),
        "QC_INSPECTION_RECORDED" => $"{Text(row.New, "gate")} {Words.State(Text(row.New, "decision") ?? "")}",
        "TEMP_LOGGED" => Number(row.New, "temperature_c") is { } celsius ? $"{Format.Celsius(celsius)} °C" : "",
        "CCP_PASS_REFUSED" => Number(row.Metadata, "value") is { } value ? Format.Number(value, 1) : "",
        "DEVIATION_OPENED" or "DEVIATION_EXTENDED" => Kg(row.Metadata, "held_kg"),
        "ALARM_RAISED" or "ALARM_RETURNED" or "ALARM_ACKNOWLEDGED" => Text(row.New, "kind") is { } kind ? Ui.Text($"Alarm.Kind.{kind}") : "",
        _ => "",
    };

    private static string Who(EventRow row) => Words.Reason(Reason(row)) is { } reason ? $"{row.UserName} · {reason}" : row.UserName;

    private static string? Reason(EventRow row) => Text(row.Metadata, "reason") ?? Text(row.Metadata, "resolution") ?? Text(row.Metadata, "notes");

    private static string Kg(JsonElement json, string name) => Number(json, name) is { } kilograms ? $"{Format.Kg(kilograms)}\u00A0kg" : "";

    /// <summary>A code that no line end divides at its hyphen.</summary>
    private static string? Whole(string? code) => code?.Replace("-", "-\u2060", StringComparison.Ordinal);

    private static decimal? Number(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;

    private static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
