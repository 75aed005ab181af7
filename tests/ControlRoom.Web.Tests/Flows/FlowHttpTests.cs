using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Flows;

public sealed class FlowHttpTests
{
    private static readonly object Name = new { hu = "Próba vonal", en = "Trial line" };
    private static readonly object Reason = new { reason = "Because the test says so" };
    private static readonly JsonElement Graph = JsonElement.Parse(CanonicalFlow.V2);

    [Theory, Databases, Trait("Rule", "R-FLOW-05")]
    public async Task A_flow_lives_from_draft_to_deprecation_over_http(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        using var manager = await plant.As(Role.Manager);
        using var admin = await plant.As(Role.Admin);

        var created = await author.Post("/api/flows", new { name = Name });
        var flow = created.Must(201);
        var path = $"/api/flows/{flow.GetProperty("id").GetString()}";
        Assert.Equal("DRAFT", flow.GetProperty("latest_version_status").GetString());
        Assert.Equal("\"1\"", created.Headers["ETag"]);
        Assert.Equal(1, (await author.Get("/api/flows?q=trial&count=true")).Must(200).GetArrayLength());

        var draft = await author.Get($"{path}/versions/latest/draft");
        var saved = (await author.Put($"{path}/versions/1", new { graph_schema = Graph }, ifMatch: draft.Headers["ETag"])).Must(200);
        Assert.Equal(2, saved.GetProperty("row_version").GetInt32());
        Assert.True((await author.Post($"{path}/versions/1/validate", key: "")).Must(200).GetProperty("valid").GetBoolean());

        Assert.Equal("REVIEW", (await author.Post($"{path}/versions/1/submit")).Must(200).GetProperty("status").GetString());
        Assert.Equal("DRAFT", (await manager.Post($"{path}/versions/1/reject", Reason)).Must(200).GetProperty("status").GetString());
        (await author.Post($"{path}/versions/1/submit")).Must(200);
        var approval = (await manager.Post($"{path}/versions/1/approve", new { row_version = 5 })).Must(200);
        Assert.Equal("PUBLISHED", approval.GetProperty("published").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, approval.GetProperty("deprecated_version").ValueKind);

        (await author.Put($"{path}/versions/1", new { graph_schema = Graph, row_version = 6 })).MustRefuse(403, "VERSION_NOT_EDITABLE");
        Assert.Equal(2, (await author.Post($"{path}/versions", new { from_version = 1 })).Must(201).GetProperty("version_num").GetInt32());
        (await author.Post($"{path}/versions")).MustRefuse(409, "DRAFT_EXISTS");
        (await author.Delete($"{path}/versions/2", new { reason = "short" })).MustRefuse(422, "REASON_TOO_SHORT");
        Assert.Equal(1, (await author.Delete($"{path}/versions/2?dry_run=true")).Must(200).GetProperty("targets_processed").GetInt32());
        Assert.Equal("flow_version.discard", (await author.Delete($"{path}/versions/2", Reason)).Must(200).GetProperty("operation").GetString());

        (await manager.Post($"{path}/versions/1/deprecate")).MustRefuse(403, "FORBIDDEN");
        Assert.Equal("DEPRECATED", (await admin.Post($"{path}/versions/1/deprecate")).Must(200).GetProperty("status").GetString());
        var versions = (await author.Get($"{path}/versions")).Must(200);
        Assert.False(versions[0].TryGetProperty("graph_schema", out _));
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-06")]
    public async Task Own_work_is_not_approved_over_http_either(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var path = await Draft(manager);
        (await manager.Put($"{path}/versions/1", new { graph_schema = Graph, row_version = 1 })).Must(200);
        (await manager.Post($"{path}/versions/1/submit")).Must(200);

        var actions = (await manager.Get($"{path}/versions/1")).Must(200).GetProperty("allowed_actions").EnumerateArray().ToList();
        Assert.Equal("FOUR_EYES", actions.Single(a => a.GetProperty("action").GetString() == "APPROVE").GetProperty("reasons")[0].GetProperty("code").GetString());
        (await manager.Post($"{path}/versions/1/approve")).MustRefuse(403, "FOUR_EYES");
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-02")]
    public async Task A_broken_graph_answers_422_with_every_mistake_its_node_and_pointer(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        var path = await Draft(author);

        var dangling = (await author.Put($"{path}/versions/1", """{"graph_schema":{"nodes":[{"id":"n00","type":"start"}],"edges":[{"id":"e1","source":"n00","target":"n01"}]},"row_version":1}""")).MustRefuse(422, "GRAPH_INVALID").GetProperty("errors")[0];
        Assert.Equal(("/graph_schema/edges/0/target", "EDGE_TARGET_MISSING", "e1"), (dangling.GetProperty("pointer").GetString(), dangling.GetProperty("code").GetString(), dangling.GetProperty("edge_id").GetString()));
        (await author.Put($"{path}/versions/1", new { row_version = 1 })).MustRefuse(422, "GRAPH_INVALID");
        (await author.Put($"{path}/versions/1", """{"graph_schema":{"nodes":[],"edges":[],"x":"\ud800"},"row_version":1}""")).Must(422);

        (await author.Put($"{path}/versions/1", new { graph_schema = JsonElement.Parse(CanonicalFlow.TurkeyDraft), row_version = 1 })).Must(200);
        var problem = (await author.Post($"{path}/versions/1/submit")).MustRefuse(422, "GRAPH_INVALID");
        Assert.Equal("STEP_MISSING", problem.GetProperty("errors")[0].GetProperty("code").GetString());
        var error = (await author.Post($"{path}/versions/1/validate")).Must(200).GetProperty("errors")[0];
        Assert.Equal("Step 9 Palletizing is missing.", error.GetProperty("message").GetProperty("en").GetString());
        Assert.Equal("Hiányzik a lépés: 9 Raklapozás.", error.GetProperty("message").GetProperty("hu").GetString());
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-09")]
    public async Task Designs_are_not_changed_blindly_or_on_what_was_there_before(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        var path = await Draft(author);

        (await author.Put(path, new { name = Name })).MustRefuse(428, "VERSION_MISSING");
        (await author.Put($"{path}/versions/1", new { graph_schema = Graph })).MustRefuse(428, "VERSION_MISSING");
        (await author.Put(path, new { name = Name, description = "For Mondays" }, ifMatch: "\"1\"")).Must(200);
        Assert.Equal(2, (await author.Put(path, new { name = Name }, ifMatch: "\"1\"")).MustRefuse(409, "STALE_VERSION").GetProperty("current_version").GetInt32());
        (await author.Post($"{path}/versions/1/submit", ifMatch: "\"7\"")).MustRefuse(409, "STALE_VERSION");
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-08")]
    public async Task Deleting_a_flow_wants_a_yes_and_a_flow_nobody_used(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        using var other = await plant.As(People.SecondManager);
        var fresh = await Draft(manager);

        (await manager.Delete(fresh)).MustRefuse(400, "CONFIRMATION_REQUIRED");
        (await manager.Delete(fresh, new { confirm = "YES" })).MustRefuse(400, "CONFIRMATION_REQUIRED");
        Assert.Equal("dry_run", (await manager.Delete($"{fresh}?dry_run=true")).Must(200).GetProperty("status").GetString());
        var key = Guid.NewGuid().ToString();
        var report = await manager.Delete(fresh, new { confirm = "yes" }, key: key);
        Assert.Equal("ok", report.Must(200).GetProperty("status").GetString());
        Assert.False(report.Json.TryGetProperty("code", out _));
        var again = await manager.Delete(fresh, new { confirm = "yes" }, key: key);
        Assert.Equal((report.Text, "true"), (again.Text, again.Headers["Idempotent-Replayed"]));
        (await manager.Get(fresh)).MustRefuse(404, "NOT_FOUND");

        var used = await Draft(manager);
        (await manager.Put($"{used}/versions/1", new { graph_schema = Graph, row_version = 1 })).Must(200);
        (await manager.Post($"{used}/versions/1/submit")).Must(200);
        (await other.Post($"{used}/versions/1/approve")).Must(200);
        (await manager.Delete($"{used}?confirm=yes")).MustRefuse(409, "FLOW_IN_USE");
    }

    [Theory, Databases, Trait("Rule", "R-I18N-01")]
    public async Task What_is_missing_is_said_in_the_readers_language(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var author = await plant.As(Role.Operator);
        author.Http.DefaultRequestHeaders.Add("Accept-Language", "hu");

        var problem = (await author.Post("/api/flows", new { name = new { hu = "Próba" } })).MustRefuse(422, "NAME_REQUIRED");

        Assert.Equal("A név magyarul és angolul is kell.", problem.GetProperty("detail").GetString());
        Assert.Equal("/name/en", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        (await author.Post("/api/flows", new { name = Name, kind = "OTHER" })).MustRefuse(422, "WORD_UNKNOWN");
    }

    [Theory, Databases]
    public async Task Gate_templates_are_there_from_the_first_start_and_managers_add_to_them(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        using var viewer = await plant.As(Role.Viewer);

        Assert.Equal(10, (await viewer.Get("/api/qc/gates")).Must(200).GetArrayLength());
        var body = new { gate_code = "G05-B", step_index = 5, name = new { hu = "Nyárs", en = "Rod" }, gate_type = "BLOCKING", haccp_class = "oPRP", is_ccp = true, checklist = new[] { new { key = "ok", label = new { hu = "Jó", en = "Good" }, kind = "bool" } } };
        (await viewer.Post("/api/qc/gates", body)).MustRefuse(403, "FORBIDDEN");
        var gate = (await manager.Post("/api/qc/gates", body)).Must(201);
        Assert.Equal((false, true), (gate.GetProperty("is_ccp").GetBoolean(), gate.GetProperty("checklist")[0].GetProperty("required").GetBoolean()));
        (await manager.Post("/api/qc/gates", body)).MustRefuse(409, "GATE_EXISTS");
        (await manager.Post("/api/qc/gates")).MustRefuse(422, "VALIDATION_FAILED");
        (await manager.Post("/api/qc/gates", """{"gate_code":"G9","step_index":9,"name":{"hu":"a","en":"b"},"gate_type":"CHECKPOINT","haccp_class":"PRP","checklist":[null]}""")).MustRefuse(422, "CHECKLIST_INVALID");
    }

    private static async Task<string> Draft(Api author) => $"/api/flows/{(await author.Post("/api/flows", new { name = Name })).Must(201).GetProperty("id").GetString()}";
}
