using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>The glyphs as inline SVG. Text, not a component: a wall shows dozens, and a component with its render tree weighs a hundred times more per circuit.</summary>
public static class Icon
{
    private static readonly ConcurrentDictionary<(string Name, int Size, string? Css), MarkupString> Drawn = new();

    /// <param name="size">Width and height in pixels.</param>
    /// <param name="css">Classes beside <c>ic</c>.</param>
    public static MarkupString Of(string name, int size = 16, string? css = null) => Drawn.GetOrAdd((name, size, css), static k => new MarkupString(string.Create(CultureInfo.InvariantCulture,
        $"""<svg class="{(k.Css is null ? "ic" : "ic " + k.Css)}" width="{k.Size}" height="{k.Size}" viewBox="0 0 16 16" aria-hidden="true">{Glyphs.Path(k.Name)}</svg>""")));
}
