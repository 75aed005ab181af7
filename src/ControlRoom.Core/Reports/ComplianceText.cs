using System.Globalization;
using System.Resources;

namespace ControlRoom.Core.Reports;

/// <summary>The sentences of the compliance checks, in the current culture (ComplianceText.resx, ComplianceText.hu.resx).</summary>
internal static class ComplianceText
{
    private static readonly ResourceManager Texts = new("ControlRoom.Core.Reports.ComplianceText", typeof(ComplianceText).Assembly);

    public static string Of(string key, params object[] arguments) =>
        string.Format(CultureInfo.CurrentCulture, Texts.GetString(key, CultureInfo.CurrentUICulture) ?? throw new InvalidOperationException($"There is no text {key}."), arguments);
}
