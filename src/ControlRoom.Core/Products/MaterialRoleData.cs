namespace ControlRoom.Core.Products;

/// <summary>The roles every database begins with.</summary>
internal static class MaterialRoleData
{
    private static readonly (string Key, string Hu, string En, bool Required, string Unit)
        Width = ("width_mm", "Szélesség", "Width", true, "mm"), Length = ("length_mm", "Hossz", "Length", true, "mm"), Mass = ("mass_g", "Tömeg", "Mass", true, "g"),
        Count = ("count", "Darabszám", "Count", true, "pcs"), Pieces = ("pieces", "Darab", "Pieces", false, "pcs"), Waste = ("waste_percent", "Hulladék", "Waste", false, "%");

    private static readonly (string Code, string Hu, string En, RoleBasis Basis, Uom Uom)[] All =
    [
        ("MAIN_MATERIAL", "Fő anyag", "Main material", RoleBasis.Area, Uom.M2),
        ("LINING", "Bélés", "Lining", RoleBasis.Area, Uom.M2),
        ("TUBE", "Cső", "Tube", RoleBasis.Length, Uom.M),
        ("FASTENER", "Kötőelem", "Fastener", RoleBasis.Count, Uom.Pc),
        ("CONSUMABLE", "Segédanyag", "Consumable", RoleBasis.Mass, Uom.Kg),
    ];

    public static IEnumerable<object> Roles => All.Select((r, i) => new
    {
        RoleCode = r.Code, NameHu = r.Hu, NameEn = r.En, r.Basis, UomCode = r.Uom, DisplayOrder = i + 1, IsActive = true,
    });

    public static IEnumerable<object> Fields => All.SelectMany(r => FieldsOf(r.Basis).Select((f, i) => new
    {
        RoleCode = r.Code, FieldKey = f.Key, Type = RoleFieldType.Number, LabelHu = f.Hu, LabelEn = f.En, f.Required, Unit = (string?)f.Unit, DisplayOrder = i + 1,
    }));

    private static (string Key, string Hu, string En, bool Required, string Unit)[] FieldsOf(RoleBasis basis) => basis switch
    {
        RoleBasis.Count => [Count, Waste],
        RoleBasis.Length => [Length, Pieces, Waste],
        RoleBasis.Area => [Width, Length, Pieces, Waste],
        _ => [Mass, Pieces, Waste],
    };
}
