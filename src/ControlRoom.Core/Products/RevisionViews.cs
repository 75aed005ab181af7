using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public record RevisionRow
{
    public required Guid Id { get; init; }
    public required int RevisionNo { get; init; }
    public required string Display { get; init; }
    public required Guid? DerivedFromRevisionId { get; init; }
    public required RevisionReason Reason { get; init; }
    public required string? Notes { get; init; }
    public required RevisionStatus Status { get; init; }
    public required bool AllowNewJobs { get; init; }
    public required Guid? FlowVersionId { get; init; }
    public required int? VersionNum { get; init; }
    public required string? ContentHash { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required string CreatedByName { get; init; }
    public required DateTime? PublishedAt { get; init; }
    public required DateTime? RetiredAt { get; init; }
    public required int RowVersion { get; init; }
}

public sealed record RevisionDetail : RevisionRow
{
    /// <summary>The stored snapshot; of a draft, what it would be now.</summary>
    public required JsonElement Snapshot { get; init; }
    public required IReadOnlyList<Part> Components { get; init; }
}

public enum DiffKind { Added, Removed, Changed }

public sealed record RevisionChange(string Path, DiffKind Kind, JsonElement? Old, JsonElement? New, bool Breaking);

public sealed record RevisionDiffView(IReadOnlyList<RevisionChange> Changes);

public sealed record LockedReason(bool Locked, string? Code, string? Detail, IReadOnlyList<RevisionRefView> By)
{
    public static LockedReason Of(Refusal? refusal, IReadOnlyList<RevisionRefView> by) => new(refusal is not null, refusal?.Code, refusal?.Detail(), by);
}

public sealed record RevisionRefView(RevisionRefType RefType, Guid RefId, string Code);
