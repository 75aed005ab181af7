using ControlRoom.Core.Flows;
using ControlRoom.Core.Products;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

/// <summary>What production protects of products, on the one destructive path.</summary>
public sealed class ProductSafetyTests
{
    [Theory, Databases]
    [Trait("Rule", "PRD-24")]
    public async Task Production_protects_what_was_used_and_lets_go_what_never_was(Db db)
    {
        await using var bench = await ProductBench.Start(db, "Environment=production");
        var used = await bench.Used();
        (await bench.Draft(used.Id)).Must();
        Assert.Equal("REVISION_REQUIRED", await Against(bench, DeleteComponentOperation.Is, "SR-40/FRAME"));
        Assert.Equal("REVISION_REQUIRED", await Against(bench, RemoveMaterialOperation.Is, "SR-40/FRAME/TUB-20"));
        Assert.Equal("REVISION_IMMUTABLE", await Against(bench, DiscardRevisionOperation.Is, "SR-40/1"));
        Assert.Null(await Against(bench, DiscardRevisionOperation.Is, "SR-40/2"));
        Assert.Null(await Against(bench, "product.retire", "SR-40"));

        var plan = (await bench.Plant.Get<OperationRunner>().Plan(new OperationRequest("product.retire", "SR-40"), bench.Plant.Manager, TestPlant.Ct)).Must();
        Assert.Equal((2, 2), (plan.Total["components_kept"].Count, plan.Total["revisions_kept"].Count));
        await Do(bench, DiscardRevisionOperation.Is, "SR-40/2");
        await Do(bench, "product.retire", "SR-40");
        Assert.Equal("PRODUCT_RETIRED", await Against(bench, "product.retire", "SR-40"));
        Assert.Equal(["PRODUCT_RETIRED", "DESTRUCTIVE_OP_EXECUTED"], (await bench.Plant.Column<string>($"SELECT event_type FROM audit_events WHERE entity_id = {used.Id} ORDER BY id")).TakeLast(2));
        var fresh = await bench.Product("SR-50");
        (await bench.Add(fresh.Id, "LEG")).Must();
        Assert.Null(await Against(bench, DeleteComponentOperation.Is, "SR-50/LEG"));
        await Do(bench, DeleteComponentOperation.Is, "SR-50/LEG");
        Assert.Empty((await bench.Detail(fresh.Id)).Components);
    }

    [Theory, Databases]
    [Trait("Rule", "R-FLOW-08")]
    public async Task A_graph_is_kept_while_a_product_is_bound_to_it_or_a_revision_means_it(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var (rack, table) = (await bench.RackWithParts(), await bench.Product("SR-50"));
        var flow = (await new RawRows(bench.Plant).Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        var version = await bench.Version(flow, 1, "DRAFT");
        var (other, _) = await bench.Graph();

        var bound = (await bench.Bind(rack.Id, flow)).Must();
        Assert.Equal(1, (await bench.Refuses("FLOW_IN_USE", () => bench.Do(DeleteFlowOperation.Is, flow))).Args["products"]);
        (await bench.Bind(rack.Id, other, seen: bound.RowVersion)).Must();
        var draft = (await bench.Draft(table.Id, version)).Must();
        Assert.Equal(1, (await bench.Refuses("FLOW_IN_USE", () => bench.Do(DeleteFlowOperation.Is, flow))).Args["products"]);
        (await bench.Do(DiscardRevisionOperation.Is, draft.Id)).Must();
        (await bench.Do(DeleteFlowOperation.Is, flow)).Must();
        await bench.Refuses("NOT_FOUND", () => bench.Draft(table.Id, version));
    }

    private static async Task<string?> Against(ProductBench bench, string operation, string selector) =>
        (await bench.Plant.Get<OperationRunner>().Plan(new OperationRequest(operation, selector), bench.Plant.Manager, TestPlant.Ct)).Must() is var plan ? plan.Skipped.Concat(plan.Blocked).SingleOrDefault()?.Reason.Code : null;

    private static async Task Do(ProductBench bench, string operation, string selector) =>
        (await bench.Plant.Get<OperationRunner>().Answer(new OperationRequest(operation, selector) { Confirm = true, Reason = ProductBench.Why }, bench.Plant.Manager, null, TestPlant.Ct)).Must();
}
