using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>From what the quantity of a material is computed.</summary>
public enum RoleBasis { Count, Length, Area, Mass }

public enum RoleFieldType { Text, Number, Select, Boolean, Json }

/// <summary>What a material is used as; decides which constraints it has and in which unit it is counted. Rows of data, not of code.</summary>
public sealed class MaterialRole
{
    private readonly List<RoleField> fields = [];

    private MaterialRole() { }

    public string RoleCode { get; private init; } = "";
    public string NameHu { get; private init; } = "";
    public string NameEn { get; private init; } = "";
    public RoleBasis Basis { get; private init; }
    public Uom UomCode { get; private init; }
    public int DisplayOrder { get; private init; }
    public bool IsActive { get; private init; }
    public IReadOnlyList<RoleField> Fields => fields;

    public MaterialRoleView View() => new(RoleCode, new(NameHu, NameEn), Basis, UomCode, [.. Fields.OrderBy(f => f.DisplayOrder).Select(f => f.View())]);
}

/// <summary>One constraint of a role.</summary>
public sealed class RoleField
{
    private RoleField() { }

    public string RoleCode { get; private init; } = "";
    public string FieldKey { get; private init; } = "";
    public RoleFieldType Type { get; private init; }
    public string LabelHu { get; private init; } = "";
    public string LabelEn { get; private init; } = "";
    public bool Required { get; private init; }
    public string? Unit { get; private init; }
    public int DisplayOrder { get; private init; }

    public RoleFieldView View() => new(FieldKey, Type, new(LabelHu, LabelEn), Required, Unit);
}

public sealed record MaterialRoleView(string RoleCode, LocalText Name, RoleBasis Basis, Uom UomCode, IReadOnlyList<RoleFieldView> Fields);

public sealed record RoleFieldView(string FieldKey, RoleFieldType Type, LocalText Label, bool Required, string? Unit);
