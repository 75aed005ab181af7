using System.Globalization;
using System.Text;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Web.Shared.Rest;
using Xunit;

namespace ControlRoom.Web.Tests.Tidy;

public sealed class GeneratedDocsTests
{
    [Fact]
    public void The_error_page_lists_every_code_with_its_status_and_its_words()
    {
        var text = new StringBuilder("""
            # Error codes

            Every refusal by its code: what kind it is, the HTTP status it gets, what it says, what to do next, and where it is raised. Codes are stable and never localised; the sentences exist in English and Hungarian.

            | Code | Kind | HTTP | Says | What to do | Raised in |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var code in RefusalCodes.English.Keys.Select(RefusalCodes.CodeOf).Distinct().Order(StringComparer.Ordinal))
        {
            var sites = RefusalCodes.SitesOf(code);
            var kinds = sites.Select(s => s.Kind).Distinct().Order(StringComparer.Ordinal).ToList();
            var statuses = kinds.Select(k => Problems.Status(Enum.Parse<RefusalKind>(k)).ToString(CultureInfo.InvariantCulture)).Distinct();
            text.Append(CultureInfo.InvariantCulture,
                $"| {code} | {string.Join(", ", kinds)} | {string.Join(", ", statuses)} | {GeneratedDoc.Cell(RefusalCodes.English[code])} | {GeneratedDoc.Cell(RefusalCodes.English.GetValueOrDefault(code + ".guidance"))} | {string.Join(", ", sites.Select(s => s.File.Name).Distinct().Order(StringComparer.Ordinal))} |\n");
        }
        GeneratedDoc.Check("docs/errors.md", text.ToString());
    }
}
