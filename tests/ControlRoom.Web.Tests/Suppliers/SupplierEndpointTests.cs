using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Suppliers;

public sealed class SupplierEndpointTests
{
    [Theory, Databases]
    public async Task A_supplier_is_changed_only_by_who_saw_its_version(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var path = $"/api/suppliers/{(await manager.Post("/api/suppliers", new { code = "SUP-A", name = "A", species = "CHICKEN", goods_class = "MEAT" })).Must(201).GetProperty("id").GetGuid()}";

        (await manager.Patch(path, new { name = "B" })).MustRefuse(428, "VERSION_MISSING");
        var changed = await manager.Patch(path, new { name = "B", is_active = false }, "\"1\"");
        Assert.Equal("B", changed.Must(200).GetProperty("name").GetString());
        Assert.Equal("CHICKEN", changed.Json.GetProperty("species").GetString());
        Assert.False(changed.Json.GetProperty("is_active").GetBoolean());
        Assert.Equal($"\"{changed.Json.GetProperty("row_version").GetInt32()}\"", changed.Headers["ETag"]);
        Assert.Equal(changed.Json.GetProperty("row_version").GetInt32(), (await manager.Patch(path, new { name = "C", row_version = 1 })).MustRefuse(409, "STALE_VERSION").GetProperty("current_version").GetInt32());
        (await manager.Patch(path, new { name = "C" }, "W/\"1\"")).MustRefuse(422, "VERSION_INVALID");
        Assert.Empty((await manager.Get("/api/suppliers?active=true")).Must(200).EnumerateArray());
    }

    [Theory, Databases]
    public async Task Removing_a_supplier_asks_for_yes_and_a_dry_run_changes_nothing(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var path = $"/api/suppliers/{(await manager.Post("/api/suppliers", new { code = "SUP-A", name = "A" })).Must(201).GetProperty("id").GetGuid()}";

        (await manager.Delete(path)).MustRefuse(400, "CONFIRMATION_REQUIRED");
        (await manager.Delete(path, new { confirm = "Yes" })).MustRefuse(400, "CONFIRMATION_REQUIRED");
        Assert.Equal("dry_run", (await manager.Delete(path + "?dry_run=true")).Must(200).GetProperty("status").GetString());
        (await manager.Get(path)).Must(200);
        var report = (await manager.Delete(path, new { confirm = "yes" })).Must(200);
        Assert.Equal(("ok", "supplier.remove", 1), (report.GetProperty("status").GetString(), report.GetProperty("operation").GetString(), report.GetProperty("targets_processed").GetInt32()));
        (await manager.Get(path)).MustRefuse(404, "NOT_FOUND");
    }
}
