using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Tickets;

public sealed class TicketHttpTests
{
    private static readonly object Name = new { hu = "Nyársállvány", en = "Skewer rack" };
    private static readonly object Why = new { reason = "Because the test says so" };

    [Theory, Databases]
    [Trait("Rule", "INS-01"), Trait("Rule", "INS-08"), Trait("Rule", "SPN-06"), Trait("Rule", "F1")]
    public async Task A_ticket_is_led_over_http_from_plan_through_cancel_to_its_next_cycle(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var product = await Product(plant, manager);
        var created = (await manager.Post("/api/tickets", new { job_name = "Racks", product_id = product, target_qty = 3, process_mode = "PIECE", status = "COMPLETED" })).Must(201);
        Assert.Equal(("PLANNED", "DAG", "NORMAL", "SR-40", 1), (Text(created, "status"), Text(created, "routing_mode"), Text(created, "priority"), Text(created, "sku"), created.GetProperty("revision_no").GetInt32()));
        var path = $"/api/tickets/{created.GetProperty("id").GetGuid()}";
        Assert.Equal("SPAWNED", Text((await manager.Get(path + "/spawn-preview")).Must(200), "outcome"));

        var key = Guid.NewGuid().ToString();
        var started = (await manager.Post(path + "/start", key: key)).Must(200);
        Assert.Equal(("IN_PROGRESS", 1, "SPAWNED", 3), (Text(started, "status"), started.GetProperty("cycle_no").GetInt32(), Text(started.GetProperty("spawn"), "outcome"), started.GetProperty("spawn").GetProperty("token_count").GetInt32()));
        var again = await manager.Post(path + "/start", key: key);
        Assert.Equal(("true", started.GetRawText()), (again.Headers["Idempotent-Replayed"], again.Must(200).GetRawText()));
        (await manager.Post(path + "/start", new { row_version = 9 }, key: key)).MustRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal("ALREADY_SPAWNED", Text((await manager.Post("/api/tokens/spawn", new { ticket_id = created.GetProperty("id").GetGuid() })).Must(200).GetProperty("spawn"), "outcome"));

        Assert.Equal("PAUSED", Text((await manager.Post(path + "/pause")).Must(200), "status"));
        (await manager.Post(path + "/pause")).MustRefuse(409, "INVALID_TRANSITION");
        Assert.Equal("IN_PROGRESS", Text((await manager.Post(path + "/resume")).Must(200), "status"));
        (await manager.Post(path + "/complete")).MustRefuse(409, "HAS_LIVE_TOKENS");
        (await manager.Post(path + "/cancel")).MustRefuse(422, "REASON_TOO_SHORT");
        (await manager.Post(path + "/cancel", Why, ifMatch: "\"1\"")).MustRefuse(409, "STALE_VERSION");
        var reset = (await manager.Post(path + "/cancel", Why)).Must(200);
        Assert.Equal(("CANCELLED", 3, 0), (Text(reset, "status"), reset.GetProperty("reset").GetProperty("scrapped_tokens").GetInt32(), reset.GetProperty("reset").GetProperty("kept_completed").GetInt32()));
        Assert.Equal("PLANNED", Text((await manager.Post(path + "/restore", Why)).Must(200), "status"));
        (await manager.Post(path + "/cancel", Why)).Must(200);
        var restarted = (await manager.Post(path + "/restart", Why)).Must(200);
        Assert.Equal(2, restarted.GetProperty("cycle_no").GetInt32());

        var cycles = (await manager.Get(path + "/instances")).Must(200).EnumerateArray().ToList();
        Assert.Equal([(2, "ACTIVE", 3, 0), (1, "ARCHIVED", 0, 3)], cycles.Select(c => (c.GetProperty("cycle_no").GetInt32(), Text(c, "status"), c.GetProperty("live").GetInt32(), c.GetProperty("scrapped").GetInt32())));
        var now = (await manager.Get($"/api/instances/{restarted.GetProperty("instance_id").GetGuid()}")).Must(200);
        var cut = now.GetProperty("nodes").EnumerateArray().Single(n => Text(n, "node_code") == "OP10");
        Assert.Equal(("operation", "ACTIVE", 3), (Text(cut, "type").ToLowerInvariant(), Text(cut, "status"), cut.GetProperty("ready").GetInt32()));
        Assert.Equal(6, now.GetProperty("edges").GetArrayLength());
        (await manager.Get($"/api/instances/{Guid.NewGuid()}")).MustRefuse(404, "NOT_FOUND");
        Assert.Equal(6, (await manager.Get(path + "/serials")).Must(200).GetArrayLength());
        var detail = (await manager.Get(path)).Must(200);
        Assert.Equal((2, 3), (detail.GetProperty("cycles").GetArrayLength(), detail.GetProperty("progress").GetProperty("live").GetInt32()));
        Assert.Equal(["pause", "complete", "cancel"], detail.GetProperty("allowed_actions").EnumerateArray().Select(a => Text(a, "action")));
        (await manager.Post(path + "/complete", new { force = true, reason = "Because the test says so" })).MustRefuse(409, "NOTHING_COMPLETED");
        (await manager.Post(path + "/cancel", Why)).Must(200);
        Assert.Equal("ARCHIVED", Text((await manager.Post(path + "/archive")).Must(200), "status"));
        Assert.Empty((await manager.Get("/api/tickets")).Must(200).EnumerateArray());
        Assert.Single((await manager.Get($"/api/tickets?status=ARCHIVED&product_id={product}&priority=NORMAL&q=rack")).Must(200).EnumerateArray());
    }

    [Theory, Databases]
    [Trait("Rule", "F8"), Trait("Rule", "INS-10"), Trait("Rule", "SER-15")]
    public async Task A_planned_ticket_is_changed_gets_its_people_and_serials_ahead_and_is_cancelled_without_a_cycle(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var product = await Product(plant, manager);
        var path = $"/api/tickets/{(await manager.Post("/api/tickets", new { job_name = "Racks", product_id = product, target_qty = 2, process_mode = "PIECE" })).Must(201).GetProperty("id").GetGuid()}";
        (await manager.Patch(path, new { job_name = "More racks" })).MustRefuse(428, "VERSION_MISSING");
        var changed = (await manager.Patch(path, new { job_name = "More racks", target_qty = 4, priority = "URGENT", due_at = "2026-02-01T10:00:00Z", attributes = new { customer_tier = "GOLD" } }, "\"1\"")).Must(200);
        Assert.Equal(("More racks", 4m, "URGENT"), (Text(changed, "job_name"), changed.GetProperty("target_qty").GetDecimal(), Text(changed, "priority")));
        (await manager.Patch(path, new { job_name = "Stale" }, "\"1\"")).MustRefuse(409, "STALE_VERSION");
        (await manager.Patch(path, new { process_mode = "BATCH" }, "\"2\"")).MustRefuse(409, "SNAPSHOT_PINNED");
        (await manager.Patch(path, new { due_at = "soon" }, "\"2\"")).MustRefuse(422, "DUE_AT_INVALID");
        Assert.Equal(JsonValueKind.Null, (await manager.Patch(path, new { due_at = (string?)null }, "\"2\"")).Must(200).GetProperty("due_at").ValueKind);

        (await manager.Put(path + "/manager-assignments", new { })).MustRefuse(422, "FIELD_REQUIRED");
        (await manager.Put(path + "/manager-assignments", Plan(new { node_code = "QC9", user_id = People.Operator.Id }))).MustRefuse(422, "PLAN_NODE_UNKNOWN");
        (await manager.Put(path + "/manager-assignments", Plan(new { node_code = "OP10" }))).MustRefuse(422, "PLAN_ASSIGNEE");
        (await manager.Put(path + "/manager-assignments", Plan(new { node_code = "OP10", team_code = "NOBODY" }))).MustRefuse(422, "PLAN_ASSIGNEE_UNKNOWN");
        var twice = new { node_code = "OP10", user_id = People.Operator.Id };
        (await manager.Put(path + "/manager-assignments", Plan(twice, twice))).MustRefuse(422, "PLAN_NODE_TWICE");
        var planned = (await manager.Put(path + "/manager-assignments", Plan(new { node_code = "OP10", user_id = People.Operator.Id, is_strict = true }))).Must(200);
        Assert.Equal(("OP10", true), (Text(planned[0], "node_code"), planned[0].GetProperty("is_strict").GetBoolean()));
        Assert.Equal(planned.GetRawText(), (await manager.Get(path + "/manager-assignments")).Must(200).GetRawText());

        Assert.Equal(["ISSUED"], (await manager.Post(path + "/serials", new { count = 1 })).Must(201).EnumerateArray().Select(s => Text(s, "state")));
        Assert.Equal(3, (await manager.Post(path + "/serials")).Must(201).GetArrayLength());
        (await manager.Post(path + "/serials")).MustRefuse(409, "SERIALS_ENOUGH");
        (await manager.Patch(path, new { target_qty = 2 }, Tag(await manager.Get(path)))).MustRefuse(409, "SERIALS_MADE_AHEAD");
        var batch = $"/api/tickets/{(await manager.Post("/api/tickets", new { job_name = "Batch", product_id = product, target_qty = 2, process_mode = "BATCH" })).Must(201).GetProperty("id").GetGuid()}";
        (await manager.Post(batch + "/serials")).MustRefuse(409, "SERIALS_NOT_FOR_MODE");
        var reset = (await manager.Post(path + "/cancel", Why)).Must(200).GetProperty("reset");
        Assert.Equal((0, 4), (reset.GetProperty("scrapped_tokens").GetInt32(), reset.GetProperty("cancelled_serials").GetInt32()));
        (await manager.Put(path + "/manager-assignments", Plan())).MustRefuse(409, "INVALID_TRANSITION");

        var both = (await manager.Post("/api/tickets/create-and-start", new { job_name = "At once", product_id = product, target_qty = 2, process_mode = "PIECE" })).Must(201);
        Assert.Equal(("IN_PROGRESS", 2), (Text(both, "status"), both.GetProperty("unassigned").GetInt32()));
        (await manager.Patch($"/api/tickets/{both.GetProperty("ticket_id").GetGuid()}", new { job_name = "Too late" }, "\"2\"")).MustRefuse(409, "SNAPSHOT_PINNED");
    }

    [Theory, Databases]
    [Trait("Rule", "F3"), Trait("Rule", "PRD-15")]
    public async Task Materials_snapshot_and_prerequisites_are_read_from_what_was_pinned(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var product = await Product(plant, manager);
        var id = (await manager.Post("/api/tickets", new { job_name = "Racks", product_id = product, target_qty = 5, process_mode = "PIECE" })).Must(201).GetProperty("id").GetGuid();
        var path = $"/api/tickets/{id}";
        var tube = Assert.Single((await manager.Get(path + "/materials")).Must(200).EnumerateArray());
        Assert.Equal(("FRAME", "TUB-20", "M", 24.72m, 0m, 0m), (Text(tube, "component_code"), Text(tube, "material_sku"), Text(tube, "uom_code"), tube.GetProperty("planned_qty").GetDecimal(), tube.GetProperty("used_qty").GetDecimal(), tube.GetProperty("adjusted_qty").GetDecimal()));
        (await manager.Post(path + "/materials/adjustments", new { material_sku = "NONE", qty = 1, reason = "Because the test says so" })).MustRefuse(422, "MATERIAL_NOT_IN_SNAPSHOT");
        (await manager.Post(path + "/materials/adjustments", new { material_sku = "TUB-20", qty = 0, reason = "Because the test says so" })).MustRefuse(422, "ADJUSTMENT_QTY");
        (await manager.Post(path + "/materials/adjustments", new { material_sku = "TUB-20", qty = 0.125, reason = "Because the test says so" })).Must(201);
        (await manager.Post(path + "/materials/adjustments", new { material_sku = "TUB-20", qty = -0.025, reason = "Because the test says so" })).Must(201);
        Assert.Equal(2, (await manager.Get(path + "/materials/adjustments")).Must(200).GetArrayLength());
        var before = (await manager.Get(path + "/snapshot")).Must(200);
        Assert.Equal((64, 4.944m), (Text(before, "content_hash").Length, before.GetProperty("computed")[0].GetProperty("qty_per_unit").GetDecimal()));

        (await manager.Post($"/api/products/{product}/revisions", new { reason = "MATERIAL_CHANGE" })).Must(201);
        object[] components = [new { component_code = "FRAME", name = Name, materials = new[] { new { material_sku = "TUB-20", role_code = "TUBE", constraints = new { length_mm = 1250, pieces = 4, waste_percent = 3 } } } }];
        (await manager.Patch($"/api/products/{product}/revisions/2", new { components }, "\"1\"")).Must(200);
        (await manager.Post($"/api/products/{product}/revisions/2/publish")).Must(200);
        Assert.Equal(before.GetRawText(), (await manager.Get(path + "/snapshot")).Must(200).GetRawText());
        Assert.Equal((24.72m, 0.1m), (await manager.Get(path + "/materials")).Must(200)[0] is var same ? (same.GetProperty("planned_qty").GetDecimal(), same.GetProperty("adjusted_qty").GetDecimal()) : default);
        Assert.Equal(2, (await manager.Post("/api/tickets", new { job_name = "Newer", product_id = product, target_qty = 1, process_mode = "PIECE" })).Must(201).GetProperty("revision_no").GetInt32());

        var operations = await Prerequisites(manager, id);
        Assert.True(operations["START"] is [] && operations["CREATE_TICKET"] is [] && operations["CANCEL"] is [] && operations["OUTBOX_DRAIN"] is []);
        Assert.Equal(["TICKET_NOT_IN_PROGRESS", "INVALID_TRANSITION", "VERSION_NOT_IN_REVIEW"], operations["START_SESSION"].Concat(operations["RESTORE"]).Concat(operations["PUBLISH_GRAPH"]));
        (await manager.Get("/api/dag/prerequisites")).MustRefuse(422, "FIELD_REQUIRED");
        using var admin = await plant.As(Role.Admin);
        (await admin.Put("/api/flags/FF_SERIAL_STD_HAT", new { value = "OFF" })).Must(200);
        Assert.Equal(["SERIAL_FLAG_REQUIRED"], (await Prerequisites(manager, id))["START_PIECES"]);
        Assert.Equal(("REFUSED", "SERIAL_FLAG_REQUIRED"), (await manager.Get(path + "/spawn-preview")).Must(200) is var preview ? (Text(preview, "outcome"), Text(preview, "code")) : default);
        (await manager.Post(path + "/start")).MustRefuse(409, "SERIAL_FLAG_REQUIRED");
        (await admin.Put("/api/flags/ENABLE_DAG_ROUTING", new { value = "OFF" })).Must(200);
        (await manager.Post(path + "/start")).MustRefuse(423, "DAG_READ_ONLY");
        (await manager.Post("/api/tickets", new { job_name = "Off", product_id = product, target_qty = 1, process_mode = "PIECE" })).MustRefuse(409, "DAG_DISABLED");
        Assert.Equal(["DAG_READ_ONLY"], (await Prerequisites(manager, id))["CANCEL"]);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "API-03")]
    public async Task Only_managers_plan_everybody_reads_and_what_is_not_there_is_404(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var operatorApi = await plant.As(Role.Operator);
        using var viewer = await plant.As(Role.Viewer);
        using var manager = await plant.As(Role.Manager);
        Assert.Empty((await viewer.Get("/api/tickets")).Must(200).EnumerateArray());
        (await operatorApi.Post("/api/tickets", new { job_name = "x" })).MustRefuse(403, "FORBIDDEN");
        (await manager.Post("/api/tickets", new { job_name = "x" }, key: "")).MustRefuse(400, "IDEMPOTENCY_KEY_REQUIRED");
        (await manager.Post("/api/tickets", new { job_name = "x" })).MustRefuse(422, "FIELD_REQUIRED");
        var nowhere = $"/api/tickets/{Guid.NewGuid()}";
        foreach (var read in new[] { "", "/spawn-preview", "/snapshot", "/instances", "/materials", "/materials/adjustments", "/manager-assignments", "/serials" }) (await viewer.Get(nowhere + read)).MustRefuse(404, "NOT_FOUND");
        foreach (var move in new[] { "/start", "/pause", "/resume", "/archive", "/serials" }) (await manager.Post(nowhere + move)).MustRefuse(404, "NOT_FOUND");
        foreach (var move in new[] { "/cancel", "/restore", "/restart" }) (await manager.Post(nowhere + move, Why)).MustRefuse(404, "NOT_FOUND");
    }

    private static async Task<Dictionary<string, string[]>> Prerequisites(Api api, Guid ticket) => (await api.Get($"/api/dag/prerequisites?ticket={ticket}")).Must(200).GetProperty("operations").EnumerateArray()
        .ToDictionary(o => Text(o, "operation"), o => o.GetProperty("reasons").EnumerateArray().Select(r => Text(r, "code")).ToArray());

    private static object Plan(params object[] items) => new { items };

    private static string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;

    private static string Tag(Answer answer) => answer.Headers["ETag"];

    /// <summary>A rack that can be made: its tube, a graph and revision 1.</summary>
    internal static async Task<Guid> Product(WebPlant plant, Api manager)
    {
        var id = (await manager.Post("/api/products", new { sku = "SR-40", name = Name, production_line = "HATTHASILPA", serial_sku = "SR40" })).Must(201).GetProperty("id").GetGuid();
        var path = $"/api/products/{id}";
        var frame = $"{path}/components/{(await manager.Post(path + "/components", new { component_code = "FRAME", name = Name })).Must(201).GetProperty("id").GetGuid()}";
        (await manager.Post(frame + "/materials", new { material_sku = "TUB-20", role_code = "TUBE", constraints = new { length_mm = 1200, pieces = 4, waste_percent = 3 } })).Must(201);
        await using var rows = TestPlant.On(plant.Database);
        var raw = new RawRows(rows);
        var flow = (await raw.Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        await raw.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 1), ("status", "PUBLISHED"), ("allow_new_jobs", true), ("graph_schema", WorkshopGraphs.Line));
        (await manager.Put(path + "/graph-binding", new { flow_id = flow })).Must(200);
        (await manager.Post(path + "/revisions", new { reason = "INITIAL" })).Must(201);
        (await manager.Post(path + "/revisions/1/publish")).Must(200);
        return id;
    }
}
