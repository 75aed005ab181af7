namespace ControlRoom.Core.Audit;

/// <summary>One fact with who, when, from where and why. Append-only; also the live feed.</summary>
public sealed class AuditEvent
{
    public long Id { get; init; }

    /// <summary>PostgreSQL transaction id of the writer; with <see cref="Id"/> the feed's order. 0 on SQLite, where ids commit in order.</summary>
    public ulong XactId { get; init; }
    public required string EventType { get; init; }
    public required string EntityType { get; init; }
    public Guid EntityId { get; init; }
    public string? EntityCode { get; init; }
    public Guid UserId { get; init; }
    public Guid? RunId { get; init; }
    public Guid? BufferId { get; init; }
    public Guid? TicketId { get; init; }
    public Guid CorrelationId { get; init; }

    /// <summary>JSON text, as are the two below; text so that the bytes that were hashed are the bytes that are kept.</summary>
    public string? OldState { get; init; }
    public string? NewState { get; init; }
    public string Metadata { get; init; } = "{}";
    public string? IpAddress { get; init; }
    public bool IsSimulated { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>SHA-256 (hex) over the row's canonical JSON.</summary>
    public required string Hash { get; init; }
}

/// <summary>A closed batch of committed events: its range, the Merkle root of their hashes, and the chain to the seal before.</summary>
public sealed class AuditSeal
{
    public long Id { get; init; }
    public long FromId { get; init; }
    public long ToId { get; init; }
    public int EventCount { get; init; }

    /// <summary>Ids and hashes of the sealed events are under this root, ordered by id.</summary>
    public required string MerkleRoot { get; init; }
    public string? PreviousHash { get; init; }

    /// <summary>SHA-256 (hex) over range, count, root, previous hash and time.</summary>
    public required string Hash { get; init; }
    public DateTime SealedAt { get; init; }
}
