using Bunit;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class PanelBoundaryTests : BunitContext
{
    [Fact]
    public void A_panel_that_fails_says_so_beside_the_others_and_comes_back_when_it_is_tried_again()
    {
        Services.AddLogging();
        var broken = true;
        var page = Render<PanelBoundary>(p => p.AddChildContent<Panel>(panel => panel.Add(x => x.IsBroken, () => broken)));
        Assert.Contains("The other panels go on.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        broken = false;
        page.Find("[role=alert] button").Click();

        Assert.Equal("works", page.Find("p").TextContent);
    }

    private sealed class Panel : ComponentBase
    {
        [Parameter, EditorRequired] public Func<bool> IsBroken { get; set; } = () => false;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (IsBroken()) throw new InvalidOperationException("This panel is broken.");
            builder.AddMarkupContent(0, "<p>works</p>");
        }
    }
}
