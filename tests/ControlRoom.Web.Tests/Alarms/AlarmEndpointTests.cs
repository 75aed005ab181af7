using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Alarms;

public sealed class AlarmEndpointTests
{
    private static readonly string[] Deb = ["DEB"];

    [Theory, Databases]
    public async Task An_alarm_is_listed_acknowledged_by_name_and_not_twice(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        using var worker = await plant.As(Role.Operator);
        using var viewer = await plant.As(Role.Viewer);
        var buffer = (await manager.Post("/api/buffers", new { buffer_code = "LK-001", buffer_type = "LK", allowed_lot_types = Deb, capacity_kg = 1200, temp_min_c = 0, temp_max_c = 4, name_hu = "Hűtő", name_en = "Chill" })).Must(201);
        (await worker.Post("/api/temperature-logs", new { buffer_id = buffer.GetProperty("id").GetGuid(), temperature_c = 8.0, measurement_type = "AMBIENT" })).Must(201);

        var alarm = (await viewer.Get("/api/alarms?state=UNACK&state=ACK")).Must(200)[0];
        Assert.Equal(("BUFFER_OUT_OF_BAND", 2, "LK-001"), (alarm.GetProperty("kind").GetString(), alarm.GetProperty("priority").GetInt32(), alarm.GetProperty("buffer_code").GetString()));
        var id = alarm.GetProperty("id").GetGuid();
        (await viewer.Post($"/api/alarms/{id}/acknowledge")).MustRefuse(403, "FORBIDDEN");
        var acknowledged = (await worker.Post($"/api/alarms/{id}/acknowledge")).Must(200);
        Assert.Equal(("ACK", People.Operator.Name), (acknowledged.GetProperty("state").GetString(), acknowledged.GetProperty("acknowledged_by_name").GetString()));
        (await worker.Post($"/api/alarms/{id}/acknowledge")).MustRefuse(409, "ALARM_NOT_OPEN");
        Assert.Empty((await viewer.Get("/api/alarms?state=UNACK")).Must(200).EnumerateArray());
    }
}
