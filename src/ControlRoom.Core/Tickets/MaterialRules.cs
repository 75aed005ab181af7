using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>What a unit of the product takes of a material, as the snapshot holds it.</summary>
public sealed record PinnedMaterial(string ComponentCode, string MaterialSku, string UomCode, decimal QtyPerUnit);

/// <summary>A material of a ticket: what its target takes, what its pieces took, and by how much that was put right.</summary>
public sealed record MaterialUseView(string ComponentCode, string MaterialSku, string UomCode, decimal PlannedQty, decimal UsedQty, decimal AdjustedQty);

public static class MaterialRules
{
    public static IReadOnlyList<PinnedMaterial> Of(RuntimeSnapshot snapshot) => JsonSerializer.Deserialize<List<PinnedMaterial>>(snapshot.ComputedQtyJson, Json.Options)!;

    /// <param name="gone">Finished and scrapped, in hundredths.</param>
    /// <param name="adjusted">Millionths by material. One that several components take is put right in the first of them.</param>
    public static IReadOnlyList<MaterialUseView> Uses(IReadOnlyList<PinnedMaterial> materials, long target, long gone, IReadOnlyDictionary<string, long> adjusted)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. materials.Select(m => new MaterialUseView(m.ComponentCode, m.MaterialSku, m.UomCode, Times(m.QtyPerUnit, target), Times(m.QtyPerUnit, gone),
            seen.Add(m.MaterialSku) ? Units.Material(adjusted.GetValueOrDefault(m.MaterialSku)) : 0))];
    }

    /// <summary>What was used is put right as long as anybody may still look at the ticket as work.</summary>
    public static Refusal? WhyNot(Ticket ticket) => ticket.Status == TicketStatus.Archived
        ? Refusal.InvalidTransition("ticket", Word.Of(ticket.Status), "ADJUST_MATERIAL", Word.All<TicketStatus>().Where(s => s != Word.Of(TicketStatus.Archived)))
        : null;

    public static IEnumerable<Refusal> Mistakes(RuntimeSnapshot snapshot, string? sku, decimal? qty, string? reason)
    {
        if (Of(snapshot).All(m => m.MaterialSku != sku?.Trim())) yield return Refusal.Invalid("MATERIAL_NOT_IN_SNAPSHOT", "/material_sku").With("material", sku?.Trim());
        if (qty is not { } given || given == 0 || Units.Millionths(given) is null) yield return Refusal.Invalid("ADJUSTMENT_QTY", "/qty").With("max", Units.MaxMaterial);
        if (Text.WhyNoReason(reason, "/reason") is { } none) yield return none;
    }

    /// <summary>Half a millionth rounds away from zero.</summary>
    private static decimal Times(decimal perUnit, long hundredths) => decimal.Round(perUnit * Units.Quantity(hundredths), 6, MidpointRounding.AwayFromZero);
}
