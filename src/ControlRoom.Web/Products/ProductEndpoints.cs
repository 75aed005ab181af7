using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Products;

public static class ProductEndpoints
{
    internal const string One = "/products/{id:guid}";
    private const string Components = One + "/components", Component = Components + "/{cid:guid}", Materials = Component + "/materials", Material = Materials + "/{mid:guid}";

    public static void MapProducts(this ApiRoutes routes)
    {
        var api = routes.Area("products");
        api.Read("/products", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<UsageState>? state, string? q, Api api, ProductQueries products, CancellationToken ct) =>
                api.List(page, p => products.List(state?.Value, q, p, ct), p => p.Id, () => products.Count(state?.Value, q, ct)))
            .WithSummary("What is made, newest first; q is part of the code or a name, state is computed.");
        api.Create("/products", Permission.DesignProducts, 50, (ProductBody body, Api api, CreateProductHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Input), api.Caller, ct)))
            .WithSummary("Makes a product.");
        api.Read(One, Permission.Read, 100, (Guid id, Api api, ProductQueries products, CancellationToken ct) => api.Answer(products.Detail(id, ct)))
            .WithSummary("A product with its components and routing, what its state follows from, and what may be edited now.");
        api.Edit("PATCH", One, Permission.DesignProducts, 100, (Guid id, ProductBody body, Api api, ChangeProductHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, api.RequiredVersion(body.RowVersion), body.Input), api.Caller, ct)))
            .WithSummary("Changes a product as far as its use allows.");
        api.Write("POST", One + "/retire", Permission.DesignProducts, 20, (Guid id, ProductReasonBody body, Api api, RetireProductHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Ends a product for good; its reason is the confirmation.");
        api.Read(One + "/where-used", Permission.Read, 100, (Guid id, Api api, ProductQueries products, CancellationToken ct) => api.Answer(products.WhereUsed(id, ct)))
            .WithSummary("The graphs, tickets and revisions of a product.");

        api.MapComponents();
        api.MapBinding();
        api.MapRoles();
        api.MapRevisions();
    }

    private static void MapComponents(this ApiRoutes api)
    {
        api.Read(Components, Permission.Read, 100, (Guid id, Api api, ProductQueries products, CancellationToken ct) => api.Answer(products.Components(id, ct)))
            .WithSummary("The components of a product with their materials, in their order.");
        api.Create(Components, Permission.DesignProducts, 100, (Guid id, ComponentBody body, Api api, AddComponentHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Input), api.Caller, ct)))
            .WithSummary("Adds a component.");
        api.Edit("PUT", Component, Permission.DesignProducts, 100, (Guid id, Guid cid, ComponentBody body, Api api, ChangeComponentHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, cid, api.RequiredVersion(body.RowVersion), body.Input), api.Caller, ct)))
            .WithSummary("Changes a component; its name and place also while the product is in use.");
        api.Write("DELETE", Component, Permission.DesignProducts, ApiRoute.DeleteRate,
                (Guid id, Guid cid, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, DeleteComponentHandler handler, CancellationToken ct) =>
                    api.Answer(handler.Handle(id, cid, query.Request(DeleteComponentOperation.Is, cid, body, api), api.Caller, ct)))
            .WithSummary("Takes a component with its materials away; wants confirm yes, or dry_run.");
        api.Create(Materials, Permission.DesignProducts, 100, (Guid id, Guid cid, MaterialBody body, Api api, AddMaterialHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, cid, body.Input), api.Caller, ct)))
            .WithSummary("Adds a material to a component; its quantity is computed from the constraints of its role.");
        api.Edit("PUT", Material, Permission.DesignProducts, 100, (Guid id, Guid cid, Guid mid, MaterialBody body, Api api, ChangeMaterialHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, cid, mid, api.RequiredVersion(body.RowVersion), body.Input, body.ConfirmRoleChange ?? false), api.Caller, ct)))
            .WithSummary("Changes a material; another role wants confirm_role_change and clears the constraints.");
        api.Write("DELETE", Material, Permission.DesignProducts, ApiRoute.DeleteRate,
                (Guid id, Guid cid, Guid mid, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, RemoveMaterialHandler handler, CancellationToken ct) =>
                    api.Answer(handler.Handle(id, cid, mid, query.Request(RemoveMaterialOperation.Is, mid, body, api), api.Caller, ct)))
            .WithSummary("Takes a material out of a component; wants confirm yes, or dry_run.");
    }

    private static void MapBinding(this ApiRoutes api)
    {
        api.Read(One + "/graph-binding", Permission.Read, 100, (Guid id, Api api, ProductQueries products, CancellationToken ct) => api.Answer(products.Binding(id, ct)))
            .WithSummary("By which workshop graph the product is made; 404 while there is none.");
        api.Write("PUT", One + "/graph-binding", Permission.DesignProducts, 50, (Guid id, BindingBody body, Api api, BindGraphHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.FlowId, "flow_id"), body.FlowVersionId, body.Note, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Binds the product to a workshop graph: to one version, or always the newest published. Once there is a binding its version is needed.");
    }

    private static void MapRoles(this ApiRoutes api)
    {
        api.Read("/material-roles", Permission.Read, 100, (Api api, ProductQueries products, CancellationToken ct) => api.Show(products.Roles(ct)))
            .WithSummary("What materials can be used as, with the constraints of each role.");
        api.Read("/material-roles/{code}/fields", Permission.Read, 100, async (string code, Api api, ProductQueries products, CancellationToken ct) => await api.Answer(Fields(products, code, ct)))
            .WithSummary("The constraints of a role.");
        api.Ask("/constraints/evaluate", Permission.Read, 200, (EvaluateBody body, Api api, ProductQueries products, CancellationToken ct) =>
                api.Answer(products.Evaluate(body.RoleCode, body.UomCode, body.Constraints, ct)))
            .WithSummary("The quantity that constraints come to; stores nothing.");
    }

    private static async Task<Outcome<RoleFieldView[]>> Fields(ProductQueries products, string code, CancellationToken ct)
    {
        var role = await products.Role(code, ct);
        return role.Done ? role.Value.Fields.ToArray() : role.Refusal;
    }
}
