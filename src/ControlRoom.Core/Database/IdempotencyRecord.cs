namespace ControlRoom.Core.Database;

/// <summary>The answer to a finished request, kept 24 hours under its key so that a repeat gets it again without a second effect.</summary>
public sealed class IdempotencyRecord
{
    public Guid UserId { get; init; }
    public Guid Key { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string RequestHash { get; init; }

    /// <summary>JSON of the command's result.</summary>
    public required string ResponseBody { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ExpiresAt { get; init; }
}

/// <summary>Last number given out for a prefix, site and local date.</summary>
public sealed class CodeSequence
{
    public required string Prefix { get; init; }
    public required string SiteCode { get; init; }
    public DateOnly LocalDate { get; init; }
    public int LastValue { get; set; }
}

/// <summary>Last serial given out for an SSCC of a company prefix; it never starts again.</summary>
public sealed class SsccSequence
{
    public required string CompanyPrefix { get; init; }
    public long LastSerial { get; set; }
}
