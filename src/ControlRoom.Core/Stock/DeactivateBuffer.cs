using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>No more goods go in. Refused while something lies there, or while an active run's graph names its kind and no other buffer takes its place.</summary>
public sealed record DeactivateBuffer(Guid BufferId, int? SeenVersion = null, string ConfirmedBy = "confirm");

public sealed class DeactivateBufferHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public const string Operation = "buffer.deactivate";

    public Task<Outcome<OperationReport>> Handle(DeactivateBuffer command, Caller caller, CancellationToken ct) => boundary.Do<OperationReport>(caller, Permission.ManageMasterData, async work =>
    {
        await work.LockBuffers(command.BufferId);
        var buffer = await work.Db.Buffers.FirstOrDefaultAsync(b => b.Id == command.BufferId, work.Ct);
        if (buffer is null) return Refusal.NotFound("buffer", command.BufferId);
        if (command.SeenVersion is { } seen && seen != buffer.RowVersion) return Refusal.Stale(buffer.RowVersion);
        if (await WhyNot(work.Db, buffer, work.Ct) is { } refusal) return refusal;
        buffer.Deactivate();
        // Nobody reads its air any more, so nothing else would end them.
        await work.ReturnAlarms(a => a.BufferId == buffer.Id);
        return OperationReport.Done(plant, Operation, command.ConfirmedBy, buffer.Id, buffer.BufferCode, Impact);
    }, ct);

    /// <summary>A buffer that may go holds nothing.</summary>
    internal static IReadOnlyDictionary<string, int> Impact { get; } = new Dictionary<string, int> { ["items"] = 0 };

    internal static async Task<Refusal?> WhyNot(ControlRoomDb db, Buffer buffer, CancellationToken ct)
    {
        if (!buffer.IsActive) return Refusal.Conflict("BUFFER_INACTIVE").For(bufferCode: buffer.BufferCode);
        var grams = await db.Inventory.Where(i => i.BufferId == buffer.Id && i.ExitedAt == null).SumAsync(i => (long?)i.QuantityGrams, ct) ?? 0;
        if (grams > 0) return Refusal.Conflict("HAS_STOCK").With("kg", Units.Kg(grams)).For(bufferCode: buffer.BufferCode);
        return await NeededBy(db, buffer, ct) is { } run ? Refusal.Conflict("BUFFER_IN_USE").With("run", run).For(bufferCode: buffer.BufferCode) : null;
    }

    private static async Task<string?> NeededBy(ControlRoomDb db, Buffer buffer, CancellationToken ct)
    {
        if (await db.Buffers.AnyAsync(b => b.Id != buffer.Id && b.BufferType == buffer.BufferType && b.IsActive && b.AllowedLotTypes == buffer.AllowedLotTypes, ct)) return null;
        var active = await db.Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold || r.Status == RunStatus.Idle).Select(r => new { r.RunCode, r.FlowVersionId }).ToListAsync(ct);
        foreach (var run in active)
        {
            if ((await RunQueries.Graph(db, run.FlowVersionId, ct)).BufferTypes.Contains(buffer.BufferType)) return run.RunCode;
        }
        return null;
    }
}
