namespace ControlRoom.Core.Tickets;

/// <summary>What was used of a material beyond what the snapshot says, or less of it. Insert-only: a mistake is adjusted by another one.</summary>
public sealed class MaterialAdjustment
{
    public Guid Id { get; init; }
    public Guid JobTicketId { get; init; }
    public required string MaterialSku { get; init; }

    /// <summary>In millionths of the material's unit; negative: less was used.</summary>
    public long Qty { get; init; }
    public required string Reason { get; init; }
    public Guid CreatedBy { get; init; }
    public DateTime CreatedAt { get; init; }
}
