using System.Text.Json;
using ControlRoom.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Tests.Kit;

/// <summary>Reads the audit trail back.</summary>
public static class AuditRead
{
    /// <summary>All events, or those of one entity, in the order they were written.</summary>
    public static async Task<List<AuditEvent>> Events(this TestPlant plant, Guid? entityId = null)
    {
        await using var db = plant.Open();
        return await db.AuditEvents.AsNoTracking().Where(e => entityId == null || e.EntityId == entityId).OrderBy(e => e.Id).ToListAsync(TestPlant.Ct);
    }

    /// <summary>Event words of one entity in order.</summary>
    public static async Task<IReadOnlyList<string>> Words(this TestPlant plant, Guid entityId) => [.. (await plant.Events(entityId)).Select(e => e.EventType)];

    /// <summary>The only event of this word.</summary>
    public static async Task<AuditEvent> Event(this TestPlant plant, string word) => (await plant.Events()).Single(e => e.EventType == word);

    /// <summary>A member of the state before or after, or of the metadata; dots lead inside. Null when it is not there.</summary>
    public static string? Read(string? json, string path)
    {
        if (json is null) return null;
        var at = JsonDocument.Parse(json).RootElement;
        foreach (var name in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }
        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }

    /// <summary>The states a lot or a run went through, from the trail: each event's state before must be the one the event before left.</summary>
    /// <exception cref="InvalidOperationException">A change of state is missing on the trail, or was written twice.</exception>
    public static async Task<IReadOnlyList<string>> States(this TestPlant plant, Guid entityId)
    {
        var states = new List<string>();
        foreach (var e in await plant.Events(entityId))
        {
            if (Read(e.NewState, "status") is not { } after) continue;
            var before = Read(e.OldState, "status");
            if (before != states.LastOrDefault()) throw new InvalidOperationException($"{e.EventType} says {before} → {after}, but the trail was at {states.LastOrDefault() ?? "nothing"}.");
            states.Add(after);
        }
        return states;
    }
}
