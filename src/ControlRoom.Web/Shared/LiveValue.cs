using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>A measured value with the time at its source and what it turns into when it grows old: the browser itself fades, dates or strikes it out.</summary>
public static class LiveValue
{
    public static MarkupString Of(ReadingView reading, string? unit = "°C")
    {
        ArgumentNullException.ThrowIfNull(reading);
        return Drawings.Once(reading, unit ?? "", () => Draw(reading, unit));
    }

    private static string Draw(ReadingView reading, string? unit)
    {
        var number = reading.Value is { } value ? Format.Celsius(value) : "—";
        var (time, title) = reading.MeasuredAt is { } at ? (Format.Instant(at), Format.TimeWithSeconds(at)) : (null, null);
        var html = HtmlEncoder.Default;
        return string.Concat(
            string.Create(CultureInfo.InvariantCulture, $"""<span class="cr-val" data-key="{html.Encode(reading.Key)}" data-period="{reading.PeriodSeconds}" data-fresh="{Word(reading.Fresh)}" data-level="{Word(reading.Level)}"{(time is null ? "" : $" data-time=\"{time}\" title=\"{title}\"")}>"""),
            $"""<span class="v">{number}</span><span class="dash">—</span>{(unit is null ? "" : $"<span class=\"unit\"> {html.Encode(unit)}</span>")}""",
            $"""<span class="was">{Icon.Of("clock", 11)}{html.Encode(Ui.Text("Value.Was", number))}{(time is null ? "" : $"<span data-age-since=\"{time}\">{title}</span>")}</span><span class="none">{html.Encode(Ui.Text("Value.None"))}</span></span>""");
    }

    private static string Word<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();
}
