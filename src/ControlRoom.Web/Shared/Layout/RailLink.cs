using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace ControlRoom.Web.Shared.Layout;

/// <summary>A link that is active on its page and those below it, apart from those that have an entry of their own.</summary>
public sealed class RailLink : NavLink
{
    [Parameter, EditorRequired] public IReadOnlyList<RailEntry> Rail { get; set; } = [];
    [Parameter, EditorRequired] public RailEntry Entry { get; set; } = default!;

    protected override bool ShouldMatch(string uriAbsolute)
    {
        var path = new Uri(uriAbsolute).AbsolutePath;
        return Rail.Where(e => IsBelow(path, e.Href)).MaxBy(e => e.Href.Length) == Entry;
    }

    private static bool IsBelow(string path, string href) => path == href || path.StartsWith(href + "/", StringComparison.Ordinal);
}
