using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

public sealed class MetricsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, Databases]
    [Trait("Rule", "4.12")]
    public async Task What_happens_in_the_plant_is_counted_and_its_state_is_told(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        await using var day = await ProductionDay.Begin(plant.Services, null);
        (await day.Advance()).Must();
        var before = await Read(plant);

        var raw = await day.Put(await day.PassGate(await day.Receive(500)));
        var warm = await day.Receive(40);
        await day.Read(warm, 9.5m, MeasurementType.Surface);
        await day.ReadAir("RAW-001", 12.0m);
        using var people = await plant.As(Role.Operator);
        var key = Guid.NewGuid().ToString();
        await people.Post("/api/lots", new { run_id = day.Run.Id, lot_type = "RAW", weight_kg = 1, supplier_id = day.Floor.Suppliers["SUP-B"] }, key);
        await people.Post("/api/lots", new { run_id = day.Run.Id, lot_type = "RAW", weight_kg = 1, supplier_id = day.Floor.Suppliers["SUP-B"] }, key);
        (await people.Get($"/api/genealogy/{raw.LotCode}/tree")).Must(200);
        (await people.Get("/api/genealogy/RAW-20200101-DUNA-0001/tree")).MustRefuse(404, "NOT_FOUND");
        var after = await Read(plant);

        double Rise(string series) => after[series] - before[series];
        Assert.Equal(3, Rise("lots_registered_total{lot_type=\"RAW\"}"));
        Assert.Equal(0, Rise("lots_registered_total{lot_type=\"SHIP\"}"));
        Assert.Equal(1, Rise("qc_decisions_total{decision=\"PASS\"}"));
        Assert.Equal(1, Rise("temp_violations_total{step=\"1\"}"));
        Assert.Equal(1, Rise("temp_violations_total{step=\"none\"}"));
        Assert.Equal(1, Rise("idempotent_replays_total"));
        Assert.Equal(1, Rise("lots_on_hold"));
        Assert.Equal(1, after["runs_active{status=\"RUNNING\"}"]);
        Assert.Equal(0, after["runs_active{status=\"HOLD\"}"]);
        Assert.Equal(0.25, after["buffer_fill_ratio{buffer=\"RAW-001\"}"], 6);
        Assert.Equal(1, after["active_operators"]);
        Assert.Equal(1, after["database_up"]);
        Assert.Equal(0, after["signalr_circuits"]);
        Assert.Equal(2, after["traceability_query_duration_seconds_count"]);
        Assert.Equal(2, after["traceability_query_duration_seconds_bucket{le=\"10\"}"]);
        Assert.Equal(["0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"],
            after.Series.Where(s => s.StartsWith("traceability_query_duration_seconds_bucket", StringComparison.Ordinal)).Select(s => s.Split('"')[1]));
        Assert.Equal(2, after.Series.Where(s => s.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal) && s.Contains("http_route=\"/api/lots\"", StringComparison.Ordinal)).Sum(s => after[s]));
        Assert.Equal("gauge", after.Types["http_server_active_requests"]);
        // Neither a lot nor a path becomes a label.
        Assert.DoesNotContain(after.Series, s => s.Contains(raw.LotCode, StringComparison.Ordinal) || s.Contains(day.Run.Id.ToString(), StringComparison.Ordinal));
    }

    /// <summary>The suite's own grammar always, promtool where it is installed; with CI=true it must be.</summary>
    [Fact]
    [Trait("Rule", "4.12")]
    public async Task The_page_is_what_promtool_calls_clean()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);
        using var admin = await plant.As(Role.Admin);
        (await admin.Get("/api/me")).Must(200);

        var text = await Page(plant);
        Exposition.Read(text);
        var said = await Exposition.Promtool(text, Ct);

        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.NotNull(said);
        Assert.True(said is null or "", said);
    }

    [Fact]
    public async Task Every_known_series_exists_from_the_start()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);

        var read = await Read(plant);

        foreach (var type in Word.All<LotType>()) Assert.Equal(0, read[$"lots_registered_total{{lot_type=\"{type}\"}}"]);
        foreach (var decision in Word.All<Decision>()) Assert.Equal(0, read[$"qc_decisions_total{{decision=\"{decision}\"}}"]);
        Assert.Equal(0, read["temp_violations_total{step=\"10\"}"]);
        Assert.Equal("counter", read.Types["idempotent_replays_total"]);
    }

    private static async Task<Exposition> Read(WebPlant plant) => Exposition.Read(await Page(plant));

    private static async Task<string> Page(WebPlant plant)
    {
        using var anonymous = plant.Anonymous();
        using var answer = await anonymous.Http.GetAsync("/metrics", Ct);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/plain; version=0.0.4", answer.Content.Headers.ContentType?.ToString());
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
