using ControlRoom.Core.Demo;
using ControlRoom.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Core.Tests.Demo;

public sealed class SimulatorTests
{
    private const int MostTicks = 400;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    [Theory, Databases]
    public async Task It_takes_a_run_and_a_ticket_of_its_own_to_their_ends_marks_all_it_writes_and_touches_nothing_else(Db db)
    {
        await using var plant = await Played(db);
        var before = await NotSimulated(plant);
        var simulator = plant.Get<SimulatorChore>();

        var ticks = 0;
        while (await plant.Scalar<int>($"SELECT COUNT(*) FROM production_runs WHERE is_simulated AND status = 'COMPLETED'") == 0 || await plant.Scalar<int>($"SELECT COUNT(*) FROM job_ticket WHERE is_simulated") < 2)
        {
            Assert.True(++ticks <= MostTicks, "The simulated run or ticket stands still.");
            await simulator.Run(TestPlant.Ct);
            plant.Time.Advance(Tick);
        }

        Assert.Equal(before, await NotSimulated(plant));
        Assert.True(await plant.Scalar<int>($"SELECT COUNT(*) FROM lots WHERE is_simulated AND lot_type = 'SHIP'") > 0);
        Assert.Equal(["0007 COMPLETED 3", "0008 PLANNED 0"], await plant.Column<string>($"""
            SELECT substr(t.ticket_code, length(t.ticket_code) - 3) || ' ' || t.status || ' ' || (SELECT COUNT(*) FROM flow_token k WHERE k.job_ticket_id = t.id AND k.node_code = 'END' AND k.status = 'COMPLETED')
            FROM job_ticket t WHERE t.is_simulated ORDER BY t.ticket_code
            """));
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM alarms a JOIN production_runs r ON r.id = a.run_id WHERE r.is_simulated AND a.state <> 'NORMAL'"));
    }

    [Theory, Databases]
    public async Task A_trend_has_a_past_when_it_begins_and_what_was_missed_when_it_begins_again_and_no_moment_twice(Db db)
    {
        await using var plant = await Played(db);
        foreach (var pause in (int[])[0, 25, 400])
        {
            plant.Time.Advance(TimeSpan.FromMinutes(pause));
            // A process that starts anew.
            await ActivatorUtilities.CreateInstance<SimulatorChore>(plant.Services).Run(TestPlant.Ct);

            var read = await plant.Column<DateTime>($"SELECT t.measured_at FROM temperature_logs t JOIN buffers b ON b.id = t.buffer_id WHERE t.is_simulated AND b.buffer_code = 'FG-001' ORDER BY t.measured_at");
            Assert.Equal(read.Distinct(), read);
            var shown = read.Where(at => at > plant.Time.Now.AddHours(-4)).ToList();
            Assert.InRange(shown.Count, 239, 242);
            Assert.All(shown.Zip(shown.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1)));
        }
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM temperature_logs t JOIN buffers b ON b.id = t.buffer_id WHERE t.is_simulated AND (t.temperature_tenths < b.temp_min_tenths OR t.temperature_tenths > b.temp_max_tenths)"));
    }

    private static async Task<TestPlant> Played(Db db)
    {
        var plant = await DemoPlant.Begin(db);
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(TestPlant.Ct));
        return plant;
    }

    private static async Task<string> NotSimulated(TestPlant plant) => string.Join('\n',
    [
        .. await plant.Column<string>($"SELECT run_code || ' ' || status || ' ' || current_step_index FROM production_runs WHERE NOT is_simulated ORDER BY run_code"),
        .. await plant.Column<string>($"SELECT lot_code || ' ' || status || ' ' || remaining_grams FROM lots WHERE NOT is_simulated ORDER BY lot_code"),
        .. await plant.Column<string>($"SELECT buffer_code || ' ' || is_on_hold FROM buffers ORDER BY buffer_code"),
        .. await plant.Column<string>($"SELECT ticket_code || ' ' || status || ' ' || row_version FROM job_ticket WHERE NOT is_simulated ORDER BY ticket_code"),
        .. await plant.Column<string>($"SELECT k.status || ' ' || k.node_code || ' ' || COUNT(*) FROM flow_token k JOIN job_ticket t ON t.id = k.job_ticket_id WHERE NOT t.is_simulated GROUP BY k.status, k.node_code ORDER BY 1"),
        .. await plant.Column<string>($"SELECT 'readings ' || COUNT(*) FROM temperature_logs WHERE NOT is_simulated"),
        .. await plant.Column<string>($"SELECT 'stock ' || COUNT(*) || ' ' || SUM(i.quantity_grams) FROM inventory_items i JOIN lots l ON l.id = i.lot_id WHERE i.exited_at IS NULL AND NOT l.is_simulated"),
    ]);
}
