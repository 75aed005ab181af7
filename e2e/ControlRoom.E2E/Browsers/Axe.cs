using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ControlRoom.E2E.Browsers;

internal static class Axe
{
    /// <summary>What keeps somebody from using the page as it is now.</summary>
    public static async Task<IEnumerable<string>> Violations(this IPage page, AxeRunOptions? options = null) =>
        (await page.RunAxe(options)).Violations.Where(v => v.Impact is "serious" or "critical").SelectMany(v => v.Nodes.Select(n => $"{v.Id} ({v.Impact}) {n.Target} {n.Html}"));
}
