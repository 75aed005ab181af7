using System.Globalization;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Lots;

/// <summary>Codes of lots and runs: <c>PREFIX-YYYYMMDD-SITE-####</c> with the plant's local calendar date.</summary>
public static partial class PlantCode
{
    public const string RunPrefix = "RUN", DeviationPrefix = "DEV";

    /// <summary>Highest number of one prefix, site and day.</summary>
    public const int LastNumber = 9999;

    public static string Format(string prefix, DateOnly date, string site, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}-{date:yyyyMMdd}-{site}-{number:0000}");

    public static bool IsLotCode(string code) => LotPattern().IsMatch(code);

    public static bool IsRunCode(string code) => RunPattern().IsMatch(code);

    public static bool IsSite(string site) => SitePattern().IsMatch(site);

    /// <summary>Why a scanned code cannot name a lot of this type, or null.</summary>
    public static Refusal? WhyNotFor(LotType type, string code)
    {
        if (!IsLotCode(code)) return Refusal.Invalid("LOT_CODE_MALFORMED", "/lot_code").With("code", code);
        var prefix = type.Spec().CodePrefix;
        return code.StartsWith(prefix + "-", StringComparison.Ordinal)
            ? null
            : Refusal.Invalid("LOT_CODE_MISMATCH", "/lot_code").With("code", code).With("type", Word.Of(type)).With("prefix", prefix);
    }

    [GeneratedRegex(@"^(RAW|DEB|BULK|MIXLOT|SKW15|SKW30|FRZ15|FRZ30|FG15|FG30|PAL|SHIP)-[0-9]{8}-[A-Z]{4}-[0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LotPattern();

    [GeneratedRegex(@"^RUN-[0-9]{8}-[A-Z]{4}-[0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RunPattern();

    [GeneratedRegex(@"^[A-Z]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SitePattern();
}
