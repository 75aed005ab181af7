using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Quality;

public sealed class DeviationEndpointTests
{
    [Theory, Databases]
    [Trait("Rule", "DOM-06")]
    public async Task A_violation_answers_what_it_holds_and_its_disposition_frees_it(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        await using var day = await ProductionDay.Begin(plant.Services, null);
        await day.To(1);
        var (raw, second) = (await day.Put(await day.Receive(100)), await day.Receive(50));
        using var auditor = await plant.As(Role.Auditor);
        using var manager = await plant.As(Role.Manager);
        using var viewer = await plant.As(Role.Viewer);

        var reading = (await auditor.Post("/api/temperature-logs", new { lot_id = raw.Id, temperature_c = 5.2m, measurement_type = "SURFACE" })).Must(201);
        Assert.Equal(["ALARM_RAISED", "LOT_HELD", "DEVIATION_OPENED"], reading.GetProperty("actions").EnumerateArray().Select(a => a.GetString()));
        var deviation = reading.GetProperty("deviation");
        Assert.Equal((150m, 2, "RAW-001"), (deviation.GetProperty("held_kg").GetDecimal(), deviation.GetProperty("lots").GetArrayLength(), deviation.GetProperty("buffers")[0].GetProperty("buffer_code").GetString()));
        var (id, code) = (deviation.GetProperty("id").GetGuid(), deviation.GetProperty("deviation_code").GetString());

        Assert.Equal(id, (await viewer.Get($"/api/deviations?status=OPEN&run_id={day.Run.Id}&lot_id={second.Id}&step_index=1")).Must(200)[0].GetProperty("id").GetGuid());
        Assert.Equal(id, (await viewer.Get($"/api/deviations/{code}")).Must(200).GetProperty("id").GetGuid());
        Assert.Equal(0, (await viewer.Get("/api/deviations?status=CLOSED")).Must(200).GetArrayLength());
        (await viewer.Get("/api/deviations/DEV-20260124-DUNA-9999")).MustRefuse(404, "NOT_FOUND");

        object Body(decimal kg) => new { evaluation = "Second probe shows 50 kg sound", lots = new[] { new { lot_code = second.LotCode, outcomes = new[] { new { outcome = "RELEASE", quantity_kg = kg } } } } };
        foreach (var denied in new[] { auditor, viewer }) (await denied.Post($"/api/deviations/{id}/disposition", Body(50))).MustRefuse(403, "FORBIDDEN");
        (await manager.Put($"/api/lots/{second.Id}/status", new { action = "RESOLVE_HOLD", reason = "Second probe shows it sound" })).MustRefuse(409, "DISPOSITION_REQUIRED");
        (await manager.Post($"/api/deviations/{id}/disposition", Body(49.99m))).MustRefuse(422, "DISPOSITION_SUMS");
        (await manager.Post($"/api/deviations/{id}/disposition", new { evaluation = "Second probe shows it sound", lots = new[] { new { lot_code = second.LotCode } } })).MustRefuse(422, "FIELD_REQUIRED");
        var judged = (await manager.Post($"/api/deviations/{id}/disposition", Body(50))).Must(200);
        Assert.Equal("OPEN", judged.GetProperty("status").GetString());
        Assert.Equal("QUARANTINE", (await manager.Put($"/api/lots/{second.Id}/status", new { action = "RESOLVE_HOLD", reason = "Second probe shows it sound" })).Must(200).GetProperty("status").GetString());
        Assert.Equal(100m, (await viewer.Get($"/api/deviations/{id}")).Must(200).GetProperty("open_kg").GetDecimal());
    }
}
