using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>A part that draws one view and nothing else: the same view again is not drawn again.</summary>
public abstract class StillComponent : ComponentBase
{
    private object? drawn;

    /// <summary>The view it draws; compared by reference, see <see cref="Unchanged"/>.</summary>
    protected abstract object Shows { get; }

    protected override bool ShouldRender() => !ReferenceEquals(drawn, Shows);

    protected override void OnAfterRender(bool firstRender) => drawn = Shows;
}
