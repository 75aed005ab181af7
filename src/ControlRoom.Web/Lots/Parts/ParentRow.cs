using ControlRoom.Core.Lots;

namespace ControlRoom.Web.Lots.Parts;

/// <summary>A lot that may be a parent, and how much of it is used.</summary>
public sealed class ParentRow(LotRow lot)
{
    public LotRow Lot => lot;

    public decimal? Use { get; set; }

    /// <summary>Null where it may be used.</summary>
    public bool IsFree => lot.Status == LotStatus.Released;
}
