using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Lots.Parts;

/// <summary>What of the register is shown; empty means everything.</summary>
public sealed record LotFilterView(string Find = "", string Type = "", string State = "", string Step = "")
{
    public bool Shows(LotRow lot)
    {
        ArgumentNullException.ThrowIfNull(lot);
        return lot.LotCode.Contains(Find.Trim(), StringComparison.OrdinalIgnoreCase) && (Type.Length == 0 || Word.Of(lot.LotType) == Type) && (State.Length == 0 || Word.Of(lot.Status) == State)
            && (Step.Length == 0 || lot.StepIndex.ToString(CultureInfo.InvariantCulture) == Step);
    }
}

/// <summary>A row of the register: always in process order and then by code, whatever happens to the lots.</summary>
public sealed record LotRegisterRow(string Code, string Type, int Step, string Status, string? GateState, decimal WeightKg, decimal RemainingKg, decimal PlacedKg, int? Pieces, string? Place, decimal? Celsius, Level Level, string? Party, string Age);
