using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>Text drawn from a view once, however many circuits show it: shared queries hand the same view to all of them, and the text goes when the view does.</summary>
internal static class Drawings
{
    private static readonly ConditionalWeakTable<object, Dictionary<(object Variant, string Language), MarkupString>> Known = [];

    /// <param name="variant">What tells drawings of the same view apart, such as size and label; compared by value.</param>
    public static MarkupString Once(object view, object variant, Func<string> draw)
    {
        var drawings = Known.GetOrCreateValue(view);
        var key = (variant, CultureInfo.CurrentUICulture.Name);
        lock (drawings)
        {
            return drawings.TryGetValue(key, out var drawn) ? drawn : drawings[key] = new MarkupString(draw());
        }
    }
}
