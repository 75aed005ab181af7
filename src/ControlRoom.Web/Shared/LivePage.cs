using ControlRoom.Core.Database;

namespace ControlRoom.Web.Shared;

/// <summary>The live components of one circuit, so that the frame can have all of them read again after a loss of contact.</summary>
public sealed class LivePage(DatabaseWatch database)
{
    private readonly List<LiveComponent> shown = [];

    internal void Add(LiveComponent component) => shown.Add(component);

    internal void Remove(LiveComponent component) => shown.Remove(component);

    /// <summary>Whether the page can know what is true now.</summary>
    public Task<bool> CanRead(CancellationToken ct) => database.AnswersLately(ct);

    public async Task Requery()
    {
        foreach (var component in shown.ToArray()) await component.Requery();
    }
}
