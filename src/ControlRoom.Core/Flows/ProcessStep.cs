namespace ControlRoom.Core.Flows;

/// <summary>The canonical eleven steps, 0–10 (plant specification §2.1). Every PROCESS graph has each exactly once.</summary>
public static class ProcessSteps
{
    public const int First = 0, Receipt = 1, Deboning = 2, BulkBuffer = 3, Mixing = 4, Skewering = 5, SkuSplit = 6, Freezing = 7, Packaging = 8, Palletizing = 9, Shipment = 10, Last = 10;
    public const int Count = 11;

    private static readonly string[] NamesEn = ["Start", "Receipt", "Deboning", "Bulk Buffer", "Mixing", "Skewering", "SKU Split", "Freezing", "Packaging", "Palletizing", "Shipment"];
    private static readonly string[] NamesHu = ["Kezdés", "Átvétel", "Csontozás", "BULK puffer", "Keverés", "Nyársalás", "SKU szétválasztás", "Fagyasztás", "Csomagolás", "Raklapozás", "Kiszállítás"];

    /// <summary>Steps whose gate must be in the graph; 3 and 6 may have an INFO gate.</summary>
    public static readonly IReadOnlyList<int> Gated = [1, 2, 4, 5, 7, 8, 9, 10];

    /// <summary>Steps whose gate is a critical control point.</summary>
    public static readonly IReadOnlyList<int> Critical = [1, 7, 10];

    /// <summary>Planned minutes where the graph says nothing.</summary>
    public static readonly IReadOnlyList<int> PlanMinutes = [10, 45, 120, 30, 60, 150, 20, 120, 75, 45, 30];

    public static string Name(int step, string language) => (language == "hu" ? NamesHu : NamesEn)[step];

    /// <summary>A Preparation 1–3, B Production 4–6, C Service-out 7–10; none for 0.</summary>
    public static char? Stream(int step) => step switch { 0 => null, <= 3 => 'A', <= 6 => 'B', _ => 'C' };
}
