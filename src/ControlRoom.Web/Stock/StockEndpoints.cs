using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Stock;

public sealed record CreateBufferBody(string? BufferCode, BufferType? BufferType, IReadOnlyList<LotType>? AllowedLotTypes, decimal? CapacityKg, decimal? TempMinC, decimal? TempMaxC, string? NameHu, string? NameEn,
    string? Color, int? ReadingPeriodS, string? SiteCode, int? Position);

public sealed record UpdateBufferBody(IReadOnlyList<LotType>? AllowedLotTypes, decimal? CapacityKg, decimal? TempMinC, decimal? TempMaxC, string? NameHu, string? NameEn, string? Color, int? ReadingPeriodS, int? RowVersion);

public sealed record ReleaseBufferBody(string? Resolution);

public sealed record MoveBody(Guid? LotId, string? LotCode, Guid? FromBufferId, Guid? ToBufferId, decimal? QuantityKg, MoveType? MoveType, bool? CapacityOverride, string? Reason);

public static class StockEndpoints
{
    public static void MapStock(this ApiRoutes routes)
    {
        var api = routes.Area("stock");
        api.Read("/buffers", Permission.Read, 100, async (QueryWord<BufferType>? type, bool? active, Api api, BufferQueries buffers, CancellationToken ct) => api.List(await buffers.List(type?.Value, active, ct), null, null))
            .WithSummary("Buffers in process order with what they hold and their latest air temperature.");
        api.Read("/buffers/summary", Permission.Read, 60, (QueryWord<BufferType>? type, Api api, BufferQueries buffers, CancellationToken ct) => api.Show(buffers.Summary(type?.Value, ct)))
            .WithSummary("The active buffers with totals.");
        api.Create("/buffers", Permission.ManageMasterData, 20, (CreateBufferBody b, Api api, CreateBufferHandler handler, CancellationToken ct) => api.Answer(handler.Handle(
                new(b.BufferCode, Requests.Need(b.BufferType, "buffer_type"), new BufferInput
                {
                    AllowedLotTypes = b.AllowedLotTypes ?? [], CapacityKg = b.CapacityKg ?? 0, TempMinC = b.TempMinC ?? 0, TempMaxC = b.TempMaxC ?? 0, NameHu = b.NameHu ?? b.BufferCode ?? "", NameEn = b.NameEn ?? b.BufferCode ?? "",
                    Color = b.Color, ReadingPeriodS = b.ReadingPeriodS ?? 3600,
                }, b.SiteCode, b.Position), api.Caller, ct)))
            .WithSummary("Sets up a buffer.");
        api.Read("/buffers/{id:guid}", Permission.Read, 100, (Guid id, Api api, BufferQueries buffers, CancellationToken ct) => api.Answer(buffers.Detail(id, ct)))
            .WithSummary("One buffer.");
        api.Edit("PATCH", "/buffers/{id:guid}", Permission.ManageMasterData, 30, (Guid id, UpdateBufferBody b, Api api, UpdateBufferHandler handler, CancellationToken ct) => api.Answer(handler.Handle(
                new(id, api.RequiredVersion(b.RowVersion))
                {
                    AllowedLotTypes = b.AllowedLotTypes, CapacityKg = b.CapacityKg, TempMinC = b.TempMinC, TempMaxC = b.TempMaxC, NameHu = b.NameHu, NameEn = b.NameEn, Color = b.Color, ReadingPeriodS = b.ReadingPeriodS,
                }, api.Caller, ct)))
            .WithSummary("Changes a buffer's settings; what is left out stays.");
        api.Write("DELETE", "/buffers/{id:guid}", Permission.ManageMasterData, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(DeactivateBufferOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes an empty buffer out of use; its history stays.");
        api.Write("POST", "/buffers/{id:guid}/release", Permission.ManageHolds, 30, (Guid id, ReleaseBufferBody body, Api api, ReleaseBufferHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Resolution), api.Caller, ct)))
            .WithSummary("Ends the hold of a buffer whose air is inside the band again.");
        api.Read("/buffers/{id:guid}/inventory", Permission.Read, 100, (Guid id, [FromQuery(Name = "include_exited")] bool? includeExited, Api api, BufferQueries buffers, CancellationToken ct) =>
                api.Answer(buffers.Inventory(id, includeExited ?? false, ct)))
            .WithSummary("What lies in the buffer, oldest first.");
        api.Create("/inventory/move", Permission.HandleGoods, 100, (MoveBody b, Api api, MoveStockHandler handler, CancellationToken ct) => api.Answer(handler.Handle(
                new(b.LotId, b.LotCode, b.FromBufferId, b.ToBufferId, Requests.Need(b.QuantityKg, "quantity_kg"), Requests.Need(b.MoveType, "move_type"), b.CapacityOverride ?? false, b.Reason), api.Caller, ct)))
            .WithSummary("RECEIVE, TRANSFER, CONSUME or SHIP a quantity of a lot.");
        api.Read("/inventory/moves", Permission.Read, 100, ([AsParameters] PageQuery page, [FromQuery(Name = "lot_id")] Guid? lotId, [FromQuery(Name = "buffer_id")] Guid? bufferId,
                [FromQuery(Name = "move_type")] QueryWord<MoveType>? moveType, Api api, BufferQueries buffers, CancellationToken ct) =>
            {
                var filter = new MoveFilter { LotId = lotId, BufferId = bufferId, MoveType = moveType?.Value };
                return api.List(page, p => buffers.Moves(filter, p, ct), m => m.Id, () => buffers.CountMoves(filter, ct));
            })
            .WithSummary("Stock moves, newest first.");
    }
}
