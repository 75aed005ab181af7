using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Stock;

/// <summary>The buffer is cold again: goods may move.</summary>
public sealed record ReleaseBuffer(Guid BufferId, string? Resolution);

public sealed class ReleaseBufferHandler(TransactionBoundary boundary, BufferQueries buffers)
{
    public Task<Outcome<BufferRow>> Handle(ReleaseBuffer command, Caller caller, CancellationToken ct) => boundary.Do<BufferRow>(caller, Permission.ManageHolds, async work =>
    {
        if (Text.WhyNoReason(command.Resolution, "/resolution") is { } invalid) return invalid;
        await work.LockBuffers(command.BufferId);
        var buffer = await work.Db.Buffers.FirstOrDefaultAsync(b => b.Id == command.BufferId, work.Ct);
        if (buffer is null) return Refusal.NotFound("buffer", command.BufferId);
        if (!buffer.IsOnHold) return Refusal.Conflict("BUFFER_NOT_ON_HOLD").For(bufferCode: buffer.BufferCode);
        var latest = await work.Db.Readings.Where(r => r.BufferId == buffer.Id && r.MeasurementType == MeasurementType.Ambient)
            .OrderByDescending(r => r.MeasuredAt).ThenByDescending(r => r.Id).Select(r => (int?)r.TemperatureTenths).FirstOrDefaultAsync(work.Ct);
        if (latest is not { } tenths || tenths < buffer.TempMinTenths || tenths > buffer.TempMaxTenths)
        {
            return Refusal.Conflict("BUFFER_OUT_OF_BAND").With("value", Units.Celsius(latest)).With("min", Units.Celsius(buffer.TempMinTenths)).With("max", Units.Celsius(buffer.TempMaxTenths)).For(bufferCode: buffer.BufferCode);
        }

        buffer.Release(command.Resolution!.Trim());
        await work.ReturnAlarms(a => a.BufferId == buffer.Id && a.Kind == AlarmKind.BufferOutOfBand);
        await work.Flush();
        return (await buffers.Rows(work.Db, work.Db.Buffers.AsNoTracking().Where(b => b.Id == buffer.Id), work.Ct)).Single();
    }, ct);
}
