namespace ControlRoom.Web.Shared.Layout;

public enum PreferenceName
{
    Theme,
    Text,
    Language,
}

/// <summary>A choice of look or language. The browser applies and remembers it; the server stores it with the user.</summary>
public sealed record Preference(PreferenceName Name, string Value)
{
    public static IReadOnlyList<string> Themes { get; } = ["dark", "light", "contrast"];

    public static IReadOnlyList<string> Texts { get; } = ["normal", "large", "larger"];

    public const string ThemeCookie = "cr.theme";

    public const string TextCookie = "cr.text";

    public const string SoundCookie = "cr.sound";

    public const string KeysCookie = "cr.keys";
}
