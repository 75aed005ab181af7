using ControlRoom.Core.Kernel;
using ControlRoom.Web.Lots.Parts;
using ControlRoom.Web.Runs;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Lots;

/// <summary>The register of a run's lots.</summary>
public static class LotRegisterBuilder
{
    public static IReadOnlyList<LotRegisterRow> Rows(RunPicture picture, LotFilterView filter, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(filter);
        return [.. picture.Lots.Where(filter.Shows).OrderBy(l => l.StepIndex).ThenBy(l => l.LotCode, StringComparer.Ordinal).Select(l => new LotRegisterRow(l.LotCode, Word.Of(l.LotType), l.StepIndex, Word.Of(l.Status),
            picture.Steps[l.StepIndex].GateCode is null ? null : l.GateDecision is { } decision ? Word.Of(decision) : "PENDING", l.WeightKg, l.RemainingKg, l.PlacedKg, l.PieceCount,
            l.Places.Count == 0 ? null : string.Join(", ", l.Places), l.TemperatureC, RunStepPanel.BadgeOf(l), l.CustomerCode ?? l.SupplierCode, Format.Age(clock.Now - l.CreatedAt)))];
    }
}
