using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Core.Tests.Audit;

/// <summary>Events for tests of what reads the trail.</summary>
internal static class PlantedEvents
{
    public static Fact Fact(string type = "RUN_HELD", string entity = EntityTypes.Run, Guid? id = null, Guid? runId = null) =>
        new(type, entity, id ?? Guid.NewGuid(), "RUN-20260124-DUNA-0001", new { status = "RUNNING" }, new { status = "HOLD" }) { RunId = runId, Metadata = new { reason = "Árvíztűrő \"tükör\"" } };

    public static async Task Note(this TestPlant plant, int count)
    {
        for (var i = 0; i < count; i++) await plant.Boundary.Note(plant.Manager, Fact(), TestPlant.Ct);
    }

    /// <summary>An event in a transaction that the test ends itself.</summary>
    public static async Task<long> Write(this ControlRoomDb db, TestPlant plant, Guid? entityId = null)
    {
        var written = AuditTrail.Event(Fact(id: entityId), plant.Manager, plant.Clock.Now);
        db.AuditEvents.Add(written);
        await db.SaveChangesAsync(TestPlant.Ct);
        return written.Id;
    }

    /// <summary>Somebody with the rights of the database's owner takes the guards away.</summary>
    public static async Task DropGuards(this TestPlant plant, string table)
    {
        foreach (var guard in (string[])["no_update", "no_delete"])
        {
            await plant.Sql(FormattableStringFactory.Of($"DROP TRIGGER {table}_{guard}{(plant.Dialect.IsEmbedded ? "" : $" ON {table}")}"));
        }
    }
}
