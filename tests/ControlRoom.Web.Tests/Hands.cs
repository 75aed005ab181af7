using AngleSharp.Dom;
using Bunit;

namespace ControlRoom.Web.Tests;

/// <summary>
/// Presses and types as bUnit does, but returns only once the page has seen it: bUnit leaves it in the circuit's queue when a live page is
/// just reading. What the page awaits after that may still be on its way.
/// </summary>
/// <remarks>Stands in the namespace around all tests, so it is found before the methods of the same names in <see cref="Bunit"/>.</remarks>
internal static class Hands
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Click(this IElement element) => Seen(element, e => e.ClickAsync());

    public static void Change<T>(this IElement element, T value) => Seen(element, e => e.ChangeAsync(value));

    public static void Input<T>(this IElement element, T value) => Seen(element, e => e.InputAsync(value));

    public static void TriggerEvent(this IElement element, string name, EventArgs details) => Seen(element, e => e.TriggerEventAsync(name, details));

    private static void Seen(IElement element, Func<IElement, Task> act)
    {
        // Asked first: the page may take the element away when it has seen it.
        var page = element.Owner?.Context.GetService<BunitContext>() ?? throw new InvalidOperationException("The element is of no page.");
        var handled = act(element);
        page.Renderer.Dispatcher.InvokeAsync(() => { }).WaitAsync(Patience).GetAwaiter().GetResult();
        if (handled.IsFaulted) handled.GetAwaiter().GetResult();
    }
}
