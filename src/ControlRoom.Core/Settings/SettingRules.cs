using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Settings;

public static partial class SettingRules
{
    public static Refusal? ValueInvalid(Flag flag, string? value) => flag switch
    {
        Flag.SerialCode => value is not null && SerialCode().IsMatch(value) ? null : Refusal.Invalid("SERIAL_CODE_INVALID", "/value"),
        Flag.FfVerifyPublicMode => OneOf(flag, value, Word.All<VerifyMode>()),
        _ => OneOf(flag, value, [SiteSettings.On, SiteSettings.Off]),
    };

    /// <summary>TEMP codes of a site that produces would look like pieces nobody registered.</summary>
    public static Refusal? TestEnds(Flag flag, string value, int temporary) =>
        flag == Flag.IsTest && value == SiteSettings.Off && temporary > 0 ? Refusal.Conflict("TEMP_SERIALS_EXIST").With("count", temporary) : null;

    private static Refusal? OneOf(Flag flag, string? value, IReadOnlyList<string> words) =>
        value is not null && words.Contains(value) ? null : Refusal.Invalid("FLAG_VALUE_INVALID", "/value").With("flag", Word.Of(flag)).With("words", string.Join(", ", words));

    [GeneratedRegex(@"\A[A-Z0-9]{2,8}\z")]
    private static partial Regex SerialCode();
}
