using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Audit;

public sealed class AuditEndpointTests
{
    [Theory, Databases]
    public async Task Auditors_read_filter_page_export_and_verify_the_trail(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var auditor = await plant.As(Role.Auditor);
        (await admin.Post("/api/suppliers", new { code = "SUP-X", name = "=Supplier, \"X\"", goods_class = "MEAT" })).Must(201);

        var created = (await auditor.Get("/api/audit/events?event_type=SUPPLIER_CREATED")).Must(200);
        var (id, entity) = (created[0].GetProperty("id").GetInt64(), created[0].GetProperty("entity_id").GetGuid());
        Assert.Equal("SUP-X", created[0].GetProperty("entity_code").GetString());
        Assert.Equal("=Supplier, \"X\"", created[0].GetProperty("new_state").GetProperty("name").GetString());

        var page = await auditor.Get("/api/audit/events?limit=1&count=true");
        Assert.Equal(1, page.Must(200).GetArrayLength());
        Assert.True(int.Parse(page.Headers["X-Total-Count"], System.Globalization.CultureInfo.InvariantCulture) > 1);
        Assert.Contains("rel=\"next\"", page.Headers["Link"], StringComparison.Ordinal);
        Assert.Single((await auditor.Get($"/api/audit/events/supplier/{entity}")).Must(200).EnumerateArray());

        var csv = await auditor.Get("/api/audit/events?format=csv&event_type=SUPPLIER_CREATED");
        Assert.Equal((200, "text/csv"), (csv.Status, csv.MediaType));
        var lines = csv.Text.TrimEnd().Split("\r\n");
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{id},", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"{\"\"name\"\":", lines[1], StringComparison.Ordinal);

        var verdict = (await auditor.Get("/api/audit/verify")).Must(200);
        Assert.True(verdict.GetProperty("valid").GetBoolean());
        Assert.Equal(0, verdict.GetProperty("unsealed").GetInt64());
    }

    [Theory, Databases]
    public async Task Operators_do_not_read_the_trail_and_wrong_parameters_are_told(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var worker = await plant.As(Role.Operator);
        using var auditor = await plant.As(Role.Auditor);

        foreach (var path in (string[])["/api/audit/events", "/api/audit/verify", $"/api/audit/events/run/{Guid.NewGuid()}", $"/api/compliance/report/{Guid.NewGuid()}"]) (await worker.Get(path)).MustRefuse(403, "FORBIDDEN");
        (await auditor.Get("/api/audit/events?format=xml")).MustRefuse(422, "WORD_UNKNOWN");
        (await auditor.Get("/api/audit/events?after=x")).MustRefuse(422, "CURSOR_INVALID");
        (await auditor.Get($"/api/compliance/report/{Guid.NewGuid()}")).MustRefuse(404, "NOT_FOUND");
        (await auditor.Get("/api/compliance/report/RUN-20260124-DUNA-9999")).MustRefuse(404, "NOT_FOUND");
    }
}
