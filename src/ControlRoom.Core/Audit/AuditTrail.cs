using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Audit;

/// <summary>Turns facts into audit events and knows the canonical form their hashes are taken over.</summary>
public static class AuditTrail
{
    /// <exception cref="ArgumentException">The entity word is not in the closed list.</exception>
    public static AuditEvent Event(Fact fact, Caller caller, DateTime now)
    {
        if (!EntityTypes.All.Contains(fact.Entity)) throw new ArgumentException($"'{fact.Entity}' is no entity type of the audit trail.", nameof(fact));
        var draft = new Draft(fact.Type, fact.Entity, fact.EntityId, fact.Code, caller.UserId, fact.RunId, fact.BufferId, fact.TicketId, caller.CorrelationId,
            fact.Old is null ? null : Json.Text(fact.Old), fact.New is null ? null : Json.Text(fact.New), fact.Metadata is null ? "{}" : Json.Text(fact.Metadata),
            caller.Ip, caller.IsSimulated, now);
        return new AuditEvent
        {
            EventType = draft.EventType, EntityType = draft.EntityType, EntityId = draft.EntityId, EntityCode = draft.EntityCode, UserId = draft.UserId,
            RunId = draft.RunId, BufferId = draft.BufferId, TicketId = draft.TicketId, CorrelationId = draft.CorrelationId, OldState = draft.OldState, NewState = draft.NewState,
            Metadata = draft.Metadata, IpAddress = draft.IpAddress, IsSimulated = draft.IsSimulated, CreatedAt = draft.CreatedAt, Hash = Hash(draft),
        };
    }

    /// <summary>The hash the row should have; differs from <see cref="AuditEvent.Hash"/> when somebody touched the row.</summary>
    public static string Recompute(AuditEvent e) => Hash(new Draft(e.EventType, e.EntityType, e.EntityId, e.EntityCode, e.UserId, e.RunId, e.BufferId,
        e.TicketId, e.CorrelationId, e.OldState, e.NewState, e.Metadata, e.IpAddress, e.IsSimulated, e.CreatedAt));

    private static string Hash(in Draft d)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(d.EventType);
            json.WriteStringValue(d.EntityType);
            json.WriteStringValue(d.EntityId);
            json.WriteStringValue(d.EntityCode);
            json.WriteStringValue(d.UserId);
            if (d.RunId is { } run) json.WriteStringValue(run); else json.WriteNullValue();
            if (d.BufferId is { } place) json.WriteStringValue(place); else json.WriteNullValue();
            json.WriteStringValue(d.CorrelationId);
            json.WriteStringValue(d.OldState);
            json.WriteStringValue(d.NewState);
            json.WriteStringValue(d.Metadata);
            json.WriteStringValue(d.IpAddress);
            json.WriteBooleanValue(d.IsSimulated);
            json.WriteStringValue(d.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
            // Only where there is one: events of the plant keep the form their seals were made over.
            if (d.TicketId is { } ticket) json.WriteStringValue(ticket);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private readonly record struct Draft(string EventType, string EntityType, Guid EntityId, string? EntityCode, Guid UserId, Guid? RunId, Guid? BufferId, Guid? TicketId,
        Guid CorrelationId, string? OldState, string? NewState, string Metadata, string? IpAddress, bool IsSimulated, DateTime CreatedAt);
}
