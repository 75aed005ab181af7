using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>A material of a component, as rows, drafts and snapshots hold it.</summary>
/// <param name="QtyRequired">Of one unit of the product; null while its role asks for constraints that are not there yet.</param>
public sealed record PartMaterial(string MaterialSku, string RoleCode, IReadOnlyDictionary<string, decimal> Constraints, decimal? QtyRequired, bool ComputedFromConstraints, string? OverrideReason,
    Uom UomCode, bool IsPrimary, int Priority, string? Notes)
{
    public bool Equals(PartMaterial? other) => other is not null && CanonicalJson.Of(this) == CanonicalJson.Of(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(MaterialSku);
}

/// <summary>A component with its materials.</summary>
public sealed record Part(string ComponentCode, string ComponentTypeCode, LocalText Name, int DisplayOrder, IReadOnlyList<PartMaterial> Materials);

/// <summary>What somebody says about a component; null leaves what is there.</summary>
public sealed record ComponentInput(string? ComponentCode, string? ComponentTypeCode, LocalText? Name, int? DisplayOrder, IReadOnlyList<MaterialInput>? Materials = null);

/// <summary>What somebody says about a material; null leaves what is there.</summary>
public sealed record MaterialInput
{
    public string? MaterialSku { get; init; }
    public string? RoleCode { get; init; }
    public JsonElement? Constraints { get; init; }

    /// <summary>Only with a reason why the computation is not followed.</summary>
    public decimal? QtyRequired { get; init; }
    public string? OverrideReason { get; init; }
    public Uom? UomCode { get; init; }
    public bool? IsPrimary { get; init; }
    public int? Priority { get; init; }
    public string? Notes { get; init; }
}
