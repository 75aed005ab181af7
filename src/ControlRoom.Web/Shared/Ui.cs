using System.Globalization;
using System.Resources;

namespace ControlRoom.Web.Shared;

/// <summary>
/// The words every page shares, in the current UI culture (Ui.resx, Ui.hu.resx). Static, because parts inject nothing;
/// an IStringLocalizer of this type reads the same resources.
/// </summary>
public sealed class Ui
{
    private static readonly ResourceManager Resources = new(typeof(Ui));

    private Ui()
    {
    }

    /// <summary>The text of a key. A missing key shows itself, so that it is found at the first look.</summary>
    public static string Text(string key) => Find(key) ?? key;

    /// <summary>The text of a key with its places filled.</summary>
    public static string Text(string key, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, Text(key), arguments);

    /// <summary>The text of a key for a number of things; a language that says one thing differently has the key with ".1".</summary>
    public static string Count(string key, int count, params object[] more)
    {
        var text = count == 1 ? Find(key + ".1") ?? Text(key) : Text(key);
        return string.Format(CultureInfo.CurrentCulture, text, [Format.Number(count, 0), .. more]);
    }

    /// <summary>The text of a key, or null when there is none.</summary>
    public static string? Find(string key) => Resources.GetString(key, CultureInfo.CurrentUICulture);
}
