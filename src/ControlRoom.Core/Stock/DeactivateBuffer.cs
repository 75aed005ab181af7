using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>No more goods go in. Refused while something lies there, or while an active run's graph names its kind and no other buffer takes its place.</summary>
public sealed record DeactivateBuffer(Guid BufferId, int? SeenVersion = null);

public sealed class DeactivateBufferHandler(OperationRunner runner)
{
    public Task<Outcome<OperationReport>> Handle(DeactivateBuffer command, Caller caller, CancellationToken ct) =>
        runner.Answer(new OperationRequest(DeactivateBufferOperation.Is, command.BufferId.ToString()) { Confirm = true, SeenVersion = command.SeenVersion }, caller, null, ct);
}

public sealed class DeactivateBufferOperation : DestructiveOperation
{
    public const string Is = "buffer.deactivate";

    public override string Noun => "buffer";
    public override string Verb => "deactivate";
    public override Permission Permission => Permission.ManageMasterData;
    public override string Entity => EntityTypes.Buffer;
    public override bool Removes => false;

    public override SafetyRule Rule => new("it holds stock, or the graph of an active run names its kind and no other active buffer takes the same lots.",
        "Goods would lie in a place that nobody watches, or a run would have nowhere to put its next lot.",
        "Sums the open placements and compares the buffer types of the graphs of all runs in IDLE, RUNNING and HOLD. The same is an invariant in every environment (HAS_STOCK, BUFFER_IN_USE).",
        "items, kilograms", "Empty it first.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Buffers.Select(b => new Target { Id = b.Id, Code = b.BufferCode, Name = b.NameEn });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) =>
        await BufferUse.Stock(db, target, ct) ?? await BufferUse.Needed(db, await BufferUse.Load(db, target, ct), ct);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var buffer = await BufferUse.Load(db, target, ct);
        if (asked.SeenVersion is { } seen && seen != buffer.RowVersion) return Refusal.Stale(buffer.RowVersion);
        if (!buffer.IsActive) return Refusal.Conflict("BUFFER_INACTIVE").For(bufferCode: buffer.BufferCode);
        return await BufferUse.Stock(db, target, ct) ?? await BufferUse.Needed(db, buffer, ct);
    }

    public override Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => BufferUse.Measure(db, target, ct);

    public override Task Lock(Work work, Guid id) => work.LockBuffers(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var buffer = await work.Db.Buffers.FirstAsync(b => b.Id == target.Id, work.Ct);
        buffer.Deactivate();
        // Nobody reads its air any more, so nothing else would end them.
        await work.ReturnAlarms(a => a.BufferId == buffer.Id);
        return Went(BufferUse.Nothing);
    }

    public override Task<bool> Holds(Work work, Target target) => work.Db.Buffers.AnyAsync(b => b.Id == target.Id && !b.IsActive, work.Ct);
}

/// <summary>What hangs on a buffer.</summary>
internal static class BufferUse
{
    /// <summary>A buffer that may go holds nothing.</summary>
    public static readonly IReadOnlyDictionary<string, Amount> Nothing = Impact.Of(("items", 0), ("kg", Amount.OfGrams(0)));

    public static Task<Buffer> Load(ControlRoomDb db, Target target, CancellationToken ct) => db.Buffers.AsNoTracking().FirstAsync(b => b.Id == target.Id, ct);

    public static async Task<Refusal?> Stock(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var grams = await db.Inventory.Where(i => i.BufferId == target.Id && i.ExitedAt == null).SumAsync(i => (long?)i.QuantityGrams, ct) ?? 0;
        return grams > 0 ? Refusal.Conflict("HAS_STOCK").With("kg", Units.Kg(grams) + 0.00m).For(bufferCode: target.Code) : null;
    }

    public static async Task<Refusal?> Needed(ControlRoomDb db, Buffer buffer, CancellationToken ct)
    {
        if (!buffer.IsActive || await db.Buffers.AnyAsync(b => b.Id != buffer.Id && b.BufferType == buffer.BufferType && b.IsActive && b.AllowedLotTypes == buffer.AllowedLotTypes, ct)) return null;
        var active = await db.Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold || r.Status == RunStatus.Idle).OrderBy(r => r.RunCode).Select(r => new { r.RunCode, r.FlowVersionId }).ToListAsync(ct);
        var needing = new List<string>();
        foreach (var run in active)
        {
            if ((await RunQueries.Graph(db, run.FlowVersionId, ct)).BufferTypes.Contains(buffer.BufferType)) needing.Add(run.RunCode);
        }
        return needing.Count == 0 ? null : Refusal.Conflict("BUFFER_IN_USE").With("run", needing[0]).With("count", needing.Count).For(bufferCode: buffer.BufferCode);
    }

    public static async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var items = await db.Inventory.Where(i => i.BufferId == target.Id && i.ExitedAt == null).Select(i => i.QuantityGrams).ToListAsync(ct);
        return Impact.Of(("items", items.Count), ("kg", Amount.OfGrams(items.Sum())));
    }
}
