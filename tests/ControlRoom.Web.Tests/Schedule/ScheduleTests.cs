using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Schedule;

public sealed class ScheduleTests
{
    [Theory, Databases]
    public async Task At_start_every_chore_that_is_due_runs_once_and_is_in_the_timetable(Db db)
    {
        await using var plant = await WebPlant.Start(db, settings: ["Schedule=true"]);
        using var admin = await plant.As(Role.Admin);

        var lines = await Until.Read(() => admin.Get("/api/chores"), a => a.Must(200).EnumerateArray().All(c => c.GetProperty("last_run").ValueKind == System.Text.Json.JsonValueKind.Object
            && c.GetProperty("last_run").GetProperty("result").GetString() == "DONE"));

        Assert.Equal(["reading-sweep", "seal-audit", "purge-idempotency", "purge-login-tokens", "archive-runs", "purge-chore-runs", "purge-outbox", "dispatch-serials", "reconcile-serials", "monitors", "monitors-full", "evaluate-waits"], lines.Json.EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal(12, (await admin.Get("/api/chores/runs")).Must(200).GetArrayLength());
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Error).Select(l => l.Message));
    }

    [Theory, Databases]
    public async Task An_administrator_runs_a_chore_now_and_a_repeat_does_nothing_twice(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var manager = await plant.As(Role.Manager);
        var key = Guid.NewGuid().ToString();

        var first = (await admin.Post("/api/chores/seal-audit/run", key: key)).Must(200);
        var again = (await admin.Post("/api/chores/seal-audit/run", key: key)).Must(200);

        Assert.Equal("DONE", first.GetProperty("result").GetString());
        Assert.Equal(first.GetProperty("id").GetGuid(), again.GetProperty("id").GetGuid());
        Assert.Single((await admin.Get("/api/audit/events?event_type=CHORE_REQUESTED")).Must(200).EnumerateArray());
        (await admin.Post("/api/chores/nothing/run")).MustRefuse(404, "NOT_FOUND");
        (await manager.Post("/api/chores/seal-audit/run")).MustRefuse(403, "FORBIDDEN");
        Assert.Equal("seal-audit", (await manager.Get("/api/chores")).Must(200).EnumerateArray().Single(c => c.GetProperty("last_run").ValueKind != System.Text.Json.JsonValueKind.Null).GetProperty("name").GetString());
        Assert.Equal(12, (await manager.Get("/api/operations")).Must(200).GetProperty("chores").GetArrayLength());
        using var @operator = await plant.As(Role.Operator);
        (await @operator.Get("/api/chores")).MustRefuse(403, "FORBIDDEN");
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task Two_web_processes_share_bells_and_one_timetable(Db db)
    {
        await using var first = await WebPlant.Start(db, settings: ["Schedule=true"]);
        await using var second = await WebPlant.Start(db, settings: ["Schedule=true"], database: first.Database with { Drop = () => Task.CompletedTask });
        using var admin = await first.As(Role.Admin);
        await Until.Read(() => Task.FromResult(second.Get<FeedBridge>().IsListening), listening => listening);
        var feed = second.Get<ChangeFeed>();
        using var bell = feed.Subscribe(Topics.Site);

        (await admin.Post("/api/suppliers", new { code = "SUP-X", name = "X", goods_class = "MEAT" })).Must(201);

        Assert.True(await bell.Wait(TestContext.Current.CancellationToken));
    }
}
