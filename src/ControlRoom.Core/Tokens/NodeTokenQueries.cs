using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

public sealed class NodeTokenQueries(Dialect dialect, Clock clock)
{
    /// <summary>Tokens of a cycle that live, at one step or at all; those that wait longest first.</summary>
    public async Task<IReadOnlyList<TokenView>> Living(Guid instanceId, string? nodeCode, int limit, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var ids = await db.Tokens.Where(t => t.InstanceId == instanceId && (nodeCode == null || t.NodeCode == nodeCode) && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped)
            .OrderBy(t => t.Since).ThenBy(t => t.Id).Select(t => t.Id).Take(limit).ToListAsync(ct);
        var views = new List<TokenView>(ids.Count);
        foreach (var id in ids) if (await TokenQueries.View(db, id, clock, ct) is { } view) views.Add(view);
        return views;
    }
}
