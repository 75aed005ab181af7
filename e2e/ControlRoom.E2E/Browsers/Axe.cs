using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ControlRoom.E2E.Browsers;

internal static class Axe
{
    /// <summary>What keeps somebody from using the page as it is now.</summary>
    /// <param name="rules">All when null.</param>
    public static async Task<IEnumerable<string>> Violations(this IPage page, RunOnlyOptions? rules = null) =>
        (await page.RunAxe(new AxeRunOptions { RunOnly = rules, ResultTypes = [ResultType.Violations] })).Violations.Where(v => v.Impact is "serious" or "critical").SelectMany(v => v.Nodes.Select(n => $"{v.Id} ({v.Impact}) {n.Target} {n.Html}"));
}
