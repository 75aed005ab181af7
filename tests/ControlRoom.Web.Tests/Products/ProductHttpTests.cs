using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Products;

public sealed class ProductHttpTests
{
    private static readonly object Name = new { hu = "Nyársállvány", en = "Skewer rack" };

    [Theory, Databases]
    [Trait("Rule", "PRD-17"), Trait("Rule", "PRD-20"), Trait("Rule", "PRD-32")]
    public async Task A_product_is_designed_over_http(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var created = (await manager.Post("/api/products", new { sku = "SR-40", name = Name, production_line = "HATTHASILPA", serial_sku = "SR40", usage_state = "RETIRED" })).Must(201);
        Assert.Equal(("DRAFT", "PC", "FIFO", "SERIAL", JsonValueKind.Null), (created.GetProperty("usage_state").GetString(), created.GetProperty("uom_base").GetString(),
            created.GetProperty("inventory_accounting_method").GetString(), created.GetProperty("traceability_level").GetString(), created.GetProperty("active_revision").ValueKind));
        var path = $"/api/products/{created.GetProperty("id").GetGuid()}";

        (await manager.Patch(path, new { notes = "n" })).MustRefuse(428, "VERSION_MISSING");
        Assert.Equal("\"2\"", (await manager.Patch(path, new { notes = "n" }, "\"1\"")).Headers["ETag"]);
        Assert.Equal(2, (await manager.Patch(path, new { notes = "m", row_version = 1 })).MustRefuse(409, "STALE_VERSION").GetProperty("current_version").GetInt32());

        var frame = $"{path}/components/{(await manager.Post(path + "/components", new { component_code = "FRAME", name = Name })).Must(201).GetProperty("id").GetGuid()}";
        var tube = (await manager.Post(frame + "/materials", new { material_sku = "TUB-20", role_code = "TUBE", constraints = new { length_mm = 1200, pieces = 4, waste_percent = 3 } })).Must(201);
        Assert.Equal((4.944m, "M", true), (tube.GetProperty("qty_required").GetDecimal(), tube.GetProperty("uom_code").GetString(), tube.GetProperty("computed_from_constraints").GetBoolean()));
        var material = $"{frame}/materials/{tube.GetProperty("id").GetGuid()}";
        (await manager.Put(material, new { priority = 1 })).MustRefuse(428, "VERSION_MISSING");
        (await manager.Put(material, new { role_code = "LINING" }, "\"1\"")).MustRefuse(409, "CONFIRMATION_REQUIRED");
        Assert.Empty((await manager.Put(material, new { role_code = "LINING", confirm_role_change = true }, "\"1\"")).Must(200).GetProperty("constraints").EnumerateObject());
        (await manager.Put(frame, new { display_order = 4, row_version = 7 })).MustRefuse(409, "STALE_VERSION");

        var wrong = (await manager.Post("/api/constraints/evaluate", new { role_code = "MAIN_MATERIAL", constraints = new { width_mm = 600, waste_percent = -1 } }, key: "")).MustRefuse(422, "CONSTRAINT_INVALID");
        Assert.Equal(["/constraints/length_mm", "/constraints/waste_percent"], wrong.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()));
        var area = (await manager.Post("/api/constraints/evaluate", new { role_code = "MAIN_MATERIAL", uom_code = "M2", constraints = new { width_mm = 600, length_mm = 400, waste_percent = 1 } }, key: "")).Must(200);
        Assert.Equal((0.2424m, "M2", "600 × 400 × 1 ÷ 1000000 × (1 + 1 ÷ 100)"), (area.GetProperty("qty_required").GetDecimal(), area.GetProperty("uom_code").GetString(), area.GetProperty("formula").GetString()));

        (await manager.Delete(frame)).MustRefuse(400, "CONFIRMATION_REQUIRED");
        (await manager.Delete($"/api/products/{Guid.NewGuid()}/components/{frame[^36..]}", new { confirm = "yes" })).MustRefuse(404, "NOT_FOUND");
        (await manager.Delete(material, new { confirm = "yes" })).Must(200);
        Assert.Equal("dry_run", (await manager.Delete(frame + "?dry_run=true")).Must(200).GetProperty("status").GetString());
        (await manager.Delete(frame + "?confirm=yes")).Must(200);
        Assert.Empty((await manager.Get(path + "/components")).Must(200).EnumerateArray());
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-22"), Trait("Rule", "PRD-21"), Trait("Rule", "PRD-29")]
    public async Task A_refusal_that_a_revision_would_solve_says_so_and_the_revision_solves_it(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var path = await Made(manager);
        var flow = await Graph(plant);
        (await manager.Get(path + "/graph-binding")).MustRefuse(404, "NOT_FOUND");
        var bound = (await manager.Put(path + "/graph-binding", new { flow_id = flow, flow_version_id = (Guid?)null })).Must(200);
        Assert.Equal(("LATEST", 1), (bound.GetProperty("mode").GetString(), bound.GetProperty("version_num").GetInt32()));
        (await manager.Put(path + "/graph-binding", new { flow_id = flow })).MustRefuse(428, "VERSION_MISSING");
        var draft = (await manager.Post(path + "/revisions", new { reason = "INITIAL" })).Must(201);
        Assert.Equal(("1.0", "DRAFT"), (draft.GetProperty("display").GetString(), draft.GetProperty("status").GetString()));
        Assert.Equal(bound.GetProperty("resolved_version_id").GetGuid(), draft.GetProperty("flow_version_id").GetGuid());
        (await manager.Post(path + "/revisions", new { reason = "INITIAL" })).MustRefuse(409, "DRAFT_EXISTS");
        var published = (await manager.Post(path + "/revisions/1/publish")).Must(200);
        Assert.Equal(64, published.GetProperty("content_hash").GetString()!.Length);
        await Refer(plant, published.GetProperty("id").GetGuid());

        var product = (await manager.Get(path)).Must(200);
        Assert.Equal(("ACTIVE", 1, 1), (product.GetProperty("usage_state").GetString(), product.GetProperty("state_evidence").GetProperty("tickets").GetInt32(), product.GetProperty("active_revision").GetProperty("revision_no").GetInt32()));
        var refused = (await manager.Patch(path, new { production_line = "CLASSIC", row_version = product.GetProperty("row_version").GetInt32() })).MustRefuse(409, "REVISION_REQUIRED");
        Assert.Equal(("ACTIVE", true, "CREATE_REVISION", 0), (refused.GetProperty("usage_state").GetString(), refused.GetProperty("requires_revision").GetBoolean(), refused.GetProperty("suggested_action").GetString(), refused.GetProperty("blocking_tickets").GetArrayLength()));
        Assert.Equal((true, false, "REVISION_REQUIRED"), (Permission(product, "texts").GetProperty("editable").GetBoolean(), Permission(product, "components").GetProperty("editable").GetBoolean(), Permission(product, "binding").GetProperty("code").GetString()));

        (await manager.Post(path + "/revisions", new { reason = "MATERIAL_CHANGE", notes = "Longer tube" })).Must(201);
        object[] components = [new { component_code = "FRAME", name = Name, materials = new[] { new { material_sku = "TUB-20", role_code = "TUBE", constraints = new { length_mm = 1250, pieces = 4, waste_percent = 3 } } } }];
        (await manager.Patch(path + "/revisions/2", new { components })).MustRefuse(428, "VERSION_MISSING");
        (await manager.Patch(path + "/revisions/2", new { components = new object?[] { null } }, "\"1\"")).MustRefuse(422, "FIELD_REQUIRED");
        (await manager.Patch(path + "/revisions/2", new { components }, "\"1\"")).Must(200);
        (await manager.Post(path + "/revisions/2/publish", ifMatch: "\"1\"")).MustRefuse(409, "STALE_VERSION");
        (await manager.Post(path + "/revisions/2/publish", ifMatch: "\"2\"")).Must(200);
        var diff = (await manager.Get(path + "/revisions/1/diff/2")).Must(200).GetProperty("changes").EnumerateArray().Select(c => c.GetProperty("path").GetString()).ToList();
        Assert.Contains("/constraints/FRAME/TUB-20/fields/length_mm", diff);
        Assert.Equal([("2.0", "PUBLISHED"), ("1.0", "RETIRED")], (await manager.Get(path + "/revisions")).Must(200).EnumerateArray().Select(r => (r.GetProperty("display").GetString(), r.GetProperty("status").GetString())));
        Assert.Equal("JOB_TICKET", (await manager.Get(path + "/revisions/1/locked-reason")).Must(200).GetProperty("by")[0].GetProperty("ref_type").GetString());
        Assert.Equal(2, (await manager.Get(path + "/where-used")).Must(200).GetProperty("revisions").GetArrayLength());
        (await manager.Patch(path + "/revisions/1", new { notes = "n" }, "\"3\"")).MustRefuse(409, "REVISION_IMMUTABLE");
        (await manager.Delete(path + "/revisions/1", new { confirm = "yes" })).MustRefuse(409, "REVISION_IMMUTABLE");
        (await manager.Post(path + "/revisions/2/retire", new { reason = "No more racks are made" })).Must(200);
        Assert.Equal("RETIRED", (await manager.Post(path + "/retire", new { reason = "No more racks are made" })).Must(200).GetProperty("usage_state").GetString());
        Assert.Equal(["SR-40"], (await manager.Get("/api/products?state=RETIRED&q=rack")).Must(200).EnumerateArray().Select(p => p.GetProperty("sku").GetString()));
        Assert.Empty((await manager.Get("/api/products?state=ACTIVE")).Must(200).EnumerateArray());
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "PRD-03"), Trait("Rule", "PRD-33")]
    public async Task There_is_no_route_that_sets_the_state_and_none_that_edits_what_was_published(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var writes = Shared.Rest.RouteTableTests.Routes(plant).Where(r => r.Method != "GET" && r.Path.Contains("/products", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(writes);
        Assert.DoesNotContain(writes, r => r.Path.Contains("state", StringComparison.Ordinal) || r.Path.Contains("snapshot", StringComparison.Ordinal) || r.Path.Contains("reference", StringComparison.Ordinal));
        using var viewer = await plant.As(Role.Viewer);
        Assert.Equal(5, (await viewer.Get("/api/material-roles")).Must(200).GetArrayLength());
        Assert.Equal(["width_mm", "length_mm", "pieces", "waste_percent"], (await viewer.Get("/api/material-roles/LINING/fields")).Must(200).EnumerateArray().Select(f => f.GetProperty("field_key").GetString()));
    }

    private static JsonElement Permission(JsonElement product, string section) => product.GetProperty("edit_permissions").GetProperty(section);

    private static async Task<string> Made(Api manager)
    {
        var path = $"/api/products/{(await manager.Post("/api/products", new { sku = "SR-40", name = Name, production_line = "HATTHASILPA" })).Must(201).GetProperty("id").GetGuid()}";
        var frame = $"{path}/components/{(await manager.Post(path + "/components", new { component_code = "FRAME", name = Name })).Must(201).GetProperty("id").GetGuid()}";
        (await manager.Post(frame + "/materials", new { material_sku = "TUB-20", role_code = "TUBE", constraints = new { length_mm = 1200, pieces = 4, waste_percent = 3 } })).Must(201);
        return path;
    }

    /// <summary>A published workshop graph.</summary>
    internal static async Task<Guid> Graph(WebPlant plant)
    {
        await using var rows = TestPlant.On(plant.Database);
        var flow = (await new RawRows(rows).Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        await new RawRows(rows).Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 1), ("status", "PUBLISHED"), ("allow_new_jobs", true), ("graph_schema", """{"nodes":[],"edges":[]}"""));
        return flow;
    }

    /// <summary>As if a ticket had been planned by the revision.</summary>
    internal static async Task Refer(WebPlant plant, Guid revision)
    {
        await using var rows = TestPlant.On(plant.Database);
        await new RawRows(rows).Insert("revision_reference", ("revision_id", revision), ("ref_type", "JOB_TICKET"), ("ref_code", "JT-1"));
    }
}
