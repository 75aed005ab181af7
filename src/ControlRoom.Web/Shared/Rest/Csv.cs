using System.Globalization;
using System.Text;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>Rows as RFC 4180 writes them.</summary>
public static class Csv
{
    public const string MediaType = "text/csv; charset=utf-8";

    public static StringBuilder Row(this StringBuilder text, params IEnumerable<string?> cells) => text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>A text that a spreadsheet would take for a formula is marked as text; a negative number is none.</summary>
    public static string Cell(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        if (value[0] is '=' or '+' or '@' or '\t' or '\r' || (value[0] == '-' && !IsNumber(value))) value = "'" + value;
        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    public static string Time(DateTime at) => at.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    public static string Flag(bool value) => value ? "true" : "false";

    private static bool IsNumber(string value) => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
}
