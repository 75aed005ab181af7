using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Suppliers;

public sealed record CreateSupplierBody(string? Code, string? Name, Species? Species, MaterialClass? GoodsClass, bool? Approved);

public sealed record ChangeSupplierBody(string? Name, Species? Species, MaterialClass? GoodsClass, bool? Approved, bool? IsActive, int? RowVersion);

public static class SupplierEndpoints
{
    public static void MapSuppliers(this ApiRoutes routes)
    {
        var api = routes.Area("suppliers");
        api.Read("/suppliers", Permission.Read, 100, ([AsParameters] PageQuery page, [FromQuery(Name = "active")] bool? active, Api api, SupplierQueries suppliers, CancellationToken ct) =>
                api.List(page, p => suppliers.List(active, p, ct), s => s.Id, () => suppliers.Count(active, ct)))
            .WithSummary("Who goods come from, newest first.");
        api.Read("/suppliers/{id:guid}", Permission.Read, 100, (Guid id, Api api, SupplierQueries suppliers, CancellationToken ct) => api.Show(suppliers.Find(id, ct), "supplier", id))
            .WithSummary("One supplier.");
        api.Create("/suppliers", Permission.ManageMasterData, 20, (CreateSupplierBody body, Api api, CreateSupplierHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Code, body.Name, body.Species, body.GoodsClass, body.Approved), api.Caller, ct)))
            .WithSummary("Adds a supplier.");
        api.Edit("PATCH", "/suppliers/{id:guid}", Permission.ManageMasterData, 20, (Guid id, ChangeSupplierBody body, Api api, ChangeSupplierHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.RequiredVersion(body.RowVersion), body.Name, body.Species, body.GoodsClass, body.Approved, body.IsActive), api.Caller, ct)))
            .WithSummary("Changes a supplier, or says that it delivers no more.");
        api.Write("DELETE", "/suppliers/{id:guid}", Permission.ManageMasterData, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(RemoveSupplierOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes away a supplier that never delivered.");
    }
}
