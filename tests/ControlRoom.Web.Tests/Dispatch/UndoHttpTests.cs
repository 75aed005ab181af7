using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Tickets;
using Xunit;

namespace ControlRoom.Web.Tests.Dispatch;

public sealed class UndoHttpTests
{
    [Theory, Databases]
    [Trait("Rule", "SES-09")]
    public async Task A_start_is_taken_back_over_http_by_whoever_began_and_only_once(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        using var worker = await plant.As(Role.Operator);
        using var viewer = await plant.As(Role.Viewer);
        using var auditor = await plant.As(Role.Auditor);
        var product = await TicketHttpTests.Product(plant, manager);
        (await manager.Post("/api/tickets/create-and-start", new { job_name = "Racks", product_id = product, target_qty = 1, process_mode = "PIECE" })).Must(201);
        var token = (await worker.Get("/api/tokens")).Must(200).EnumerateArray().Single().GetProperty("id").GetGuid();
        var path = $"/api/tokens/{token}";

        (await worker.Post(path + "/undo")).MustRefuse(409, "UNDO_NOT_POSSIBLE");
        (await worker.Post(path + "/start", new { })).Must(200);
        (await viewer.Post(path + "/undo")).MustRefuse(403, "FORBIDDEN");
        (await auditor.Post(path + "/undo")).MustRefuse(403, "UNDO_NOT_YOURS");
        var key = Guid.NewGuid().ToString();
        var back = (await worker.Post(path + "/undo", key: key)).Must(200);
        Assert.Equal(("READY", "OP10"), (back.GetProperty("status").GetString(), back.GetProperty("node_code").GetString()));
        Assert.Equal(People.Operator.Id, back.GetProperty("assignment").GetProperty("user_id").GetGuid());
        Assert.Equal("true", (await worker.Post(path + "/undo", key: key)).Headers["Idempotent-Replayed"]);
        (await worker.Post(path + "/undo")).MustRefuse(409, "UNDO_NOT_POSSIBLE");
    }
}
