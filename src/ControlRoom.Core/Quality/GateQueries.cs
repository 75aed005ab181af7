using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A gate template as people and clients see it.</summary>
public sealed record GateView(Guid Id, string GateCode, int StepIndex, LocalText Name, GateType GateType, bool IsCcp, HaccpClass HaccpClass, IReadOnlyList<ChecklistItemView> Checklist, bool ProtectedFromRemoval, DateTime CreatedAt, int RowVersion)
{
    internal static GateView Of(QcGate g) => new(g.Id, g.GateCode, g.StepIndex, new LocalText(g.NameHu, g.NameEn), g.GateType, g.IsCcp, g.HaccpClass,
        [.. g.Template().Checklist.Select(ChecklistItemView.Of)], g.ProtectedFromRemoval, g.CreatedAt, g.RowVersion);
}

/// <summary>Reads of gate templates.</summary>
public sealed class GateQueries(Dialect dialect)
{
    /// <summary>All templates in the order of the line; a plant has tens of them.</summary>
    public async Task<IReadOnlyList<GateView>> List(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return [.. (await db.Gates.AsNoTracking().OrderBy(g => g.StepIndex).ThenBy(g => g.GateCode).ToListAsync(ct)).Select(GateView.Of)];
    }
}
