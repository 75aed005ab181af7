using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlRoom.Core.Tests.Tidy;

/// <summary>Who may use whom inside Core. The README of Core shows it; a new arrow is a decision and is made here.</summary>
internal static partial class AreaMap
{
    /// <summary>Areas in reading order: what they are about, and which others they use besides Kernel and Database.</summary>
    public static readonly IReadOnlyList<(string Area, string About, string[] Uses)> Areas =
    [
        ("Kernel", "words, units, time, lifecycles, refusals, permissions", []),
        ("Flows", "process designs and their versions; the graph a run is pinned to", ["Lots", "Quality", "Routing", "Runs", "Stock", "Upkeep", "Users"]),
        ("Runs", "one execution of a published version, step by step", ["Alarms", "Audit", "Flows", "Lots", "Quality", "Schedule", "Stock", "Upkeep", "Users"]),
        ("Lots", "traceable quantities, their genealogy and waste", ["Alarms", "Flows", "Quality", "Runs", "Stock", "Suppliers", "Upkeep", "Users"]),
        ("Stock", "buffers, what lies in them, and how it moved", ["Alarms", "Lots", "Quality", "Runs", "Upkeep"]),
        ("Quality", "gates, inspections and temperatures", ["Alarms", "Flows", "Lots", "Runs", "Schedule", "Stock", "Upkeep", "Users"]),
        ("Suppliers", "who goods come from", ["Lots", "Upkeep"]),
        ("Alarms", "what somebody must see", []),
        ("Routing", "workshop graphs: the typed model, its checks and conditions; published ones as rows", ["Floor", "Flows", "Users"]),
        ("Floor", "work centres, teams, skills, and who is there", ["Users"]),
        ("Products", "what is made, of what, by which revision", ["Flows", "Tickets", "Tokens", "Upkeep", "Users"]),
        ("Tickets", "workshop orders, their runtime snapshots and cycles", ["Dispatch", "Flows", "Products", "Routing", "Serials", "Settings", "Tokens", "Upkeep", "Users"]),
        ("Tokens", "pieces and batches on their way; the engine that moves them", ["Dispatch", "Floor", "Routing", "Serials", "Tickets", "Users"]),
        ("Dispatch", "who does what: queues, work sessions, assignments", ["Alarms", "Feed", "Routing", "Schedule", "Serials", "Settings", "Tickets", "Tokens", "Users"]),
        ("Serials", "codes of pieces, the registry they are verified against, and its outbox", ["Alarms", "Feed", "Schedule", "Settings"]),
        ("Monitors", "questions asked of the plant again and again, what they find, and what mends it", ["Alarms", "Audit", "Dispatch", "Feed", "Products", "Routing", "Schedule", "Serials", "Settings", "Tickets", "Tokens", "Users"]),
        ("Settings", "what the site has switched on", []),
        ("Displays", "what walls and dashboards show", ["Alarms", "Flows", "Lots", "Quality", "Runs", "Stock"]),
        ("Users", "people, logins, keys", ["Upkeep"]),
        ("Audit", "the trail: every fact with who, when and why", ["Schedule", "Users"]),
        ("Feed", "tells pages that what they show is stale, across processes too", ["Audit"]),
        ("Schedule", "recurring chores and their history", ["Alarms", "Audit", "Demo", "Dispatch", "Feed", "Monitors", "Quality", "Runs", "Serials", "Upkeep"]),
        ("Reports", "the evidence about a run on one page, and its checks", ["Audit", "Flows", "Lots", "Quality", "Runs"]),
        ("Upkeep", "destructive operations and their report, backups, the doctor", ["Audit", "Lots", "Runs", "Schedule", "Serials", "Users"]),
        ("Demo", "a plant to look at, played into an empty database", ["Alarms", "Dispatch", "Feed", "Floor", "Flows", "Lots", "Products", "Quality", "Routing", "Runs", "Schedule", "Stock", "Suppliers", "Tickets", "Tokens", "Upkeep"]),
        ("Database", "the model, both databases, guards, the transaction boundary", ["*"]),
    ];

    /// <summary>Every area may use these.</summary>
    public static readonly IReadOnlyList<string> Common = ["Kernel", "Database"];

    /// <summary>Arrows as the source has them: area, used area, and a file that does.</summary>
    public static IEnumerable<(string Area, string Uses, string File)> Arrows() =>
        House.Core.Where(f => f.Area.Length > 0).SelectMany(f => f.Code.SelectMany(l => Using().Matches(l)).Select(m => (f.Area, Uses: m.Groups[1].Value, f.Path)))
            .Where(a => a.Area != a.Uses && Directory.Exists(House.PathOf("src/ControlRoom.Core/" + a.Uses)));

    public static string Table()
    {
        var text = new StringBuilder("| Area | Is about | Uses, besides Kernel and Database |\n|---|---|---|\n");
        foreach (var (area, about, uses) in Areas) text.Append(CultureInfo.InvariantCulture, $"| `{area}` | {about} | {(uses is ["*"] ? "all" : uses.Length == 0 ? "nobody" : string.Join(", ", uses))} |\n");
        return text.ToString();
    }

    [GeneratedRegex(@"\bControlRoom\.Core\.(\w+)")]
    private static partial Regex Using();
}
