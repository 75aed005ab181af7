using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>Removes a buffer in which nothing ever was: one that was set up by mistake.</summary>
public sealed class DeleteBufferOperation : DestructiveOperation
{
    public const string Is = "buffer.delete";

    public override string Noun => "buffer";
    public override string Verb => "delete";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.Buffer;

    public override SafetyRule Rule => new("it holds stock, the graph of an active run names its kind and no other active buffer takes the same lots, or it has any history: placements, moves or readings.",
        "Where goods have lain is part of their traceability, and the air of a store is evidence.",
        "Sums the open placements, compares the graphs of active runs, and asks for any placement, move or reading of the buffer. Stock and history are invariants in every environment too (HAS_STOCK, BUFFER_HAS_HISTORY, foreign keys and a guard).",
        "items, kilograms", "Empty it first; deactivate it.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Buffers.Select(b => new Target { Id = b.Id, Code = b.BufferCode, Name = b.NameEn });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        await BufferUse.Stock(db, target, ct) ?? await BufferUse.Needed(db, await BufferUse.Load(db, target, ct), ct) ?? await History(db, target, ct);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var buffer = await BufferUse.Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != buffer.RowVersion) return Refusal.Stale(buffer.RowVersion);
        return await BufferUse.Stock(db, target, ct) ?? await History(db, target, ct);
    }

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => BufferUse.Measure(db, target, ct);

    public override Task Lock(Work work, Guid id) => work.LockBuffers(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var buffer = await BufferUse.Load(work.Db, target, work.Ct);
        await work.ReturnAlarms(a => a.BufferId == buffer.Id);
        await work.Db.Buffers.Where(b => b.Id == buffer.Id).ExecuteDeleteAsync(work.Ct);
        work.Record(new Fact("BUFFER_DELETED", EntityTypes.Buffer, buffer.Id, buffer.BufferCode, new { buffer_type = Word.Of(buffer.BufferType), capacity_kg = Units.Kg(buffer.CapacityGrams), state = Word.Of(buffer.State) }, null)
        {
            BufferId = buffer.Id, Metadata = new { reason = asked.Reason },
        });
        return Went(BufferUse.Nothing);
    }

    private static async Task<Refusal?> History(ControlRoomDb db, Target target, CancellationToken ct) =>
        await db.Inventory.AnyAsync(i => i.BufferId == target.Id, ct) || await db.Readings.AnyAsync(r => r.BufferId == target.Id, ct) || await db.Moves.AnyAsync(m => m.FromBufferId == target.Id || m.ToBufferId == target.Id, ct)
            ? Refusal.Conflict("BUFFER_HAS_HISTORY").For(bufferCode: target.Code)
            : null;
}
