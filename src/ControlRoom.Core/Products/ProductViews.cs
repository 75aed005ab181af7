using System.Text.Json.Serialization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

public record ProductRow
{
    public required Guid Id { get; init; }
    public required string Sku { get; init; }
    public required string? SerialSku { get; init; }
    public required LocalText Name { get; init; }
    public required LocalText? Description { get; init; }
    public required string? Notes { get; init; }
    public required int DisplayOrder { get; init; }
    public required Uom UomBase { get; init; }
    public required string? MaterialCategory { get; init; }
    public required AccountingMethod InventoryAccountingMethod { get; init; }
    public required TraceabilityLevel TraceabilityLevel { get; init; }
    public required ProductionLine ProductionLine { get; init; }

    /// <summary>Computed from what exists of the product; there is no way to set it.</summary>
    public required UsageState UsageState { get; init; }
    public required ActiveRevision? ActiveRevision { get; init; }
    public required int? DraftRevisionNo { get; init; }
    public required DateTime? RetiredAt { get; init; }
    public required int RowVersion { get; init; }
}

public sealed record ActiveRevision(Guid Id, int RevisionNo);

/// <summary>From what the usage state follows.</summary>
public sealed record StateEvidence(int Tickets, int LiveTickets, int LiveTokens, int ActiveInstances);

/// <param name="Code">Why not; null when it may be edited.</param>
/// <param name="UnlocksAt">When the work that locks it should be done.</param>
public sealed record EditPermission(bool Editable, string? Code, string? Detail, DateTime? UnlocksAt);

public sealed record EditPermissions(EditPermission Texts, EditPermission Identity, EditPermission Components, EditPermission Binding);

public sealed record ProductDetail : ProductRow
{
    public required DateTime CreatedAt { get; init; }
    public required StateEvidence StateEvidence { get; init; }
    public required IReadOnlyList<BlockingTicket> BlockingTickets { get; init; }
    public required EditPermissions EditPermissions { get; init; }
    public required int RevisionsCount { get; init; }
    public required IReadOnlyList<ComponentView> Components { get; init; }
    public required BindingView? Binding { get; init; }
}

public sealed record ComponentView(Guid Id, string ComponentCode, string ComponentTypeCode, LocalText Name, int DisplayOrder, int RowVersion, IReadOnlyList<MaterialView> Materials)
{
    public static ComponentView Of(ProductComponent c) => new(c.Id, c.ComponentCode, c.ComponentTypeCode, new(c.NameHu, c.NameEn), c.DisplayOrder, c.RowVersion,
        [.. c.Materials.OrderBy(m => m.Priority).ThenBy(m => m.MaterialSku, StringComparer.Ordinal).Select(MaterialView.Of)]);
}

public sealed record MaterialView(Guid Id, string MaterialSku, string RoleCode, IReadOnlyDictionary<string, decimal> Constraints, decimal? QtyRequired, bool ComputedFromConstraints, string? OverrideReason, Uom UomCode,
    bool IsPrimary, int Priority, string? Notes, int RowVersion)
{
    public static MaterialView Of(ComponentMaterial row)
    {
        var m = row.Whole();
        return new(row.Id, m.MaterialSku, m.RoleCode, m.Constraints, m.QtyRequired, m.ComputedFromConstraints, m.OverrideReason, m.UomCode, m.IsPrimary, m.Priority, m.Notes, row.RowVersion);
    }
}

public sealed record BindingView(Guid FlowId, string FlowCode, Guid? FlowVersionId, Guid? ResolvedVersionId, int? VersionNum, BindingMode Mode, string? Note, int RowVersion)
{
    /// <summary>Whether the version that is meant is the newest published one.</summary>
    [JsonIgnore]
    public bool IsNewest { get; init; }
}

public sealed record WhereUsed(IReadOnlyList<UsedFlow> Flows, IReadOnlyList<UsedTicket> Tickets, IReadOnlyList<UsedRevision> Revisions);

public sealed record UsedFlow(Guid Id, string Code);

public sealed record UsedTicket(Guid Id, string Code);

public sealed record UsedRevision(Guid Id, int RevisionNo, RevisionStatus Status, int References);
