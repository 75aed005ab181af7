using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Flows;

/// <summary>Flows of kind ROUTING over HTTP.</summary>
public sealed class RouteHttpTests
{
    private static readonly object Name = new { hu = "Rúd", en = "Rod" };

    [Theory, Databases, Trait("Rule", "GRF-04")]
    public async Task A_workshop_flow_lives_from_draft_to_deprecation_over_http(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        using var manager = await plant.As(Role.Manager);
        using var admin = await plant.As(Role.Admin);

        (await author.Post("/api/flows", new { name = Name, kind = "ROUTING" })).MustRefuse(422, "FLOW_CODE_INVALID");
        var flow = (await author.Post("/api/flows", new { name = Name, kind = "ROUTING", code = "RG-SK12" })).Must(201);
        Assert.Equal(("ROUTING", "RG-SK12"), (flow.GetProperty("kind").GetString(), flow.GetProperty("code").GetString()));
        var path = $"/api/flows/{flow.GetProperty("id").GetString()}/versions/1";
        Assert.Equal(0, (await author.Get("/api/flows")).Must(200).GetArrayLength());
        Assert.Equal(1, (await author.Get("/api/flows?kind=ROUTING")).Must(200).GetArrayLength());
        Assert.Equal(1, (await author.Get("/api/flows?kind=ALL")).Must(200).GetArrayLength());

        (await author.Put(path, new { graph_schema = JsonElement.Parse(StandardRoutes.Rod), row_version = 1 })).Must(200);
        var check = (await author.Post($"{path}/validate", key: "")).Must(200);
        Assert.False(check.GetProperty("valid").GetBoolean());
        var error = check.GetProperty("errors")[0];
        Assert.Equal(("GRF-12", "ROUTE_WORK_CENTER_UNKNOWN", "OP10"), (error.GetProperty("rule").GetString(), error.GetProperty("code").GetString(), error.GetProperty("nodes")[0].GetString()));
        Assert.Equal((JsonValueKind.Array, 0), (error.GetProperty("edges").ValueKind, check.GetProperty("warnings").GetArrayLength()));
        Assert.Contains("SAW-1", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var problem = (await author.Post($"{path}/submit")).MustRefuse(422, "GRAPH_INVALID");
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e => e.GetProperty("code").GetString() == "ROUTE_TEAM_UNKNOWN");

        foreach (var code in (string[])["SAW-1", "BATH-1"]) (await manager.Post("/api/work-centers", new { code, name = Name })).Must(201);
        (await manager.Post("/api/teams", new { code = "CUTTING", name = Name })).Must(201);
        Assert.True((await author.Post($"{path}/validate", key: "")).Must(200).GetProperty("valid").GetBoolean());
        (await author.Post($"{path}/submit")).Must(200);
        var published = (await manager.Post($"{path}/approve")).Must(200).GetProperty("published");
        Assert.True(published.GetProperty("allow_new_jobs").GetBoolean());
        (await author.Post("/api/runs", new { flow_version_id = published.GetProperty("id").GetGuid() })).MustRefuse(422, "FLOW_KIND_MISMATCH");
        Assert.False((await admin.Post($"{path}/deprecate")).Must(200).GetProperty("allow_new_jobs").GetBoolean());
    }
}
