namespace ControlRoom.Core.Serials;

/// <summary>A version of a salt, by the name of its secret. The secret itself is in the configuration or in a private file, never in the database.</summary>
public sealed class SerialSalt
{
    public SerialType ProductionType { get; init; }
    public int Version { get; init; }
    public required string SecretName { get; init; }

    /// <summary>New serials are computed with it; older versions go on verifying what they made.</summary>
    public bool Active { get; set; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>The last number given out to a site, kind and product on a UTC day.</summary>
public sealed class SerialSequence
{
    public required string TenantCode { get; init; }
    public SerialType ProdType { get; init; }
    public required string Sku { get; init; }

    /// <summary>yyyyMMdd.</summary>
    public required string Ymd { get; init; }
    public int Seq { get; set; }
}

public enum QuarantineReason { InvalidFormat, Orphaned, Duplicate, Mismatch, Undeliverable }

/// <summary>A serial that plant and registry do not agree about and that no machine may mend.</summary>
public sealed class QuarantinedSerial
{
    public Guid Id { get; init; }
    public required string SerialCode { get; init; }
    public QuarantineReason Reason { get; init; }
    public required string Detail { get; init; }
    public required string TenantCode { get; init; }
    public DateTime At { get; init; }
    public DateTime? ResolvedAt { get; set; }
}
