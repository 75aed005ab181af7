using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public enum SerialScope { Piece, Batch }

public enum LinkedSource { DagToken, JobTicket }

/// <summary>How a serial came to be: at the start of a ticket, or made ahead.</summary>
public enum SerialOrigin { AutoJob, ApiGenerated }

public enum RegistryStatus { Active, Used, Scrapped, Cancelled }

/// <summary>What never changes about a registered serial.</summary>
public sealed record RegistryIdentity(string TenantCode, SerialType Type, string Sku, Guid TicketId, SerialScope Scope, LinkedSource Source, SerialOrigin Origin, string Signature, int SaltVersion, DateTime CreatedAt);

/// <summary>What a message asks of the registry.</summary>
/// <param name="Identity">With REGISTER only.</param>
/// <param name="Repair">With REGISTER: the registry lacks what it was told before, and takes the state as it is.</param>
public sealed record RegistryChange(Guid? TokenId, RegistryStatus Status, RegistryIdentity? Identity = null, bool Repair = false);

public sealed record RegistryMessage(string SerialCode, OutboxOp Op, int Seq, RegistryChange Change);

/// <param name="Error">Null: applied, now or before. Otherwise the word of what was wrong.</param>
/// <param name="ForGood">No repeat of the message can succeed.</param>
public sealed record RegistryVerdict(string? Error = null, bool ForGood = false)
{
    public static readonly RegistryVerdict Done = new();
}

/// <summary>A serial as the core registry knows it.</summary>
public sealed class RegistryRow
{
    public Guid Id { get; init; }
    public required string SerialCode { get; init; }
    public required string TenantCode { get; init; }
    public SerialType ProductionType { get; init; }
    public required string Sku { get; init; }
    public Guid TicketId { get; init; }
    public Guid? TokenId { get; private set; }
    public SerialScope SerialScope { get; init; }
    public LinkedSource LinkedSource { get; init; }
    public SerialOrigin Origin { get; init; }
    public RegistryStatus Status { get; private set; }
    public required string HashSignature { get; init; }
    public int HashSaltVersion { get; init; }
    public required string Checksum { get; init; }

    /// <summary>Number of the last message that was applied.</summary>
    public int RegistryVersion { get; private set; }
    public DateTime CreatedAt { get; init; }
    public DateTime RegisteredAt { get; init; }

    internal static RegistryRow Of(RegistryMessage message, RegistryIdentity identity, DateTime now) => new()
    {
        Id = Ids.New(now), SerialCode = message.SerialCode, TenantCode = identity.TenantCode, ProductionType = identity.Type, Sku = identity.Sku, TicketId = identity.TicketId, TokenId = message.Change.TokenId,
        SerialScope = identity.Scope, LinkedSource = identity.Source, Origin = identity.Origin, Status = message.Change.Status, HashSignature = identity.Signature, HashSaltVersion = identity.SaltVersion,
        Checksum = message.SerialCode[^1..], RegistryVersion = message.Seq, CreatedAt = identity.CreatedAt, RegisteredAt = now,
    };

    internal void Take(RegistryMessage message)
    {
        RegistryVersion = message.Seq;
        if (message.Op == OutboxOp.Link || message.Change.Repair) TokenId = message.Change.TokenId ?? TokenId;
        if (message.Op == OutboxOp.SetStatus || message.Change.Repair) Status = message.Change.Status;
    }
}
