using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>Other settings; fields left out stay as they are. The caller says which version it saw.</summary>
public sealed record UpdateBuffer(Guid BufferId, int RowVersion)
{
    public IReadOnlyList<LotType>? AllowedLotTypes { get; init; }
    public decimal? CapacityKg { get; init; }
    public decimal? TempMinC { get; init; }
    public decimal? TempMaxC { get; init; }
    public string? NameHu { get; init; }
    public string? NameEn { get; init; }
    public string? Color { get; init; }
    public int? ReadingPeriodS { get; init; }
}

public sealed class UpdateBufferHandler(TransactionBoundary boundary, BufferQueries buffers)
{
    public Task<Outcome<BufferRow>> Handle(UpdateBuffer command, Caller caller, CancellationToken ct) => boundary.Do<BufferRow>(caller, Permission.ManageMasterData, async work =>
    {
        await work.LockBuffers(command.BufferId);
        var buffer = await work.Db.Buffers.FirstOrDefaultAsync(b => b.Id == command.BufferId, work.Ct);
        if (buffer is null) return Refusal.NotFound("buffer", command.BufferId);
        if (buffer.RowVersion != command.RowVersion) return Refusal.Stale(buffer.RowVersion);
        var input = new BufferInput
        {
            AllowedLotTypes = command.AllowedLotTypes ?? buffer.Allowed, CapacityKg = command.CapacityKg ?? Units.Kg(buffer.CapacityGrams), TempMinC = command.TempMinC ?? Units.Celsius(buffer.TempMinTenths),
            TempMaxC = command.TempMaxC ?? Units.Celsius(buffer.TempMaxTenths), NameHu = command.NameHu ?? buffer.NameHu, NameEn = command.NameEn ?? buffer.NameEn, Color = command.Color ?? buffer.Color,
            ReadingPeriodS = command.ReadingPeriodS ?? buffer.ReadingPeriodSeconds,
        };
        if (input.WhyNot().ToList() is { Count: > 0 } errors) return LotRules.Together(errors);
        var stranger = await (from i in work.Db.Inventory where i.BufferId == buffer.Id && i.ExitedAt == null join l in work.Db.Lots on i.LotId equals l.Id
                              where !input.AllowedLotTypes.Contains(l.LotType) select l.LotCode).FirstOrDefaultAsync(work.Ct);
        if (stranger is not null) return Refusal.Conflict("BUFFER_HOLDS_TYPE").For(stranger, buffer.BufferCode);
        buffer.Update(input.Settings);
        await work.Flush();
        return (await buffers.Rows(work.Db, work.Db.Buffers.AsNoTracking().Where(b => b.Id == buffer.Id), work.Ct)).Single();
    }, ct);
}
