using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Upkeep;

/// <summary>Destructive operations over REST: the same order of execution as on the command line.</summary>
public sealed class OperationEndpointTests
{
    private static async Task<string> Buffer(Api api, string code) => (await api.Post("/api/buffers", new
    {
        buffer_code = code, buffer_type = "MIX", allowed_lot_types = new[] { "MIX" }, capacity_kg = 100, temp_min_c = 0, temp_max_c = 4,
    })).Must(201).GetProperty("id").GetString()!;

    [Theory, Databases]
    [Trait("Rule", "D-04"), Trait("Rule", "D-06")]
    public async Task In_production_a_batch_goes_ahead_with_what_is_safe_and_tells_what_it_skipped(Db db)
    {
        await using var plant = await WebPlant.Start(db, settings: ["Environment=production"]);
        using var admin = await plant.As(Role.Admin);
        await Buffer(admin, "MIX-901");
        await Buffer(admin, "MIX-902");
        var held = await Buffer(admin, "RAW-901");
        (await admin.Post("/api/temperature-logs", new { buffer_id = held, temperature_c = 2.0, measurement_type = "AMBIENT" })).Must(201);
        var all = new { selectors = new[] { "*-90?" } };

        var looked = (await admin.Post("/api/ops/buffer/delete?dry_run=true", all)).Must(200);
        Assert.Equal(("dry_run", 2, "BUFFER_HAS_HISTORY"), (looked.GetProperty("status").GetString(), looked.GetProperty("targets_processed").GetInt32(), looked.GetProperty("skipped")[0].GetProperty("reason_code").GetString()));
        (await admin.Post("/api/ops/buffer/delete", all)).MustRefuse(400, "CONFIRMATION_REQUIRED");
        var problem = (await admin.Post("/api/ops/buffer/delete", new { selectors = new[] { "RAW-901" } })).MustRefuse(409, "PRODUCTION_SAFETY_FAILED");
        Assert.Equal("BUFFER_HAS_HISTORY", problem.GetProperty("reasons")[0].GetProperty("code").GetString());
        var key = Guid.NewGuid().ToString();
        var body = new { selectors = new[] { "*-90?" }, confirm = "yes" };
        var partial = await admin.Post("/api/ops/buffer/delete", body, key);
        Assert.Equal(("partial", 2, 1, 2), (partial.Must(200).GetProperty("status").GetString(), partial.Json.GetProperty("targets_processed").GetInt32(), partial.Json.GetProperty("targets_skipped").GetInt32(), partial.Json.GetProperty("exit_code").GetInt32()));
        Assert.Equal("0.00", partial.Json.GetProperty("impact_summary").GetProperty("kg").GetString());
        var again = await admin.Post("/api/ops/buffer/delete", body, key);
        Assert.Equal((partial.Text, "true"), (again.Text, again.Headers["Idempotent-Replayed"]));
        (await admin.Post("/api/ops/buffer/delete", body)).MustRefuse(409, "PRODUCTION_SAFETY_FAILED");
        (await admin.Post("/api/ops/buffer/delete", new { confirm = "yes" })).MustRefuse(422, "SELECTOR_MISSING");
        (await admin.Post("/api/ops/buffer/delete", new { selectors = new[] { "NONE" }, confirm = "yes" })).MustRefuse(404, "NOT_FOUND");
        (await admin.Post("/api/ops/reset-demo", new { confirm = "yes" })).MustRefuse(409, "PRODUCTION_SAFETY_FAILED");
    }

    [Theory, Databases]
    public async Task Users_gates_and_lots_have_their_own_delete(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var user = $"/api/users/{(await admin.Post("/api/users", new { email = "spare@plant.test", full_name = "Spare", role = "VIEWER", password = "long enough now" })).Must(201).GetProperty("id").GetString()}";
        (await admin.Delete(user)).MustRefuse(400, "CONFIRMATION_REQUIRED");
        Assert.Equal("user.remove", (await admin.Delete(user, new { confirm = "yes" })).Must(200).GetProperty("operation").GetString());
        (await admin.Get(user)).MustRefuse(404, "NOT_FOUND");
        (await admin.Delete($"/api/users/{People.Admin.Id}", new { confirm = "yes" })).MustRefuse(409, "OWN_ACCOUNT");
        var gate = (await admin.Post("/api/qc/gates", new { gate_code = "QG-SPARE", step_index = 3, name = new { hu = "Tartalék", en = "Spare" }, gate_type = "INFO", haccp_class = "PRP" })).Must(201);
        Assert.Equal("gate.remove", (await admin.Delete($"/api/qc/gates/{gate.GetProperty("id").GetString()}?confirm=yes")).Must(200).GetProperty("operation").GetString());
        (await admin.Delete($"/api/lots/{Guid.NewGuid()}", new { confirm = "yes", reason = "never came in" })).MustRefuse(404, "NOT_FOUND");
        (await admin.Delete($"/api/lots/{Guid.NewGuid()}", new { confirm = "yes" })).MustRefuse(422, "REASON_TOO_SHORT");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "D-07")]
    public async Task The_registry_is_read_by_administrators(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var listed = (await admin.Get("/api/ops")).Must(200).EnumerateArray().ToList();
        Assert.Equal(DestructiveOperations.OfProduct.Acts.Select(a => a.Name), listed.Select(o => o.GetProperty("operation").GetString()));
        Assert.All(listed, o => Assert.NotEmpty(o.GetProperty("unsafe_when").GetString()!));
    }
}
