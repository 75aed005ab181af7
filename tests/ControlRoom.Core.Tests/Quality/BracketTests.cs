using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

/// <summary>What a failed control point does not reach.</summary>
public sealed class BracketTests
{
    [Theory, Databases]
    [Trait("Rule", "DOM-06"), Trait("Rule", "DOM-38"), Trait("Rule", "R-TEMP-03")]
    public async Task Goods_of_another_site_simulated_ones_rejected_ones_and_those_of_another_step_are_not_bracketed(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(1);
        var rows = new RawRows(day.Plant);
        var elsewhere = await rows.Insert("production_runs", ("run_code", "RUN-20260124-PEST-0001"), ("site_code", "PEST"), ("status", "RUNNING"), ("current_step_index", 1), ("flow_version_id", day.Floor.FlowVersionId));
        var (near, warm) = (await day.Receive(100), await day.Receive(50));
        async Task<Guid> Lot(string status, Guid run, int step = 1, bool simulated = false, string material = "MEAT") =>
            (await rows.Insert("lots", ("run_id", run), ("step_index", step), ("status", status), ("is_simulated", simulated), ("material_class", material), ("created_at", day.Plant.Clock.Now))).Id;
        Guid[] spared =
        [
            await Lot("QUARANTINE", elsewhere.Id), await Lot("QUARANTINE", day.Run.Id, simulated: true), await Lot("REJECTED", day.Run.Id), await Lot("QUARANTINE", day.Run.Id, step: 2), await Lot("RELEASED", day.Run.Id, material: "INGREDIENT"),
        ];
        // A good check there proves nothing here.
        day.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        await rows.Insert("temperature_logs", ("lot_id", spared[0]), ("measurement_type", "SURFACE"), ("reading_role", "CCP"), ("is_violation", false), ("temperature_tenths", 20), ("threshold_tenths", 40), ("measured_at", day.Plant.Clock.Now), ("received_at", day.Plant.Clock.Now));
        day.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        var before = await States();

        var deviation = (await day.Read(warm, 6.0m, MeasurementType.Surface)).Deviation!;

        Assert.Equal([near.Id, warm.Id], deviation.Lots.Select(l => l.LotId).Order());
        Assert.Equal(before, await States());
        Assert.Equal(0, await day.Plant.Scalar<int>($"SELECT COUNT(*) FROM deviation_lots WHERE lot_id <> {near.Id} AND lot_id <> {warm.Id}"));

        async Task<string> States()
        {
            var states = new List<string?>();
            foreach (var id in spared) states.Add(await day.Plant.Scalar<string>($"SELECT status FROM lots WHERE id = {id}"));
            return string.Join(' ', states);
        }
    }
}
