using ControlRoom.Core.Demo;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Tests.Database;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Demo;

public sealed class InterruptedDemoTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task A_demo_whose_process_was_killed_while_it_played_is_gone_on_with_also_days_later_and_ends_as_if_it_had_not_been(Db db)
    {
        await using var whole = await DemoPlant.Begin(db);
        Assert.True(await whole.Get<DemoPlayer>().PlayOnce(Ct));
        await using var plant = await DemoPlant.Begin(db);

        // In the run of yesterday, and in those of today.
        foreach (var events in (int[])[150, 500])
        {
            using var child = Child.Start(plant.Database, Child.DemoMode, 0);
            await Until.Read(() => plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"), count => count >= events || child.HasExited);
            Assert.False(child.HasExited, $"The play was over before {events} events.");
            child.Kill();
            await child.WaitForExitAsync(Ct);
        }
        plant.Time.Advance(TimeSpan.FromDays(2));
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(Ct));

        Assert.Equal(await Sums(whole), await Sums(plant));
        var a = (await plant.Get<MassBalanceQueries>().OfRun((await plant.Get<RunQueries>().IdOf("RUN-20260123-DUNA-0001", Ct))!.Value, Ct)).Must();
        Assert.Equal((1400.00m, 1046.80m, 307.20m, 0m), (a.ReceivedKg, a.ShippedKg, a.WasteKg, a.UnaccountedKg));
        await plant.ChangesNothing(() => plant.Get<DemoPlayer>().PlayOnce(Ct));
    }

    [Theory, Databases]
    public async Task Two_processes_that_start_together_play_the_demo_once(Db db)
    {
        await using var plant = await DemoPlant.Begin(db);
        await using var neighbour = plant.Neighbour();
        // On SQLite one process owns the file.
        var players = db == Db.Sqlite ? new[] { plant, plant } : [plant, neighbour];

        var played = await Race.Of(2, i => players[i].Get<DemoPlayer>().PlayOnce(Ct));

        Assert.Single(played, true);
        Assert.Equal((2, 3), (await plant.Scalar<int>($"SELECT COUNT(*) FROM flow_definitions WHERE kind = 'PROCESS'"), await plant.Scalar<int>($"SELECT COUNT(*) FROM routing_graph WHERE is_published")));
        Assert.Equal(["CUT", "WELD"], await plant.Column<string>($"SELECT skill_code FROM user_skill WHERE level = 3 ORDER BY skill_code"));
    }

    /// <summary>What happened, without ids.</summary>
    private static async Task<string> Sums(TestPlant plant) => string.Join('\n',
    [
        .. await plant.Column<string>($"SELECT event_type || ' ' || COUNT(*) FROM audit_events GROUP BY event_type ORDER BY event_type"),
        .. await plant.Column<string>($"SELECT lot_code || ' ' || status || ' ' || weight_grams || ' ' || remaining_grams FROM lots ORDER BY lot_code"),
        .. await plant.Column<string>($"SELECT run_code || ' ' || status || ' ' || current_step_index FROM production_runs ORDER BY run_code"),
        .. await plant.Column<string>($"SELECT 'moves ' || COUNT(*) || ' ' || SUM(quantity_grams) FROM stock_moves"),
        .. await plant.Column<string>($"SELECT 'links ' || COUNT(*) || ' ' || SUM(quantity_used_grams) FROM genealogy_links"),
        .. await plant.Column<string>($"SELECT 'readings ' || COUNT(*) FROM temperature_logs"),
        .. await plant.Column<string>($"SELECT kind || ' ' || state || ' ' || COUNT(*) FROM alarms GROUP BY kind, state ORDER BY kind, state"),
    ]);
}
