using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Floor;

public sealed class FloorEndpointTests
{
    private static readonly object Name = new { hu = "Hegesztő", en = "Welding" };

    [Theory, Databases]
    public async Task Managers_say_where_and_by_whom_work_is_done_and_everybody_reads_it(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        using var viewer = await plant.As(Role.Viewer);

        var made = await manager.Post("/api/work-centers", new { code = "WELD-2", name = Name, capacity_per_day = 40 });
        var center = made.Must(201);
        Assert.Equal(("ACTIVE", "Welding"), (center.GetProperty("status").GetString(), center.GetProperty("name").GetProperty("en").GetString()));
        var path = $"/api/work-centers/{center.GetProperty("id").GetString()}";
        Assert.Equal("MAINTENANCE", (await manager.Patch(path, new { status = "MAINTENANCE" }, ifMatch: made.Headers["ETag"])).Must(200).GetProperty("status").GetString());
        (await manager.Patch(path, new { status = "ACTIVE" })).MustRefuse(428, "VERSION_MISSING");
        (await manager.Patch(path, new { status = "ACTIVE", row_version = 1 })).MustRefuse(409, "STALE_VERSION");
        (await viewer.Post("/api/work-centers", new { code = "WELD-3", name = Name })).MustRefuse(403, "FORBIDDEN");
        Assert.Equal(1, (await viewer.Get("/api/work-centers")).Must(200).GetArrayLength());

        var user = People.Operator.Id;
        var team = (await manager.Post("/api/teams", new { code = "WELDING", name = Name, member_ids = new[] { user } })).Must(201);
        Assert.Equal(user, team.GetProperty("member_ids")[0].GetGuid());
        Assert.Equal(0, (await manager.Patch($"/api/teams/{team.GetProperty("id").GetString()}", new { member_ids = Array.Empty<Guid>(), row_version = 1 })).Must(200).GetProperty("member_ids").GetArrayLength());
        Assert.Equal("WELDING", (await viewer.Get("/api/teams")).Must(200)[0].GetProperty("code").GetString());

        var skills = (await manager.Put($"/api/users/{user}/skills", new { skills = new[] { new { code = "WELD", level = 3 } } })).Must(200).GetProperty("skills");
        Assert.Equal(("WELD", 3), (skills[0].GetProperty("code").GetString(), skills[0].GetProperty("level").GetInt32()));
        Assert.False((await manager.Put($"/api/users/{user}/availability", new { is_available = false })).Must(200).GetProperty("is_available").GetBoolean());
        (await viewer.Put($"/api/users/{user}/availability", new { is_available = true })).MustRefuse(403, "FORBIDDEN");
    }
}
