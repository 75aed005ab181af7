using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>No more goods go in. Refused while something lies there, or while an active run's graph names its kind and no other buffer takes its place.</summary>
public sealed record DeactivateBuffer(Guid BufferId, string? Reason = null);

public sealed class DeactivateBufferHandler(TransactionBoundary boundary, BufferQueries buffers)
{
    public Task<Outcome<BufferRow>> Handle(DeactivateBuffer command, Caller caller, CancellationToken ct) => boundary.Do<BufferRow>(caller, Permission.ManageMasterData, async work =>
    {
        await work.LockBuffers(command.BufferId);
        var buffer = await work.Db.Buffers.FirstOrDefaultAsync(b => b.Id == command.BufferId, work.Ct);
        if (buffer is null) return Refusal.NotFound("buffer", command.BufferId);
        if (!buffer.IsActive) return Refusal.Conflict("BUFFER_INACTIVE").For(bufferCode: buffer.BufferCode);
        var grams = await work.Db.Inventory.Where(i => i.BufferId == buffer.Id && i.ExitedAt == null).SumAsync(i => (long?)i.QuantityGrams, work.Ct) ?? 0;
        if (grams > 0) return Refusal.Conflict("HAS_STOCK").With("kg", Units.Kg(grams)).For(bufferCode: buffer.BufferCode);
        if (await NeededBy(work, buffer) is { } run) return Refusal.Conflict("BUFFER_IN_USE").With("run", run).For(bufferCode: buffer.BufferCode);
        buffer.Deactivate(command.Reason?.Trim());
        await work.Flush();
        return (await buffers.Rows(work.Db, work.Db.Buffers.AsNoTracking().Where(b => b.Id == buffer.Id), work.Ct)).Single();
    }, ct);

    private static async Task<string?> NeededBy(Work work, Buffer buffer)
    {
        if (await work.Db.Buffers.AnyAsync(b => b.Id != buffer.Id && b.BufferType == buffer.BufferType && b.IsActive && b.AllowedLotTypes == buffer.AllowedLotTypes, work.Ct)) return null;
        var active = await work.Db.Runs.Where(r => r.Status == RunStatus.Running || r.Status == RunStatus.Hold || r.Status == RunStatus.Idle).Select(r => new { r.RunCode, r.FlowVersionId }).ToListAsync(work.Ct);
        foreach (var run in active)
        {
            if ((await RunQueries.Graph(work.Db, run.FlowVersionId, work.Ct)).BufferTypes.Contains(buffer.BufferType)) return run.RunCode;
        }
        return null;
    }
}
