using System.Globalization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Tickets;

/// <summary>When a ticket is due, as a field of the browser says it: local time of the plant without an offset.</summary>
internal static class DueField
{
    private const string Form = "yyyy-MM-ddTHH:mm";

    public static string Show(DateTime? due, Clock clock) => due is { } at ? clock.Local(at).ToString(Form, CultureInfo.InvariantCulture) : "";

    /// <returns>Null for what is empty or no time.</returns>
    public static DateTime? Read(string? text, Clock clock) => DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? clock.ToUtc(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)) : null;
}
