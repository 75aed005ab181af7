using System.Collections.Frozen;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Lots;

public enum LotType { Raw, Deb, Bulk, Mix, Skw15, Skw30, Frz15, Frz30, Fg15, Fg30, Pal, Ship }

/// <summary>Nominal rod weight in kilograms.</summary>
public enum Sku
{
    [Word("15")] Kg15,
    [Word("30")] Kg30,
}

public enum Species { Chicken, Turkey }

public enum MaterialClass { Meat, Ingredient }

/// <summary>The canonical table of lot types (plant specification §2.1): where each is made, from what, and where it is kept.</summary>
public sealed record LotTypeSpec(LotType Type, string CodePrefix, int Step, Sku? Sku, IReadOnlyList<LotType> Parents, BufferType Store)
{
    /// <summary>A RAW lot may be a parent where RAW is listed only with this class; MEAT for deboning, INGREDIENT for mixing.</summary>
    public MaterialClass? RawClass { get; init; }
}

public static class LotTypes
{
    private static readonly FrozenDictionary<LotType, LotTypeSpec> Table = new LotTypeSpec[]
    {
        new(LotType.Raw, "RAW", 1, null, [], BufferType.Lk),
        new(LotType.Deb, "DEB", 2, null, [LotType.Raw], BufferType.Lk) { RawClass = MaterialClass.Meat },
        new(LotType.Bulk, "BULK", 3, null, [LotType.Deb], BufferType.Lk),
        new(LotType.Mix, "MIXLOT", 4, null, [LotType.Bulk, LotType.Raw], BufferType.Mix) { RawClass = MaterialClass.Ingredient },
        new(LotType.Skw15, "SKW15", 5, Sku.Kg15, [LotType.Mix], BufferType.Skw15),
        new(LotType.Skw30, "SKW30", 5, Sku.Kg30, [LotType.Mix], BufferType.Skw30),
        new(LotType.Frz15, "FRZ15", 7, Sku.Kg15, [LotType.Skw15], BufferType.Frz),
        new(LotType.Frz30, "FRZ30", 7, Sku.Kg30, [LotType.Skw30], BufferType.Frz),
        new(LotType.Fg15, "FG15", 8, Sku.Kg15, [LotType.Frz15], BufferType.Frz),
        new(LotType.Fg30, "FG30", 8, Sku.Kg30, [LotType.Frz30], BufferType.Frz),
        new(LotType.Pal, "PAL", 9, null, [LotType.Fg15, LotType.Fg30], BufferType.Pal),
        new(LotType.Ship, "SHIP", 10, null, [LotType.Pal], BufferType.Pal),
    }.ToFrozenDictionary(t => t.Type);

    public static LotTypeSpec Spec(this LotType type) => Table[type];

    /// <summary>Lot types that are registered at a step, in table order; empty for steps that make none.</summary>
    public static IReadOnlyList<LotType> MadeAt(int step) => [.. Table.Values.Where(t => t.Step == step).Select(t => t.Type).Order()];

    /// <summary>All code prefixes of lots; MIX lots are called MIXLOT.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = [.. Enum.GetValues<LotType>().Select(t => Table[t].CodePrefix)];
}
