using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Schedule;

public sealed class ChoreTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases, Trait("Rule", "R-IDEM-04")]
    public async Task Keys_are_forgotten_by_the_hourly_purge_once_a_day_has_passed_and_the_purge_is_on_the_trail(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        await Buffer(plant, caller);
        plant.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        Assert.Equal("Keys forgotten: 0.", (await Run(plant, "purge-idempotency")).Detail);
        Assert.True((await Buffer(plant, caller)).Replayed);
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'IDEMPOTENCY_PURGED'"));

        plant.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Keys forgotten: 1.", (await Run(plant, "purge-idempotency")).Detail);
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records"));
        Assert.Equal("""{"count":1}""", await plant.Scalar<string>($"SELECT metadata FROM audit_events WHERE event_type = 'IDEMPOTENCY_PURGED'"));
    }

    [Theory, Databases, Trait("Rule", "R-RUN-10")]
    public async Task A_run_is_archived_thirty_days_after_its_end_and_not_a_second_earlier(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var ended = plant.Clock.Now;
        var completed = await rows.Insert("production_runs", ("status", "COMPLETED"), ("ended_at", ended));
        var aborted = await rows.Insert("production_runs", ("status", "ABORTED"), ("ended_at", ended.AddHours(1)));
        var running = await rows.Insert("production_runs", ("status", "RUNNING"));

        plant.Time.Set(ended.AddDays(30).AddSeconds(-1));
        Assert.Equal("RETENTION_NOT_REACHED", (await plant.Get<ArchiveRunHandler>().Handle(new ArchiveRun(completed.Id), plant.Admin, Ct)).Refusal?.Code);
        await Run(plant, "archive-runs");
        Assert.Equal("COMPLETED", await Status(completed));

        plant.Time.Set(ended.AddDays(30));
        await Run(plant, "archive-runs");
        Assert.Equal(("ARCHIVED", "ABORTED", "RUNNING"), (await Status(completed), await Status(aborted), await Status(running)));
        Assert.Equal(Ids.System, await plant.Scalar<Guid>($"SELECT user_id FROM audit_events WHERE event_type = 'RUN_ARCHIVED'"));

        Task<string?> Status(RawRow run) => plant.Scalar<string>($"SELECT status FROM production_runs WHERE id = {run.Id}");
    }

    [Theory, Databases]
    public async Task Logins_are_forgotten_when_they_have_ended(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        await rows.Insert("login_tokens", ("token_hash", "ended"), ("expires_at", plant.Clock.Now));
        await rows.Insert("login_tokens", ("token_hash", "revoked"), ("expires_at", plant.Clock.Now.AddHours(1)), ("revoked_at", plant.Clock.Now));
        await rows.Insert("login_tokens", ("token_hash", "alive"), ("expires_at", plant.Clock.Now.AddHours(1)));

        await Run(plant, "purge-login-tokens");

        Assert.Equal(["alive"], await plant.Column<string>($"SELECT token_hash FROM login_tokens"));
    }

    [Theory, Databases]
    public async Task Old_runs_of_chores_are_forgotten_and_failures_are_kept_longer(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        foreach (var (result, days) in ((string, int)[])[("DONE", 6), ("DONE", 8), ("FAILED", 89), ("FAILED", 91), ("RUNNING", 91)])
        {
            await rows.Insert("chore_runs", ("chore", $"{result}-{days}"), ("result", result), ("started_at", plant.Clock.Now.AddDays(-days)));
        }

        Assert.Equal("Runs forgotten: 2.", (await Run(plant, "purge-chore-runs")).Detail);
        Assert.Equal(["DONE-6", "FAILED-89", "RUNNING-91", "purge-chore-runs"], (await plant.Column<string>($"SELECT chore FROM chore_runs")).Order(StringComparer.Ordinal));
    }

    [Theory, Databases]
    public async Task Silence_of_a_buffer_is_first_stale_then_missing_and_a_reading_ends_it(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var buffer = await rows.Insert("buffers", ("buffer_code", "LK-001"), ("reading_period_seconds", 60), ("temp_max_tenths", 40));
        await rows.Insert("buffers", ("buffer_code", "EMPTY"), ("reading_period_seconds", 60));
        await Read(plant, buffer.Id);

        plant.Time.Advance(TimeSpan.FromSeconds(120));
        Assert.Empty(await Alarms(plant));
        plant.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["STALE UNACK 4 LK-001"], await Alarms(plant));
        Assert.Equal(["STALE UNACK 4 LK-001"], await Alarms(plant));

        plant.Time.Advance(TimeSpan.FromSeconds(480));
        Assert.Equal(["STALE RTN_UNACK 4 LK-001", "MISSING_READING UNACK 3 LK-001"], await Alarms(plant));

        // It counts when it was true, not when it arrived: a late reading ends the silence only if it is fresh.
        await Read(plant, buffer.Id, plant.Clock.Now.AddMinutes(-20));
        Assert.Equal("MISSING_READING UNACK 3 LK-001", (await Alarms(plant))[^1]);
        await Read(plant, buffer.Id);
        Assert.All(await Alarms(plant), a => Assert.Contains("RTN_UNACK", a, StringComparison.Ordinal));
    }

    [Theory, Databases]
    public async Task Goods_that_lie_where_nothing_was_ever_read_are_missing_a_reading(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var buffer = await rows.Insert("buffers", ("buffer_code", "LK-001"), ("reading_period_seconds", 60));
        var inactive = await rows.Insert("buffers", ("buffer_code", "OLD"), ("reading_period_seconds", 60), ("is_active", false));
        foreach (var place in new[] { buffer, inactive }) await rows.Insert("inventory_items", ("buffer_id", place.Id), ("entered_at", plant.Clock.Now));

        plant.Time.Advance(TimeSpan.FromSeconds(601));

        Assert.Equal(["MISSING_READING UNACK 3 LK-001"], await Alarms(plant));
    }

    [Theory, Databases]
    public async Task A_lot_whose_latest_ccp_reading_violates_is_held(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var (released, quarantined, cooled, curve) = (await Frozen("RELEASED"), await Frozen("QUARANTINE"), await Frozen("RELEASED"), await Frozen("RELEASED"));
        await Core(released, -179, -1);
        await Core(quarantined, -170, -1);
        await Core(cooled, -179, -2);
        await Core(cooled, -181, -1);
        await Core(curve, 32, -1, "PROCESS");

        Assert.Equal("Readings late: 0 more buffers, lost: 0 more; lots held: 2.", (await Run(plant, "reading-sweep")).Detail);
        Assert.Equal("Readings late: 0 more buffers, lost: 0 more; lots held: 0.", (await Run(plant, "reading-sweep")).Detail);

        Assert.Equal(("HOLD", "HOLD", "RELEASED", "RELEASED"), (await Status(released), await Status(quarantined), await Status(cooled), await Status(curve)));
        Assert.Equal("CORE -17.9 °C, limit -18.0 °C", await plant.Scalar<string>($"SELECT hold_reason FROM lots WHERE id = {released.Id}"));
        Assert.Equal(2, await plant.Scalar<int>($"SELECT COUNT(*) FROM alarms WHERE kind = 'CCP_VIOLATION'"));

        // All were there before the last good check of the freezer, so the failure of one brackets none of the others.
        Task<RawRow> Frozen(string status) => rows.Insert("lots", ("lot_type", "FRZ15"), ("step_index", 7), ("status", status), ("sku_type", "15"), ("created_at", plant.Clock.Now.AddHours(-10)));
        Task<RawRow> Core(RawRow lot, int tenths, int minutes, string role = "CCP") => rows.Insert("temperature_logs", ("lot_id", lot.Id), ("temperature_tenths", tenths), ("measurement_type", "CORE"),
            ("reading_role", role), ("is_violation", tenths > -180 && role == "CCP"), ("threshold_tenths", -180), ("measured_at", plant.Clock.Now.AddMinutes(minutes)));
        Task<string?> Status(RawRow lot) => plant.Scalar<string>($"SELECT status FROM lots WHERE id = {lot.Id}");
    }

    private static async Task<ChoreRunView> Run(TestPlant plant, string chore)
    {
        var run = (await plant.Get<ChoreRunner>().Run(chore, Ct)).Must();
        Assert.True(run.Result == ChoreResult.Done, run.Detail);
        return run;
    }

    private static async Task<List<string?>> Alarms(TestPlant plant)
    {
        await Run(plant, "reading-sweep");
        return await plant.Column<string>($"SELECT kind || ' ' || state || ' ' || priority || ' ' || object_code FROM alarms ORDER BY raised_at, id");
    }

    private static async Task Read(TestPlant plant, Guid buffer, DateTime? at = null) =>
        (await plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(null, buffer, 3.0m, MeasurementType.Ambient) { MeasuredAt = at }), plant.Operator, Ct)).Must();

    private static Task<Outcome<BufferRow>> Buffer(TestPlant plant, Caller caller) => plant.Get<CreateBufferHandler>().Handle(
        new CreateBuffer("LK-009", BufferType.Lk, new BufferInput { AllowedLotTypes = [LotType.Deb], CapacityKg = 100, TempMinC = 0, TempMaxC = 4, NameHu = "Próba", NameEn = "Trial" }), caller, Ct);
}
