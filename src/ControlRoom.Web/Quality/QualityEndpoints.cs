using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Quality;

public sealed record TemperatureBody(decimal? C, MeasurementType? Type);

public sealed record SignatureBody(string? Password);

public sealed record InspectionBody(Guid? LotId, Guid? RunId, int? StepIndex, string? InspectionType, Decision? Decision, string? Notes, JsonElement? ChecklistResults, JsonElement? Measurements, TemperatureBody? Temperature, SignatureBody? Signature);

public sealed record ReadingBody(Guid? LotId, Guid? BufferId, Guid? InspectionId, decimal? TemperatureC, MeasurementType? MeasurementType, ReadingRole? ReadingRole, ReadingSource? Source, string? DeviceId, DateTime? MeasuredAt);

public sealed record ReadingBatchBody(IReadOnlyList<ReadingBody>? Readings);

public static class QualityEndpoints
{
    public static void MapQuality(this ApiRoutes routes)
    {
        var api = routes.Area("quality");
        api.Create("/qc/inspections", Permission.Inspect, 100, (InspectionBody b, Api api, RecordInspectionHandler handler, CancellationToken ct) => api.Answer(handler.Handle(Command(b), api.Caller, ct)))
            .WithSummary("A decision about a lot at the gate of its own step; it changes the lot in the same transaction.");
        api.Read("/qc/inspections", Permission.Read, 200, async ([AsParameters] PageQuery page, [FromQuery(Name = "run_id")] Guid? runId, [FromQuery(Name = "lot_id")] Guid? lotId, [FromQuery(Name = "step_index")] int? stepIndex,
                QueryWord<Decision>? decision, [FromQuery(Name = "is_ccp")] bool? isCcp, DateTime? from, DateTime? to, string? format, bool? whole, Api api, InspectionQueries inspections, CancellationToken ct) =>
            {
                var filter = new InspectionFilter { RunId = runId, LotId = lotId, StepIndex = stepIndex, Decision = decision?.Value, IsCcp = isCcp, From = Utc(from), To = Utc(to) };
                return IsFile(format, whole) ? QualityFiles.Inspections(WholeList.Format(format), (p, stop) => inspections.List(filter, p, stop)) : (IResult)await api.List(page, p => inspections.List(filter, p, ct), i => i.Id, () => inspections.Count(filter, ct));
            })
            .Produces<IReadOnlyList<InspectionView>>(StatusCodes.Status200OK, "application/json", "text/csv")
            .WithSummary("Inspections, newest first. As CSV, or as JSON with whole=true, all that match as one file.");
        api.Read("/qc/inspections/{id:guid}", Permission.Read, 200, (Guid id, Api api, InspectionQueries inspections, CancellationToken ct) => api.Answer(inspections.Detail(id, ct)))
            .WithSummary("One inspection.");
        api.Read("/qc/pending", Permission.Inspect, 100, async ([FromQuery(Name = "run_id")] Guid? runId, Api api, InspectionQueries inspections, CancellationToken ct) => api.List(await inspections.Pending(runId, ct), null, null))
            .WithSummary("Lots that wait at their gate, oldest first, with its checklist.");

        api.Create("/temperature-logs", Permission.Inspect, 200, (ReadingBody b, Api api, RecordReadingHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(Reading(b, "")), api.Caller, ct)))
            .WithSummary("One reading; a violation holds the lot or the buffer at once.");
        api.Create("/temperature-logs/batch", Permission.Inspect, 60, (ReadingBatchBody b, Api api, RecordReadingsHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new([.. Requests.Each(b.Readings, "readings").Select((r, i) => Reading(r, string.Create(CultureInfo.InvariantCulture, $"readings/{i}/")))]), api.Caller, ct)), ApiRoute.BatchBody)
            .WithSummary("Up to 5000 readings of a gateway in one transaction.");
        api.Read("/temperature-logs", Permission.Read, 200, async ([AsParameters] PageQuery page, [FromQuery(Name = "lot_id")] Guid? lotId, [FromQuery(Name = "buffer_id")] Guid? bufferId, [FromQuery(Name = "run_id")] Guid? runId,
                [FromQuery(Name = "violations_only")] bool? violationsOnly, DateTime? from, DateTime? to, string? format, bool? whole, Api api, ReadingQueries readings, CancellationToken ct) =>
            {
                var filter = new ReadingFilter { LotId = lotId, BufferId = bufferId, RunId = runId, ViolationsOnly = violationsOnly ?? false, From = Utc(from), To = Utc(to) };
                if (IsFile(format, whole)) return QualityFiles.Readings(WholeList.Format(format), (last, limit, stop) => readings.List(filter, limit, last, stop));
                var after = string.IsNullOrEmpty(page.After) ? (long?)null : long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new RefusedException(PageQuery.CursorInvalid);
                var found = await readings.List(filter, page.Size + 1, after, ct);
                IReadOnlyList<ReadingView> shown = found.Count > page.Size ? [.. found.Take(page.Size)] : found;
                return (IResult)api.List(shown, found.Count > page.Size ? shown[^1].Id.ToString(CultureInfo.InvariantCulture) : null, page.Count == true ? await readings.Count(filter, ct) : null);
            })
            .Produces<IReadOnlyList<ReadingView>>(StatusCodes.Status200OK, "application/json", "text/csv")
            .WithSummary("Readings, newest first. As CSV, or as JSON with whole=true, all that match as one file.");
    }

    /// <summary>CSV is always a whole file, JSON when it is asked for.</summary>
    private static bool IsFile(string? format, bool? whole) => WholeList.Format(format) == WholeList.Csv || whole == true;

    /// <summary>Both databases compare instants in UTC.</summary>
    private static DateTime? Utc(DateTime? instant) => instant is { } at ? Clock.Utc(at) : null;

    private static RecordInspection Command(InspectionBody b) =>
        new(Requests.Need(b.LotId, "lot_id"), Requests.Need(b.RunId, "run_id"), Requests.Need(b.StepIndex, "step_index"), b.InspectionType ?? "", Requests.Need(b.Decision, "decision"))
        {
            Notes = b.Notes, ChecklistResults = b.ChecklistResults, Measurements = b.Measurements, SignaturePassword = b.Signature?.Password,
            Temperature = b.Temperature is { } t ? new InspectedTemperature(Requests.Need(t.C, "temperature/c"), Requests.Need(t.Type, "temperature/type")) : null,
        };

    private static ReadingInput Reading(ReadingBody b, string root) =>
        new(b.LotId, b.BufferId, Requests.Need(b.TemperatureC, root + "temperature_c"), Requests.Need(b.MeasurementType, root + "measurement_type"))
        {
            ReadingRole = b.ReadingRole ?? ReadingRole.Ccp, Source = b.Source ?? ReadingSource.Manual, DeviceId = b.DeviceId, InspectionId = b.InspectionId, MeasuredAt = b.MeasuredAt,
        };
}
