// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

/// <summary>Writes messages to the core registry beside the change they tell of.</summary>
internal static class SerialOutbox
{
    /// <summary>What the registry should know of the serial as it is now.</summary>
    public static RegistryChange Now(TicketSerial serial) => new(serial.SerialType == SerialType.Hat ? serial.TokenId : null, StatusOf(serial.State));

    public static RegistryStatus StatusOf(SerialState state) => state switch
    {
        SerialState.Used => RegistryStatus.Used,
        SerialState.Scrapped => RegistryStatus.Scrapped,
        SerialState.Cancelled => RegistryStatus.Cancelled,
        _ => RegistryStatus.Active,
    };

    public static OutboxMessage Message(Work work, TicketSerial serial, OutboxOp op) => Message(work, serial, op, Now(serial));

    public static OutboxMessage Registration(Work work, TicketSerial serial, string tenant, string sku, string signature, SerialOrigin origin, bool repair)
    {
        var (scope, source) = serial.SerialType == SerialType.Hat ? (SerialScope.Piece, LinkedSource.DagToken) : (SerialScope.Batch, LinkedSource.JobTicket);
        var identity = new RegistryIdentity(tenant, serial.SerialType, sku, serial.TicketId, scope, source, origin, signature, serial.SaltVersion, serial.GeneratedAt);
        return Message(work, serial, OutboxOp.Register, Now(serial) with { Identity = identity, Repair = repair });
    }

    private static OutboxMessage Message(Work work, TicketSerial serial, OutboxOp op, RegistryChange change) => new()
    {
        Id = work.NewId(), SerialCode = serial.SerialNumber, Op = op, AggregateSeq = serial.NextSeq(), Payload = JsonSerializer.Serialize(change, Json.Options), CreatedAt = work.Now, NextAttemptAt = work.Now,
    };

    public static RegistryMessage Read(OutboxMessage message) => new(message.SerialCode, message.Op, message.AggregateSeq, JsonSerializer.Deserialize<RegistryChange>(message.Payload, Json.Options)!);
}
