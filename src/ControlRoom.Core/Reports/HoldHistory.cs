using System.Text.Json;
using ControlRoom.Core.Audit;

namespace ControlRoom.Core.Reports;

/// <summary>An audit event with the name of who caused it.</summary>
internal sealed record NamedEvent(AuditEvent Event, string By)
{
    /// <summary>A text of the event's metadata.</summary>
    public string? Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The metadata say something about it.</summary>
    public bool Has(string name) => Member(name) is { ValueKind: not JsonValueKind.Null };

    private JsonElement? Member(string name) => JsonElement.Parse(Event.Metadata).TryGetProperty(name, out var value) ? value : null;
}

/// <summary>Holds and how each ended, read from the trail.</summary>
internal static class HoldHistory
{
    private static readonly string[] Begins = ["LOT_HELD", "TEMP_VIOLATION_HOLD", "RUN_HELD", "BUFFER_HELD"];
    private static readonly string[] Ends = ["LOT_RELEASED", "LOT_QUARANTINED", "LOT_REJECTED", "LOT_CONSUMED", "RUN_RESUMED", "RUN_ABORTED", "BUFFER_RELEASED", "BUFFER_DEACTIVATED"];

    public static readonly IReadOnlyList<string> EventTypes = [.. Begins, .. Ends];

    /// <param name="events">In the order they happened.</param>
    public static IReadOnlyList<HoldView> Of(IEnumerable<NamedEvent> events)
    {
        var holds = new List<HoldView>();
        var open = new Dictionary<Guid, int>();
        foreach (var e in events)
        {
            if (Begins.Contains(e.Event.EventType))
            {
                open[e.Event.EntityId] = holds.Count;
                holds.Add(new HoldView(e.Event.EntityType, e.Event.EntityId, e.Event.EntityCode ?? "", e.Text("cause"), e.Text("reason"), e.Event.CreatedAt, e.By, null));
            }
            else if (Ends.Contains(e.Event.EventType) && open.Remove(e.Event.EntityId, out var at))
            {
                holds[at] = holds[at] with { Resolution = new CorrectionView(Outcome(e.Event.EventType), e.Text("resolution") ?? e.Text("reason"), e.By, e.Event.CreatedAt) };
            }
        }
        return holds;
    }

    /// <summary><c>LOT_RELEASED</c> → <c>RELEASED</c>.</summary>
    private static string Outcome(string eventType) => eventType[(eventType.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
