using Xunit;

namespace ControlRoom.Core.Tests.Tidy;

public sealed class AreaMapTests
{
    [Fact]
    public void Areas_use_only_whom_the_map_allows()
    {
        var map = AreaMap.Areas.ToDictionary(a => a.Area, a => a.Uses, StringComparer.Ordinal);
        House.AssertNone(AreaMap.Arrows().Select(a => a.Area).Distinct().Where(a => !map.ContainsKey(a)), "New areas: describe them in Tidy/AreaMap.cs.");
        House.AssertNone(
            AreaMap.Arrows().Where(a => map.TryGetValue(a.Area, out var uses) && uses is not ["*"] && !uses.Contains(a.Uses) && (a.Area == "Kernel" || !AreaMap.Common.Contains(a.Uses)))
                .GroupBy(a => (a.Area, a.Uses)).Select(g => $"{g.Key.Area} → {g.Key.Uses}: {string.Join(", ", g.Select(a => a.File).Distinct())}"),
            "Arrows that are not on the map. Refer to the other area by id, or allow the arrow in Tidy/AreaMap.cs and write the README anew with ./test.sh docs.");
    }

    [Fact]
    public void Core_knows_neither_web_nor_http() => House.AssertNone(
        House.Core.SelectMany(f => f.Code.Where(l => l.Contains("AspNetCore", StringComparison.Ordinal) || l.Contains("System.Net.Http", StringComparison.Ordinal) || l.Contains("ControlRoom.Web", StringComparison.Ordinal)).Select(l => $"{f.Path}: {l.Trim()}")),
        "Core decides and stores; what speaks HTTP belongs to Web.");
}
