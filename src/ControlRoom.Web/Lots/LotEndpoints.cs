using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Lots;

public sealed record ParentBody(Guid? LotId, string? LotCode, decimal? QuantityUsedKg, Guid? FromBufferId);

public sealed record WasteLineBody(decimal? QuantityKg, WasteReason? Reason, string? DisposalRef);

public sealed record RegisterLotBody(Guid? RunId, LotType? LotType, string? LotCode, decimal? WeightKg, int? PieceCount, decimal? TemperatureC, Guid? SupplierId, IReadOnlyList<ParentBody>? Parents,
    IReadOnlyList<WasteLineBody>? Waste, JsonElement? Metadata, string? CustomerCode, Sku? SkuType, MaterialClass? MaterialClass, Species? Species, string? Sscc, string? BatchCode);

public sealed record LotStatusBody(string? Action, string? Status, string? Reason, Disposition? Disposition);

public sealed record WasteBody(decimal? QuantityKg, WasteReason? Reason, string? DisposalRef);

public static class LotEndpoints
{
    public static void MapLots(this ApiRoutes routes)
    {
        var api = routes.Area("lots");
        api.Read("/lots", Permission.Read, 200, ([AsParameters] PageQuery page, [FromQuery(Name = "run_id")] Guid? runId, QueryWord<LotType>[]? type, QueryWord<LotStatus>[]? status, int? step, string? q,
                Api api, LotQueries lots, CancellationToken ct) =>
            {
                var filter = new LotFilter { RunId = runId, Type = [.. (type ?? []).Select(t => t.Value)], Status = [.. (status ?? []).Select(s => s.Value)], Step = step, Q = q };
                return api.List(page, p => lots.List(filter, p, ct), l => l.Id, () => lots.Count(filter, ct));
            })
            .WithSummary("Lots, newest first.");
        api.Create("/lots", Permission.HandleGoods, 100, (RegisterLotBody body, Api api, RegisterLotHandler handler, CancellationToken ct) => api.Answer(handler.Handle(Command(body), api.Caller, ct)))
            .WithSummary("Registers a lot of the run's current step with its parents, losses and state in one transaction.");
        api.Read("/lots/{idOrCode}", Permission.Read, 200, (string idOrCode, Api api, LotQueries lots, CancellationToken ct) => api.Answer(lots.Detail(idOrCode, ct)))
            .WithSummary("A lot with parents, children, inspections, readings, places and waste.");
        api.Write("PUT", "/lots/{id:guid}/status", Permission.ManageHolds, 100, (Guid id, LotStatusBody body, Api api, ChangeLotStatusHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Action ?? body.Status, body.Reason, body.Disposition), api.Caller, ct)))
            .WithSummary("RESOLVE_HOLD, CONFIRM_REJECT or SET_DISPOSITION; everything else is decided at the gate.");
        api.Write("DELETE", "/lots/{id:guid}", Permission.Administer, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(DeleteLotOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes back a registration that nothing has come of; wants a reason and confirm yes, or dry_run.");
        api.Create("/lots/{id:guid}/waste", Permission.HandleGoods, 100, (Guid id, WasteBody body, Api api, RecordWasteHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.QuantityKg, "quantity_kg"), Requests.Need(body.Reason, "reason"), body.DisposalRef), api.Caller, ct)))
            .WithSummary("Throws part of a lot away, or all of it.");

        var genealogy = routes.Area("genealogy");
        foreach (var (path, direction, usual) in new[] { ("parents", TraceDirection.Parents, 1), ("children", TraceDirection.Children, 1), ("tree", TraceDirection.Tree, 3) })
        {
            genealogy.Read($"/genealogy/{{lotCode}}/{path}", Permission.Read, direction == TraceDirection.Tree ? 30 : 50, (string lotCode, int? depth, Api api, GenealogyQueries queries, CancellationToken ct) =>
                    api.Answer(queries.Trace(lotCode, direction, depth ?? usual, ct)))
                .WithSummary(direction switch { TraceDirection.Parents => "What the lot was made from.", TraceDirection.Children => "What was made from the lot.", _ => "Both directions, with suppliers, customers and shipments." });
        }
        genealogy.Read("/genealogy/{lotCode}/recall", Permission.Read, 30, async (string lotCode, int? depth, QueryWord<RecallWay>? direction, string? format, Api api, RecallQueries recall, CancellationToken ct) =>
            {
                var csv = WholeList.Format(format) == WholeList.Csv;
                var found = await recall.Of(lotCode, RecallCsv.Direction(direction?.Value ?? RecallWay.Downstream), depth ?? GenealogyQueries.MaxDepth, ct);
                return csv && found.Done ? new RecallCsv(found.Value) : (IResult)await api.Answer(Task.FromResult(found));
            })
            .Produces<RecallView>(StatusCodes.Status200OK, "application/json", "text/csv")
            .WithSummary("What a recall of the lot reaches: lots, links, consignees, stock with its places, waste; the sums close to the gram. direction is UPSTREAM, DOWNSTREAM (default) or BOTH; as CSV one row per lot.");
        genealogy.Read("/traceability/{lotCode}", Permission.Read, 50, async (string lotCode, Api api, GenealogyQueries queries, CancellationToken ct) =>
            {
                var trace = await queries.Trace(lotCode, TraceDirection.Tree, 1, ct);
                Outcome<Neighbours> answer = trace.Done
                    ? new Neighbours(trace.Value.Lot, [.. trace.Value.Nodes.Where(n => n.Depth < 0)], [.. trace.Value.Nodes.Where(n => n.Depth > 0)])
                    : trace.Refusal;
                return await api.Answer(Task.FromResult(answer));
            })
            .WithSummary("Legacy form of one generation back and one forward.");
    }

    private static RegisterLot Command(RegisterLotBody b) => new(Requests.Need(b.RunId, "run_id"), Requests.Need(b.LotType, "lot_type"), Requests.Need(b.WeightKg, "weight_kg"))
    {
        LotCode = b.LotCode, PieceCount = b.PieceCount, TemperatureC = b.TemperatureC, SupplierId = b.SupplierId, Metadata = b.Metadata, CustomerCode = b.CustomerCode, SkuType = b.SkuType,
        MaterialClass = b.MaterialClass, Species = b.Species, Sscc = b.Sscc, BatchCode = b.BatchCode,
        Parents = [.. Requests.Each(b.Parents, "parents").Select((p, i) => new ParentUse(p.LotId, p.LotCode, Requests.Need(p.QuantityUsedKg, $"parents/{i}/quantity_used_kg"), p.FromBufferId))],
        Waste = b.Waste is null ? null : [.. Requests.Each(b.Waste, "waste").Select((w, i) => new WasteLine(Requests.Need(w.QuantityKg, $"waste/{i}/quantity_kg"), Requests.Need(w.Reason, $"waste/{i}/reason"), w.DisposalRef))],
    };
}

/// <summary>The legacy shape of a trace of one generation.</summary>
public sealed record Neighbours(TraceNode Central, IReadOnlyList<TraceNode> Parents, IReadOnlyList<TraceNode> Children);
