using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Quality;

/// <summary>What quality hands out as files.</summary>
public static class QualityFiles
{
    public static IResult Inspections(string format, Func<Page, CancellationToken, Task<IReadOnlyList<InspectionView>>> read)
    {
        Func<InspectionView?, CancellationToken, Task<IReadOnlyList<InspectionView>>> next = (last, ct) => read(new Page(Page.MaxLimit, last?.Id), ct);
        return format == WholeList.Csv ? new WholeList<InspectionView>("inspections", next, InspectionColumns) : new WholeList<InspectionView>("inspections", next);
    }

    public static IResult Readings(string format, Func<long?, int, CancellationToken, Task<IReadOnlyList<ReadingView>>> read)
    {
        Func<ReadingView?, CancellationToken, Task<IReadOnlyList<ReadingView>>> next = (last, ct) => read(last?.Id, Page.MaxLimit, ct);
        return format == WholeList.Csv ? new WholeList<ReadingView>("temperature-logs", next, ReadingColumns) : new WholeList<ReadingView>("temperature-logs", next);
    }

    private static readonly IReadOnlyList<(string Name, Func<InspectionView, string?> Value)> InspectionColumns =
    [
        ("id", i => i.Id.ToString()), ("inspected_at", i => Csv.Time(i.InspectedAt)), ("lot_code", i => i.LotCode), ("run_id", i => i.RunId.ToString()), ("step_index", i => Whole(i.StepIndex)), ("inspection_type", i => i.InspectionType),
        ("is_ccp", i => Csv.Flag(i.IsCcp)), ("decision", i => Word.Of(i.Decision)), ("notes", i => i.Notes), ("checklist_results", i => Raw(i.ChecklistResults)), ("measurements", i => Raw(i.Measurements)),
        ("inspector_id", i => i.InspectorId.ToString()), ("inspector_name", i => i.InspectorName), ("signed_with", i => Word.Of(i.SignedWith)), ("signature_hash", i => i.SignatureHash), ("is_simulated", i => Csv.Flag(i.IsSimulated)),
    ];

    private static readonly IReadOnlyList<(string Name, Func<ReadingView, string?> Value)> ReadingColumns =
    [
        ("id", r => r.Id.ToString(CultureInfo.InvariantCulture)), ("measured_at", r => Csv.Time(r.MeasuredAt)), ("received_at", r => Csv.Time(r.ReceivedAt)), ("late_minutes", r => r.IsLate ? Whole((int)(r.ReceivedAt - r.MeasuredAt).TotalMinutes) : null),
        ("lot_code", r => r.LotCode), ("buffer_code", r => r.BufferCode), ("inspection_id", r => r.InspectionId?.ToString()), ("temperature_c", r => Tenth(r.TemperatureC)), ("measurement_type", r => Word.Of(r.MeasurementType)),
        ("reading_role", r => Word.Of(r.ReadingRole)), ("is_violation", r => Csv.Flag(r.IsViolation)), ("threshold_c", r => r.ThresholdC is { } limit ? Tenth(limit) : null), ("source", r => Word.Of(r.Source)), ("device_id", r => r.DeviceId),
        ("recorded_by", r => r.RecordedBy.ToString()), ("recorded_by_name", r => r.RecordedByName), ("is_simulated", r => Csv.Flag(r.IsSimulated)),
    ];

    private static string Tenth(decimal celsius) => celsius.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Raw(JsonElement json) => json.GetRawText();
}
