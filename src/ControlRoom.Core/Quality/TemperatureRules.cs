using ControlRoom.Core.Flows;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Quality;

/// <summary>How bad a temperature is; the words of <c>data-level</c>.</summary>
public enum TemperatureLevel { Ok, Warning, Critical }

/// <param name="Level">Critical is a violation.</param>
/// <param name="ThresholdTenths">The limit it was held against; null when none applies.</param>
public readonly record struct Verdict(TemperatureLevel Level, int? ThresholdTenths)
{
    public bool IsViolation => Level == TemperatureLevel.Critical;
}

/// <summary>Critical control points: which step, which kind of reading, which limit.</summary>
public static class CcpRules
{
    /// <summary>The measurement a critical step asks for; only this type counts there.</summary>
    public static MeasurementType? TypeAt(int step) => step switch
    {
        ProcessSteps.Receipt => MeasurementType.Surface,
        ProcessSteps.Freezing => MeasurementType.Core,
        ProcessSteps.Shipment => MeasurementType.Ambient,
        _ => null,
    };

    /// <summary>A PASS at a CCP needs a reading at most this old.</summary>
    public static readonly TimeSpan ReadingAge = TimeSpan.FromMinutes(60);
}

/// <summary>The limits table (plant specification R-TEMP-02): thresholds depend on step and place, not only on the kind of measurement.</summary>
public static class TemperatureRules
{
    private const int Chilled = 40, ChilledMax = 70, Frozen = -180, FrozenMax = -100;

    /// <summary>Verdict on a reading of a lot.</summary>
    public static Verdict OfLot(int step, MaterialClass material, MeasurementType type, int tenths) => (step, type) switch
    {
        (ProcessSteps.Receipt, _) when material == MaterialClass.Ingredient => default,
        (ProcessSteps.Receipt, MeasurementType.Surface) => Above(tenths, Chilled),
        ( >= ProcessSteps.Deboning and <= ProcessSteps.SkuSplit, MeasurementType.Surface) => Above(tenths, ChilledMax, Chilled),
        (ProcessSteps.Freezing, MeasurementType.Core) => Above(tenths, Frozen),
        (ProcessSteps.Packaging or ProcessSteps.Palletizing, MeasurementType.Core or MeasurementType.Surface) => Above(tenths, FrozenMax, Frozen),
        (ProcessSteps.Shipment, MeasurementType.Ambient) => Above(tenths, Frozen),
        _ => default,
    };

    /// <summary>Verdict on the air of a buffer: outside its own band is a violation.</summary>
    public static Verdict OfBuffer(int minTenths, int maxTenths, MeasurementType type, int tenths)
    {
        if (type != MeasurementType.Ambient) return default;
        if (tenths > maxTenths) return new Verdict(TemperatureLevel.Critical, maxTenths);
        return tenths < minTenths ? new Verdict(TemperatureLevel.Critical, minTenths) : new Verdict(TemperatureLevel.Ok, maxTenths);
    }

    /// <summary>Colour of a badge on goods: chilled 0–4 ok, to 7 warning; frozen −25…−18 ok, to −10 warning; all else critical.</summary>
    public static TemperatureLevel Badge(bool frozen, int tenths) => frozen
        ? tenths is >= -250 and <= Frozen ? TemperatureLevel.Ok : tenths is > Frozen and <= FrozenMax ? TemperatureLevel.Warning : TemperatureLevel.Critical
        : tenths is >= 0 and <= Chilled ? TemperatureLevel.Ok : tenths is > Chilled and <= ChilledMax ? TemperatureLevel.Warning : TemperatureLevel.Critical;

    private static Verdict Above(int tenths, int limit, int? warning = null) =>
        tenths > limit ? new Verdict(TemperatureLevel.Critical, limit) : tenths > warning ? new Verdict(TemperatureLevel.Warning, warning) : new Verdict(TemperatureLevel.Ok, warning ?? limit);
}
