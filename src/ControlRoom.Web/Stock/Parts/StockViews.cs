using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Stock.Parts;

/// <summary>A lot as it lies in a buffer, or as it waits outside of all of them.</summary>
/// <param name="Run">Short code of the run that left it; null for the run's own.</param>
public sealed record StockCardView(string Code, string Status, decimal Kilograms, int? Pieces, decimal? Celsius, Level Level, string Age, string? Run = null);

/// <summary>A buffer as one run works with it.</summary>
/// <param name="Takes">Lot types that may lie in it.</param>
/// <param name="OwnKg">Of this run alone.</param>
public sealed record StockLaneView(BufferView Buffer, string Name, string Takes, decimal OwnKg, IReadOnlyList<StockCardView> Own, IReadOnlyList<StockCardView> CarryOver)
{
    /// <summary>Why the buffer itself is on hold.</summary>
    public string? HoldReason { get; init; }

    /// <summary>Lets the buffer go again, where it is on hold.</summary>
    public ActionView? Release { get; init; }
}
