using System.Globalization;

namespace ControlRoom.Core.Kernel;

/// <summary>One text in both languages of the plant; Hungarian is primary.</summary>
public sealed record LocalText(string Hu, string En)
{
    public static readonly CultureInfo Hungarian = CultureInfo.GetCultureInfo("hu"), English = CultureInfo.GetCultureInfo("en");

    public static LocalText DetailOf(Refusal refusal) => new(refusal.Detail(Hungarian), refusal.Detail(English));

    /// <summary>The text in the language of the reader.</summary>
    public string In(CultureInfo culture) => culture.TwoLetterISOLanguageName == "hu" ? Hu : En;
}
