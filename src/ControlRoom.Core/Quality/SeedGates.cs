using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>The codes of the gates that were added.</summary>
public sealed record SeededGates(IReadOnlyList<string> Created);

/// <summary>Start-up: every plant has the gates of the catalogue, without which no flow could be submitted. Safe to repeat.</summary>
public sealed class SeedGatesHandler(TransactionBoundary boundary)
{
    public Task<Outcome<SeededGates>> Handle(CancellationToken ct) => boundary.Do<SeededGates>(Caller.System(boundary.Clock.Now), Permission.ManageMasterData, async work =>
    {
        var there = await work.Db.Gates.Select(g => g.GateCode).ToListAsync(work.Ct);
        List<QcGate> missing = [.. GateCatalogue.All.Where(t => !there.Contains(t.Code)).Select(t => QcGate.Create(work.NewId(), t, isProtected: t.Type != GateType.Info, work.Now))];
        work.Db.Gates.AddRange(missing);
        return new SeededGates([.. missing.Select(g => g.GateCode)]);
    }, ct);
}
