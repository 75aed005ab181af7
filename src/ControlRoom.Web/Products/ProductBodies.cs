using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Products;

/// <summary>A product to make, or what is to change of it; absent members leave what is there.</summary>
public sealed record ProductBody(string? Sku, string? SerialSku, LocalText? Name, LocalText? Description, string? Notes, int? DisplayOrder, Uom? UomBase, string? MaterialCategory,
    AccountingMethod? InventoryAccountingMethod, TraceabilityLevel? TraceabilityLevel, ProductionLine? ProductionLine, int? RowVersion)
{
    public ProductInput Input => new()
    {
        Sku = Sku, SerialSku = SerialSku, Name = Name, Description = Description, Notes = Notes, DisplayOrder = DisplayOrder, UomBase = UomBase, MaterialCategory = MaterialCategory,
        InventoryAccountingMethod = InventoryAccountingMethod, TraceabilityLevel = TraceabilityLevel, ProductionLine = ProductionLine,
    };
}

public sealed record ProductReasonBody(string? Reason, int? RowVersion);

public sealed record ComponentBody(string? ComponentCode, string? ComponentTypeCode, LocalText? Name, int? DisplayOrder, int? RowVersion)
{
    public ComponentInput Input => new(ComponentCode, ComponentTypeCode, Name, DisplayOrder);
}

/// <param name="QtyRequired">Only with <paramref name="OverrideReason"/>; otherwise it is computed from the constraints.</param>
/// <param name="ConfirmRoleChange">Another role takes the constraints of the old one away.</param>
public sealed record MaterialBody(string? MaterialSku, string? RoleCode, JsonElement? Constraints, decimal? QtyRequired, string? OverrideReason, Uom? UomCode, bool? IsPrimary, int? Priority, string? Notes,
    int? RowVersion, bool? ConfirmRoleChange)
{
    public MaterialInput Input => new()
    {
        MaterialSku = MaterialSku, RoleCode = RoleCode, Constraints = Constraints, QtyRequired = QtyRequired, OverrideReason = OverrideReason, UomCode = UomCode, IsPrimary = IsPrimary, Priority = Priority, Notes = Notes,
    };
}

public sealed record EvaluateBody(string? RoleCode, Uom? UomCode, JsonElement? Constraints);

/// <param name="FlowVersionId">Null: always the newest published version.</param>
public sealed record BindingBody(Guid? FlowId, Guid? FlowVersionId, string? Note, int? RowVersion);

public sealed record CreateRevisionBody(RevisionReason? Reason, string? Notes, Guid? FlowVersionId);

public sealed record RevisionMaterialBody(string? MaterialSku, string? RoleCode, JsonElement? Constraints, decimal? QtyRequired, string? OverrideReason, Uom? UomCode, bool? IsPrimary, int? Priority, string? Notes)
{
    public MaterialInput Input => new()
    {
        MaterialSku = MaterialSku, RoleCode = RoleCode, Constraints = Constraints, QtyRequired = OverrideReason is null ? null : QtyRequired, OverrideReason = OverrideReason, UomCode = UomCode, IsPrimary = IsPrimary,
        Priority = Priority, Notes = Notes,
    };
}

public sealed record RevisionComponentBody(string? ComponentCode, string? ComponentTypeCode, LocalText? Name, int? DisplayOrder, IReadOnlyList<RevisionMaterialBody>? Materials);

public sealed record ChangeRevisionBody(string? Notes, Guid? FlowVersionId, IReadOnlyList<RevisionComponentBody>? Components, int? RowVersion)
{
    public IReadOnlyList<ComponentInput>? Parts => Components is null ? null :
        [.. Requests.Each(Components, "components").Select((c, i) => new ComponentInput(c.ComponentCode, c.ComponentTypeCode, c.Name, c.DisplayOrder, [.. Requests.Each(c.Materials, $"components/{i}/materials").Select(m => m.Input)]))];
}
