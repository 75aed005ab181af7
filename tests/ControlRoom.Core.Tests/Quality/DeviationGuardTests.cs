using System.Data.Common;
using ControlRoom.Core.Database;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class DeviationGuardTests
{
    /// <summary>What no command does is not done by SQL either: free a lot, disarm the deviation that holds it, or close one that nobody judged.</summary>
    [Theory, Databases, Trait("Rule", "DOM-06")]
    public async Task A_lot_that_a_deviation_holds_is_not_freed_by_sql(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var (lot, deviation, unjudged) = (await rows.Insert("lots", ("status", "HOLD")), await rows.Insert("deviations"), await rows.Insert("deviations", ("evaluation", null)));
        var held = await rows.Insert("deviation_lots", ("deviation_id", deviation.Id), ("lot_id", lot.Id), ("held_at", FakeTime.Morning));
        // Decided before the deviation came to hold the lot.
        await rows.Insert("deviation_dispositions", ("deviation_id", deviation.Id), ("lot_id", lot.Id), ("outcome", "RELEASE"), ("recorded_at", FakeTime.Morning.AddHours(-1)));
        Func<Task>[] attempts =
        [
            () => rows.Update(lot, ("status", "RELEASED")), () => rows.Update(lot, ("status", "QUARANTINE")), () => rows.Update(held, ("held_at", null)), () => rows.Update(held, ("quantity_grams", 1L)),
            () => rows.Update(held, ("settled_at", FakeTime.Morning)), () => rows.Update(deviation, ("status", "CLOSED")), () => rows.Update(unjudged, ("status", "CLOSED")),
        ];

        var before = await plant.Fingerprint();
        foreach (var attempt in attempts) Assert.Contains(Guard.Marker, (await Assert.ThrowsAnyAsync<DbException>(attempt)).Message, StringComparison.Ordinal);

        Assert.Equal(before, await plant.Fingerprint());
    }
}
