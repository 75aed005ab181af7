using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Routing;

/// <summary>Flows of kind ROUTING: made, judged, published, superseded.</summary>
public sealed class RouteFlowTests
{
    [Theory, Databases]
    public async Task A_workshop_flow_has_a_code_of_its_own_and_a_plant_flow_none(Db db)
    {
        await using var bench = await RouteBench.Start(db);

        var flow = (await bench.Create("RG-SR40")).Must();

        Assert.Equal(("RG-SR40", FlowKind.Routing), (flow.Code, flow.Kind));
        Assert.Equal("FLOW_CODE_TAKEN", (await bench.Create("RG-SR40")).Refusal!.Code);
        foreach (var code in (string?[])[null, "", "R", "rg-sr40", "RG SR40", new('A', 51)]) Assert.Equal("FLOW_CODE_INVALID", (await bench.Create(code)).Refusal!.Code);
        Assert.Equal("FLOW_CODE_NOT_ALLOWED", (await bench.Create("RG-1", FlowKind.Process)).Refusal!.Code);
        var queries = bench.Flows.Queries;
        Assert.Empty(await queries.List(FlowKind.Process, null, new Page(10, null), TestPlant.Ct));
        Assert.Equal(flow.Id, Assert.Single(await queries.List(null, "sr40", new Page(10, null), TestPlant.Ct)).Id);
        Assert.Equal(1, await queries.Count(FlowKind.Routing, null, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "R-FLOW-01")]
    public async Task Saving_minds_the_shape_of_its_kind_and_submitting_the_rest(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var flow = (await bench.Create("RG-SR40")).Must().Id;

        Assert.Contains("NODE_TYPE_UNKNOWN", (await bench.Save(flow, CanonicalFlow.V2)).Refusal!.Reasons.Select(r => r.Code));
        Assert.Equal("CONFIG_KEY_UNKNOWN", Assert.Single((await bench.Save(flow, DrawRoutes.Rack(g => g["nodes"]![1]!["data"]!["config"]!["colour"] = "red").ToJsonString())).Refusal!.Reasons).Code);
        (await bench.Save(flow, DrawRoutes.Rack(g => g["nodes"]![1]!["data"]!["config"]!.AsObject().Remove("work_center")).ToJsonString())).Must();

        var refused = (await bench.Flows.Submit(flow, 1)).Refusal!;
        Assert.Equal(("GRAPH_INVALID", "OPERATION_PLACE_MISSING"), (refused.Code, Assert.Single(refused.Reasons).Code));
        var check = (await bench.Flows.Queries.Validate(flow, 1, TestPlant.Ct)).Must();
        Assert.False(check.Valid);
        var error = Assert.Single(check.Errors);
        Assert.Equal(("GRF-11", "OP10"), (error.Rule, Assert.Single(error.Nodes)));
        Assert.NotEmpty(check.Infos);

        (await bench.Save(flow, StandardRoutes.Rack, 2)).Must();
        Assert.True((await bench.Flows.Queries.Validate(flow, 1, TestPlant.Ct)).Must().Valid);
        (await bench.Flows.Submit(flow, 1)).Must();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(StandardRoutes.Rack), JsonNode.Parse((await bench.Flows.Version(flow, 1)).GraphSchema.GetRawText())));
    }

    [Theory, Databases]
    [Trait("Rule", "GRF-12")]
    public async Task Approval_asks_again_whether_what_is_named_exists(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var flow = (await bench.Create("RG-SR40")).Must().Id;
        (await bench.Save(flow, DrawRoutes.Rack(g => g["nodes"]![1]!["data"]!["config"]!["work_center"] = "SAW-9").ToJsonString())).Must();
        Assert.Equal("ROUTE_WORK_CENTER_UNKNOWN", Assert.Single((await bench.Flows.Submit(flow, 1)).Refusal!.Reasons).Code);

        (await bench.Save(flow, StandardRoutes.Rack, 2)).Must();
        (await bench.Flows.Submit(flow, 1)).Must();
        await bench.Plant.Sql($"DELETE FROM team WHERE code = 'WELDING'");
        var refused = (await bench.Flows.Approve(flow, 1)).Refusal!;
        Assert.Equal(("GRAPH_INVALID", "ROUTE_TEAM_UNKNOWN"), (refused.Code, Assert.Single(refused.Reasons).Code));
    }

    [Theory, Databases]
    [Trait("Rule", "GRF-26")]
    public async Task Publishing_writes_the_graph_as_rows_that_never_change(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var flow = await bench.Published();

        await using (var read = bench.Plant.Dialect.Open())
        {
            var route = await read.Routes.SingleAsync(TestPlant.Ct);
            Assert.Equal(("RG-SR40", 1, true, 64), (route.Code, route.Version, route.IsPublished, route.ContentHash.Length));
            var nodes = await read.RouteNodes.Where(n => n.GraphId == route.Id).OrderBy(n => n.Ordinal).ToListAsync(TestPlant.Ct);
            Assert.Equal(10, nodes.Count);
            var laser = nodes.Single(n => n.NodeCode == "OP30");
            Assert.Equal(("operation", 2, 480, 260, route.FlowVersionId), (laser.NodeType, laser.Capacity, laser.PositionX, laser.PositionY, laser.GraphVersionId));
            Assert.NotNull(laser.WorkCenterId);
            Assert.Contains("3.5", laser.Config, StringComparison.Ordinal);
            var edges = await read.RouteEdges.Where(e => e.GraphId == route.Id).OrderBy(e => e.Ordinal).ToListAsync(TestPlant.Ct);
            Assert.Equal(11, edges.Count);
            Assert.Equal(("FRAME", nodes[2].Id, nodes[3].Id), (edges[2].BranchKey, edges[2].FromNodeId, edges[2].ToNodeId));
            Assert.Equal("rework", edges[9].EdgeType);
        }

        foreach (var table in (string[])["routing_graph", "routing_node", "routing_edge"])
        {
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => bench.Plant.Sql(FormattableStringFactory.Of($"UPDATE {table} SET id = id")));
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => bench.Plant.Sql(FormattableStringFactory.Of($"DELETE FROM {table}")));
        }
        Assert.Equal(1, (await bench.Flows.Version(flow, 1)).VersionNum);
    }

    [Theory, Databases]
    [Trait("Rule", "GRF-26")]
    public async Task A_superseded_version_goes_on_taking_jobs_until_somebody_deprecates_it(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var flow = await bench.Published();
        Assert.True((await bench.Flows.Version(flow, 1)).AllowNewJobs);

        await bench.Superseded(flow);
        var first = await bench.Flows.Version(flow, 1);
        Assert.Equal((FlowVersionStatus.Deprecated, true), (first.Status, first.AllowNewJobs));

        var stopped = (await bench.Flows.Deprecate(flow, 1)).Must();
        Assert.Equal((FlowVersionStatus.Deprecated, false, first.DeprecatedAt), (stopped.Status, stopped.AllowNewJobs, stopped.DeprecatedAt));
        Assert.Equal("VERSION_NOT_PUBLISHED", (await bench.Flows.Deprecate(flow, 1)).Refusal!.Code);
        var last = (await bench.Flows.Deprecate(flow, 2)).Must();
        Assert.Equal((FlowVersionStatus.Deprecated, false), (last.Status, last.AllowNewJobs));
        Assert.Equal(2, await bench.Plant.Scalar<int>($"SELECT COUNT(*) FROM routing_graph"));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => bench.Plant.Sql($"UPDATE flow_versions SET allow_new_jobs = {true} WHERE version_num = 1"));
    }

    [Theory, Databases]
    public async Task A_run_is_made_of_a_plant_flow_only(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var version = (await bench.Flows.Version(await bench.Published(), 1)).Id;

        var refused = (await bench.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), bench.Plant.Operator, TestPlant.Ct)).Refusal!;

        Assert.Equal(("FLOW_KIND_MISMATCH", RefusalKind.Invalid), (refused.Code, refused.Kind));
    }
}
