namespace ControlRoom.Web.Shared;

/// <summary>The live components of one circuit, so that the frame can have all of them read again after a loss of contact.</summary>
public sealed class LivePage
{
    private readonly List<LiveComponent> shown = [];

    internal void Add(LiveComponent component) => shown.Add(component);

    internal void Remove(LiveComponent component) => shown.Remove(component);

    public async Task Requery()
    {
        foreach (var component in shown.ToArray()) await component.Requery();
    }
}
