namespace ControlRoom.Core.Dispatch;

/// <summary>A plan made before the start: who shall do the work of a node, or of the whole ticket where no node is named.</summary>
public sealed class ManagerAssignment
{
    public Guid Id { get; init; }
    public Guid JobTicketId { get; init; }
    public string? NodeCode { get; init; }
    public Guid? AssignedToUserId { get; init; }
    public Guid? AssignedToTeamId { get; init; }
    public Guid AssignedBy { get; init; }
    public bool IsStrict { get; init; }
    public string? Reason { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>A plan that was replaced by another stays as what was once meant.</summary>
    public bool IsActive { get; set; } = true;
}
