using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Audit;

/// <summary>Entries of the trail as auditors read them: codes stay codes, times are the plant's.</summary>
public static class AuditText
{
    private const int Fields = 2, LongestValue = 40;
    private static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(15);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>When it was true, where the entry says so; else null.</summary>
    public static DateTime? Measured(AuditEventView e) => Instant(e.NewState) ?? Instant(e.Metadata);

    /// <summary>How late it was recorded; null when that is nothing to speak of.</summary>
    public static TimeSpan? Late(AuditEventView e) => Measured(e) is { } at && e.At - at > LateAfter ? e.At - at : null;

    public static bool IsCorrection(AuditEventView e) => e.EntityType == EntityTypes.Correction || e.EventType.Contains("CORRECT", StringComparison.Ordinal);

    public static string Entity(AuditEventView e, DateOnly today) => e.EntityCode is { } code ? e.EntityType == EntityTypes.Run ? $"RUN {Format.ShortText(code, today)}" : Format.ShortText(code, today) : Ui.Text($"Audit.Entity.{e.EntityType}");

    /// <summary>"14:31:20.377"; of another day with its date.</summary>
    public static string Time(DateTimeOffset at, DateOnly today, bool exact = true)
    {
        var time = at.ToString(exact ? "HH:mm:ss.fff" : "HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        return DateOnly.FromDateTime(at.DateTime) == today ? time : $"{Format.Day(at)} {time}";
    }

    /// <summary>The one thing that became different.</summary>
    public static string Change(AuditEventView e, DateOnly today) => Format.ShortCodes(Change(e), today);

    private static string Change(AuditEventView e)
    {
        var (old, now, why) = (AuditDiff.Flat(e.OldState), AuditDiff.Flat(e.NewState), AuditDiff.Flat(e.Metadata));
        if (e.EventType == "TEMP_LOGGED" && now.TryGetValue("temperature_c", out var celsius)) return $"{now.GetValueOrDefault("measurement_type")?.ToLowerInvariant()} – → {Number(celsius)} °C";
        if (now.TryGetValue("decision", out var decision)) return $"{now.GetValueOrDefault("gate")} – → {decision}";
        if (old.GetValueOrDefault("status") != now.GetValueOrDefault("status")) return $"{old.GetValueOrDefault("status") ?? "–"} → {now.GetValueOrDefault("status") ?? "–"}";
        var changed = AuditDiff.Of(e.OldState, e.NewState).Where(f => f.Change != FieldChange.Same && !IsNoise(f.Field)).Take(Fields).Select(f => e.OldState is null ? $"{f.Field} {Short(f.Field, f.After)}" : $"{f.Field} {Short(f.Field, f.Before)} → {Short(f.Field, f.After)}").ToList();
        return changed.Count > 0 ? string.Join(", ", changed) : why.GetValueOrDefault("reason") ?? (why.Count > 0 ? string.Join(", ", why.Take(Fields).Select(w => $"{w.Key} {Short(w.Key, w.Value)}")) : "–");
    }

    public static string Pretty(JsonElement json) => JsonSerializer.Serialize(json, Indented);

    /// <summary>"sha256 c40d 3e77 b1f2 886a …".</summary>
    public static string Hash(string hash) => $"sha256 {string.Join(' ', hash.Chunk(4).Take(4).Select(c => new string(c)))} …";

    /// <summary>Ids and hashes tell people nothing in a line.</summary>
    private static bool IsNoise(string field) => field.EndsWith("_id", StringComparison.Ordinal) || field is "sha256" or "id";

    private static string Short(string field, string? value) => value is null ? "–"
        : field.EndsWith("_kg", StringComparison.Ordinal) && decimal.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var kilograms) ? Format.Kg(kilograms)
        : value.Length <= LongestValue ? value : value[..LongestValue] + "…";

    private static string Number(string raw) => decimal.TryParse(raw, System.Globalization.CultureInfo.InvariantCulture, out var value) ? Format.Celsius(value) : raw;

    private static DateTime? Instant(JsonElement? state) => state is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("measured_at", out var at) && at.ValueKind == JsonValueKind.String && at.TryGetDateTime(out var instant) ? Clock.Utc(instant) : null;
}
