using System.Globalization;

namespace ControlRoom.Core.Feed;

/// <summary>A place in the feed: after the event with this pair. Opaque to clients.</summary>
public readonly record struct ChangeCursor(ulong XactId, long Id)
{
    private const int Digits = 16;

    /// <summary>Before the first event.</summary>
    public static readonly ChangeCursor Start;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{XactId:x16}{Id:x16}");

    public static bool TryParse(string? text, out ChangeCursor cursor)
    {
        cursor = default;
        if (text?.Length != 2 * Digits || !ulong.TryParse(text.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var xact)
            || !long.TryParse(text.AsSpan(Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) || id < 0) return false;
        cursor = new ChangeCursor(xact, id);
        return true;
    }
}
