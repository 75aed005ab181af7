using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Quality;

public sealed record OutcomeBody(DispositionOutcome? Outcome, decimal? QuantityKg);

public sealed record LotDispositionBody(Guid? LotId, string? LotCode, IReadOnlyList<OutcomeBody>? Outcomes);

public sealed record DispositionBody(string? Evaluation, string? Prevention, IReadOnlyList<LotDispositionBody>? Lots);

public static class DeviationEndpoints
{
    public static void MapDeviations(this ApiRoutes routes)
    {
        var api = routes.Area("deviations");
        api.Read("/deviations", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<DeviationStatus>? status, [FromQuery(Name = "run_id")] Guid? runId, [FromQuery(Name = "lot_id")] Guid? lotId,
                [FromQuery(Name = "step_index")] int? stepIndex, Api api, DeviationQueries deviations, CancellationToken ct) =>
            {
                var filter = new DeviationFilter { Status = status?.Value, RunId = runId, LotId = lotId, StepIndex = stepIndex };
                return api.List(page, p => deviations.List(filter, p, ct), d => d.Id, () => deviations.Count(filter, ct));
            })
            .WithSummary("Failures at critical control points with the lots, buffers and kilograms they hold, newest first.");
        api.Read("/deviations/{idOrCode}", Permission.Read, 100, (string idOrCode, Api api, DeviationQueries deviations, CancellationToken ct) => api.Answer(deviations.Detail(idOrCode, ct)))
            .WithSummary("One deviation, by its id or code.");
        api.Write("POST", "/deviations/{id:guid}/disposition", Permission.ManageHolds, 100, (Guid id, DispositionBody body, Api api, RecordDispositionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(Command(id, body), api.Caller, ct)))
            .WithSummary("Judges a deviation and says what becomes of each kilogram of some or all of its held lots; the kilograms of a lot add up to what is left of it.");
    }

    private static RecordDisposition Command(Guid id, DispositionBody b) => new(id, b.Evaluation,
        [.. Requests.Each(b.Lots, "lots").Select((l, i) => new LotDisposition(l.LotId, l.LotCode,
            [.. Requests.Each(l.Outcomes, $"lots/{i}/outcomes").Select((o, j) => new OutcomeLine(Requests.Need(o.Outcome, $"lots/{i}/outcomes/{j}/outcome"), Requests.Need(o.QuantityKg, $"lots/{i}/outcomes/{j}/quantity_kg")))]))],
        b.Prevention);
}
