using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A gate template as people and clients see it.</summary>
public sealed record GateView(Guid Id, string GateCode, int StepIndex, LocalText Name, GateType GateType, bool IsCcp, HaccpClass HaccpClass, IReadOnlyList<ChecklistItemView> Checklist, bool ProtectedFromRemoval, DateTime CreatedAt, int RowVersion)
{
    internal static GateView Of(QcGate g) => new(g.Id, g.GateCode, g.StepIndex, new LocalText(g.NameHu, g.NameEn), g.GateType, g.IsCcp, g.HaccpClass,
        [.. g.Template().Checklist.Select(ChecklistItemView.Of)], g.ProtectedFromRemoval, g.CreatedAt, g.RowVersion);
}

/// <summary>A flow version that has this gate in its graph.</summary>
/// <param name="IsCopied">It carries the gate as it was when the version was submitted.</param>
/// <param name="IsCurrent">The copy asks what the template asks now; true also without a copy.</param>
/// <param name="ActiveRuns">Runs on it that have not ended.</param>
public sealed record GateUse(string GateCode, Guid FlowId, LocalText FlowName, int VersionNum, FlowVersionStatus Status, bool IsCopied, bool IsCurrent, int ActiveRuns);

/// <summary>Reads of gate templates.</summary>
public sealed class GateQueries(Dialect dialect)
{
    /// <summary>All templates in the order of the line; a plant has tens of them.</summary>
    public async Task<IReadOnlyList<GateView>> List(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return [.. (await db.Gates.AsNoTracking().OrderBy(g => g.StepIndex).ThenBy(g => g.GateCode).ToListAsync(ct)).Select(GateView.Of)];
    }

    public async Task<Outcome<GateView>> Detail(Guid id, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Gates.AsNoTracking().FirstOrDefaultAsync(g => g.Id == id, ct) is { } gate ? GateView.Of(gate) : Refusal.NotFound("gate", id);
    }

    /// <summary>Which versions have which gate, newest first; reads every graph, of which a plant has tens.</summary>
    public async Task<IReadOnlyList<GateUse>> Uses(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var templates = (await db.Gates.AsNoTracking().ToListAsync(ct)).ToDictionary(g => g.GateCode, g => g.Template(), StringComparer.Ordinal);
        var versions = await (from v in db.FlowVersions.AsNoTracking()
                              join f in db.Flows.AsNoTracking() on v.FlowDefinitionId equals f.Id
                              where !f.IsDeleted
                              orderby f.NameEn, v.VersionNum descending
                              select new
                              {
                                  f.Id, f.NameHu, f.NameEn, v.VersionNum, v.Status, v.GraphSchema,
                                  Active = db.Runs.Count(r => r.FlowVersionId == v.Id && (r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold)),
                              }).ToListAsync(ct);
        var uses = new List<GateUse>();
        foreach (var v in versions)
        {
            foreach (var (code, copy) in GateSnapshot.Named(v.GraphSchema))
            {
                uses.Add(new(code, v.Id, new LocalText(v.NameHu, v.NameEn), v.VersionNum, v.Status, copy is not null, copy is null || !templates.TryGetValue(code, out var now) || copy.Same(now), v.Active));
            }
        }

        return uses;
    }
}
