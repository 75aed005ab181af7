using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Monitors;
using ControlRoom.Web.Tests.Serials;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Web.Tests.Monitors;

public sealed class MonitorEndpointTests
{
    private const string Why = "Because the test says so";

    [Theory, Databases]
    [Trait("Rule", "M17")]
    public async Task What_was_found_is_read_acknowledged_and_mended(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        await SerialEndpointTests.Spawn(plant.Services, 1);
        await Dead(plant.Get<Dialect>());
        using var admin = await plant.As(Role.Admin);
        using var manager = await plant.As(Role.Manager);
        using var @operator = await plant.As(Role.Operator);
        using var viewer = await plant.As(Role.Viewer);

        (await viewer.Get("/api/monitors")).MustRefuse(403, "FORBIDDEN");
        (await @operator.Post("/api/monitors/M17/run", new { full = true })).MustRefuse(403, "FORBIDDEN");
        (await manager.Post("/api/monitors/M99/run", new { })).MustRefuse(404, "NOT_FOUND");
        var ran = (await manager.Post("/api/monitors/M17/run", new { full = true })).Must(200);
        Assert.Equal((1, 1, 0), (ran.GetProperty("checked").GetInt32(), ran.GetProperty("found").GetInt32(), ran.GetProperty("resolved").GetInt32()));

        var monitor = (await @operator.Get("/api/monitors")).Must(200).EnumerateArray().Single(m => m.GetProperty("id").GetString() == "M17");
        Assert.Equal(("CRITICAL", 3600, 1, false), (monitor.GetProperty("severity").GetString(), monitor.GetProperty("interval_s").GetInt32(), monitor.GetProperty("open_findings").GetInt32(), monitor.GetProperty("overdue").GetBoolean()));
        Assert.Equal("M17", (await @operator.Get("/api/monitors/M17")).Must(200).GetProperty("id").GetString());
        Assert.Equal(1, (await @operator.Get("/api/monitors/figures")).Must(200).GetProperty("open_findings").GetProperty("CRITICAL").GetInt32());

        var page = await @operator.Get("/api/findings?severity=CRITICAL&count=true");
        var finding = Assert.Single(page.Must(200).EnumerateArray());
        Assert.Equal("1", page.Headers["X-Total-Count"]);
        Assert.Equal(("M17", "outbox", "DEAD", "OPEN"), (finding.GetProperty("monitor").GetString(), finding.GetProperty("entity_type").GetString(), finding.GetProperty("code").GetString(), finding.GetProperty("state").GetString()));
        Assert.Equal(("RETRY_OUTBOX", true), (finding.GetProperty("remedy").GetProperty("code").GetString(), finding.GetProperty("remedy").GetProperty("available").GetBoolean()));
        Assert.Equal("core is away", finding.GetProperty("evidence").GetProperty("error").GetString());
        Assert.Empty((await @operator.Get("/api/monitors/M17/findings?state=RESOLVED")).Must(200).EnumerateArray());
        (await @operator.Get("/api/monitors/M99/findings")).MustRefuse(404, "NOT_FOUND");
        var path = $"/api/findings/{finding.GetProperty("id").GetGuid()}";
        Assert.Equal(finding.GetProperty("alarm_id").GetGuid(), (await @operator.Get(path)).Must(200).GetProperty("alarm_id").GetGuid());
        (await @operator.Get($"/api/findings/{Guid.NewGuid()}")).MustRefuse(404, "NOT_FOUND");

        Assert.Equal("ACKNOWLEDGED", (await manager.Post(path + "/acknowledge", new { note = "Core is being repaired." })).Must(200).GetProperty("state").GetString());
        (await manager.Post(path + "/acknowledge", new { })).MustRefuse(409, "FINDING_NOT_OPEN");
        var dry = (await manager.Post(path + "/remedy", new { })).Must(200);
        Assert.Equal(("RETRY_OUTBOX", false), (dry.GetProperty("steps")[0].GetProperty("code").GetString(), dry.GetProperty("applied").GetBoolean()));
        (await manager.Post(path + "/remedy", new { dry_run = false, reason = Why })).MustRefuse(403, "FORBIDDEN");
        (await admin.Post(path + "/remedy", new { dry_run = false })).MustRefuse(422, "REASON_TOO_SHORT");
        Assert.True((await admin.Post(path + "/remedy", new { dry_run = false, reason = Why })).Must(200).GetProperty("applied").GetBoolean());
        Assert.Empty((await @operator.Get("/api/findings")).Must(200).EnumerateArray());
        Assert.Equal("RESOLVED", Assert.Single((await @operator.Get("/api/findings?state=RESOLVED&monitor=M17")).Must(200).EnumerateArray()).GetProperty("state").GetString());
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-25"), Trait("Rule", "GOV-05")]
    public async Task Both_reports_are_read_by_everybody(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var viewer = await plant.As(Role.Viewer);
        using var manager = await plant.As(Role.Manager);
        Assert.False((await viewer.Get("/api/safety/report")).Must(200).GetProperty("safe").GetBoolean());
        Assert.Equal(22, (await manager.Post("/api/monitors/run", new { })).Must(200).GetProperty("checked").GetInt32());

        var safety = (await viewer.Get("/api/safety/report")).Must(200);
        Assert.True(safety.GetProperty("safe").GetBoolean(), safety.ToString());
        Assert.Equal(4, safety.GetProperty("checks").GetArrayLength());
        var readiness = (await viewer.Get("/api/governance/readiness")).Must(200);
        Assert.True(readiness.GetProperty("ready").GetBoolean(), readiness.ToString());
        Assert.Equal(9, readiness.GetProperty("checks").GetArrayLength());
        Assert.All(readiness.GetProperty("checks").EnumerateArray(), c => Assert.True(c.TryGetProperty("evidence", out _)));
    }

    [Theory]
    [Trait("Rule", "M11"), Trait("Rule", "API-01")]
    [InlineData("{\"a\":[1,2,\"}\\\"{\"]}", true)]
    [InlineData(" [ ] \n", true)]
    [InlineData("\"text\"", true)]
    [InlineData("12", true)]
    [InlineData("null", true)]
    [InlineData("{}{}", false)]
    [InlineData("{} x", false)]
    [InlineData("1 2", false)]
    [InlineData("Notice: something\n{}", false)]
    [InlineData("{\"a\":1", false)]
    [InlineData("\"open", false)]
    [InlineData("", false)]
    public void The_strict_reader_counts_values_at_the_root_however_they_come(string body, bool one)
    {
        var (whole, drop) = (new RootValues(), new RootValues());
        whole.Add(Encoding.UTF8.GetBytes(body));
        foreach (var b in Encoding.UTF8.GetBytes(body)) drop.Add([b]);
        Assert.Equal((one, one), (whole.IsOneValue, drop.IsOneValue));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "M11"), Trait("Rule", "API-01")]
    public async Task Every_answer_of_the_api_is_one_value(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var anybody = plant.Anonymous();
        foreach (var path in (string[])["/api/monitors", "/api/findings", "/api/alarms", "/api/nowhere", "/api/lots?limit=0", "/api/runs"]) await admin.Get(path);
        await anybody.Get("/api/monitors");
        await admin.Post("/api/monitors/run", new { full = false });

        Assert.Empty(plant.Get<PayloadWatch>().Since(DateTime.MinValue));
    }

    internal static async Task Dead(Dialect dialect)
    {
        await using var db = dialect.Open();
        await db.Database.ExecuteSqlRawAsync("UPDATE serial_outbox SET status = 'DEAD', attempt_count = 10, last_error = 'core is away'", TestPlant.Ct);
    }
}
