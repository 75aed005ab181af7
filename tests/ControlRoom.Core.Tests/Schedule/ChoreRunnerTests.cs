using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Schedule;

public sealed class ChoreRunnerTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_run_leaves_a_row_with_its_sentence_and_the_next_one_is_due_a_rhythm_later(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        var run = (await plant.Get<ChoreRunner>().Run("seal-audit", Ct)).Must();

        Assert.Equal((ChoreResult.Done, "Events sealed: 0, seals made: 0.", plant.Clock.Now), (run.Result, run.Detail, run.FinishedAt));
        var line = (await plant.Get<ChoreQueries>().Timetable(Ct)).Single(c => c.Name == "seal-audit");
        Assert.Equal((run, plant.Clock.Now.AddMinutes(10), false), (line.LastRun, line.NextDue, line.IsOverdue));
        Assert.Equal("NOT_FOUND", (await plant.Get<ChoreRunner>().Run("sweep-the-yard", Ct)).Refusal?.Code);
    }

    [Theory, Databases]
    public async Task A_chore_never_runs_twice_at_once_also_not_in_two_processes(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Dialect.IsEmbedded ? null : plant.Neighbour();
        var other = neighbour ?? plant;
        await using (await plant.Dialect.TryHold("chore:seal-audit", Ct))
        {
            Assert.Equal("CHORE_RUNNING", (await other.Get<ChoreRunner>().Run("seal-audit", Ct)).Refusal?.Code);
            Assert.True((await other.Get<ChoreRunner>().Run("archive-runs", Ct)).Done);
        }

        Assert.True((await other.Get<ChoreRunner>().Run("seal-audit", Ct)).Done);
    }

    [Theory, Databases]
    public async Task A_run_whose_process_died_is_closed_by_the_next_one(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await new RawRows(plant).Insert("chore_runs", ("chore", "archive-runs"), ("started_at", plant.Clock.Now), ("result", "RUNNING"));
        plant.Time.Advance(TimeSpan.FromHours(1));

        await plant.Get<ChoreRunner>().Run("archive-runs", Ct);

        Assert.Equal(["FAILED", "DONE"], await plant.Column<string>($"SELECT result FROM chore_runs ORDER BY started_at"));
    }

    [Theory, Databases]
    public async Task A_failing_chore_keeps_its_reason_and_can_run_again(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"UPDATE users SET is_active = {true} WHERE id = {Ids.System}");
        await plant.Sql($"ALTER TABLE audit_seals RENAME TO seals_gone");

        var failed = (await plant.Get<ChoreRunner>().Run("seal-audit", Ct)).Must();
        Assert.Equal(ChoreResult.Failed, failed.Result);
        Assert.Contains("audit_seals", failed.Detail, StringComparison.Ordinal);

        await plant.Sql($"ALTER TABLE seals_gone RENAME TO audit_seals");
        Assert.Equal(ChoreResult.Done, (await plant.Get<ChoreRunner>().Run("seal-audit", Ct)).Must().Result);
    }

    [Theory, Databases]
    public async Task What_became_due_while_nobody_was_there_runs_once_at_start(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (runner, chores) = (plant.Get<ChoreRunner>(), plant.Get<Timetable>().Chores.Count);
        await runner.CatchUp(Ct);
        Assert.Equal(chores, await plant.Scalar<int>($"SELECT COUNT(*) FROM chore_runs"));

        plant.Time.Advance(TimeSpan.FromMinutes(11));
        var due = (await plant.Get<ChoreQueries>().Timetable(Ct)).Where(c => c.NextDue <= plant.Clock.Now).Select(c => c.Name).ToList();
        Assert.Equal(["reading-sweep", "seal-audit", "dispatch-serials", "monitors", "evaluate-waits"], due);
        await runner.CatchUp(Ct);
        await runner.CatchUp(Ct);

        Assert.Equal(chores + 5, await plant.Scalar<int>($"SELECT COUNT(*) FROM chore_runs"));
    }

    [Fact]
    public void A_daily_rhythm_keeps_its_local_time_over_both_clock_changes()
    {
        var clock = new Clock(new FakeTime(), new PlantOptions());
        var daily = Rhythm.DailyAt(new TimeOnly(3, 30));
        static DateTime Utc(int month, int day, int hour, int minute = 30) => new(2026, month, day, hour, minute, 0, DateTimeKind.Utc);

        Assert.Equal(Utc(3, 29, 1), daily.Next(Utc(3, 28, 2), clock));
        Assert.Equal(Utc(3, 30, 1), daily.Next(Utc(3, 29, 1), clock));
        Assert.Equal(Utc(10, 25, 2), daily.Next(Utc(10, 24, 1), clock));
        Assert.Equal(Utc(10, 24, 1), daily.Next(Utc(10, 24, 1, 29), clock));
    }
}
