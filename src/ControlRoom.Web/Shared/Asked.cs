using System.Globalization;

namespace ControlRoom.Web.Shared;

/// <summary>What an address asks for. A page takes it as text, because anybody may write an address; what is no id or number names nothing that is there.</summary>
public static class Asked
{
    public static Guid? Id(string? text) => string.IsNullOrWhiteSpace(text) ? null : Guid.TryParse(text, out var id) ? id : Guid.Empty;

    public static long? Number(string? text) => string.IsNullOrWhiteSpace(text) ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A <see cref="Number"/> of what is counted from one.</summary>
    public static int? Ordinal(string? text) => Number(text) is { } number ? number is > 0 and <= int.MaxValue ? (int)number : 0 : null;

    public static bool Yes(string? text) => bool.TryParse(text, out var yes) && yes;
}
