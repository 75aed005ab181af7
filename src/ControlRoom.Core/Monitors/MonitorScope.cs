using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <summary>What changed since a monitor last looked, with what it has findings about.</summary>
/// <param name="Since">New rows have ids at or above this instant.</param>
/// <param name="Open">Things with open findings, by type.</param>
internal sealed record Touched(Guid[] Tokens, Guid[] Instances, Guid[] Tickets, long AuditId, DateTime Since, ILookup<string, Guid> Open);

/// <summary>
/// The sources a monitor asks, in one snapshot. Incremental ones are reached by keys and indexes only, whatever the plant holds beside them.
/// </summary>
internal sealed class MonitorScope(ControlRoomDb db, DateTime now, Touched? touched)
{
    /// <summary>So much of one kind is reported at once; where there is more, nothing of the monitor counts as gone.</summary>
    public const int Limit = 500;

    /// <summary>Instances whose tokens are in memory at once.</summary>
    private const int Chunk = 20;

    public ControlRoomDb Db => db;
    public DateTime Now => now;

    /// <summary>Null in a full sweep.</summary>
    public Touched? Touched => touched;
    public bool IsFull => touched is null;

    public IQueryable<FlowToken> Tokens => touched is null ? db.Tokens.AsNoTracking() : db.Tokens.AsNoTracking().Where(t => touched.Tokens.Contains(t.Id));

    public IQueryable<FlowToken> LiveTokens => Tokens.Where(t => t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped);

    public IQueryable<GraphInstance> Instances => touched is null ? db.Instances.AsNoTracking() : db.Instances.AsNoTracking().Where(i => touched.Instances.Contains(i.Id));

    public IQueryable<Ticket> Tickets => touched is null ? db.Tickets.AsNoTracking() : db.Tickets.AsNoTracking().Where(t => touched.Tickets.Contains(t.Id));

    /// <summary>Those that are open are as many as people work: they are all asked every time.</summary>
    public IQueryable<WorkSession> OpenSessions => db.WorkSessions.AsNoTracking().Where(s => s.Status == SessionStatus.Active || s.Status == SessionStatus.Paused);

    /// <summary>Of the tokens, and those made or found since.</summary>
    public IQueryable<TokenAssignment> OpenAssignments
    {
        get
        {
            var open = db.Assignments.AsNoTracking().Where(a => TokenAssignment.Open.Contains(a.Status));
            if (touched is null) return open;
            var (from, known) = (Ids.Floor(touched.Since), touched.Open[EntityTypes.Assignment].ToArray());
            return open.Where(a => touched.Tokens.Contains(a.TokenId) || a.Id.CompareTo(from) >= 0 || known.Contains(a.Id));
        }
    }

    /// <summary>Of the tickets and tokens, and those found before.</summary>
    public IQueryable<TicketSerial> Serials
    {
        get
        {
            if (touched is null) return db.TicketSerials.AsNoTracking();
            var (from, known) = (Ids.Floor(touched.Since), touched.Open[EntityTypes.Serial].ToArray());
            return db.TicketSerials.AsNoTracking().Where(s => s.Id.CompareTo(from) >= 0 || known.Contains(s.Id) || (s.TokenId != null && touched.Tokens.Contains(s.TokenId.Value)));
        }
    }

    /// <summary>A few cycles at a time, with all their tokens, passes through splits, and the graph they follow.</summary>
    /// <param name="which">Of the cycles in question.</param>
    public async Task EachCycle(IQueryable<GraphInstance> which, Action<CycleView> look, CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var cycles = await (from i in which.Where(i => i.Id.CompareTo(after) > 0) join t in db.Tickets.AsNoTracking() on i.JobTicketId equals t.Id orderby i.Id select new { Instance = i, Ticket = t }).Take(Chunk).ToListAsync(ct);
            if (cycles.Count == 0) return;
            after = cycles[^1].Instance.Id;
            var ids = cycles.Select(c => c.Instance.Id).ToArray();
            var tokens = (await db.Tokens.AsNoTracking().Where(t => ids.Contains(t.InstanceId)).ToListAsync(ct)).ToLookup(t => t.InstanceId);
            var splits = (await db.Splits.AsNoTracking().Where(s => ids.Contains(s.InstanceId)).ToListAsync(ct)).ToLookup(s => s.InstanceId, SplitRows.State);
            var spawned = await db.SpawnCycles.AsNoTracking().Where(c => ids.Contains(c.InstanceId)).GroupBy(c => c.InstanceId).Select(g => new { g.Key, Qty = g.Sum(c => c.RequestedQty) }).ToDictionaryAsync(c => c.Key, c => c.Qty, ct);
            foreach (var cycle in cycles)
            {
                var graph = (await PinnedGraph.Of(db, cycle.Instance.SnapshotId, ct)).Graph;
                look(new CycleView(cycle.Ticket, cycle.Instance, graph, [.. tokens[cycle.Instance.Id]], [.. splits[cycle.Instance.Id]], spawned.GetValueOrDefault(cycle.Instance.Id)));
            }
        }
    }
}

/// <summary>One cycle as a whole.</summary>
/// <param name="Requested">What its spawn cycle asked for, in hundredths.</param>
internal sealed record CycleView(Ticket Ticket, GraphInstance Instance, CompiledGraph Graph, IReadOnlyList<FlowToken> Tokens, IReadOnlyList<SplitExecution> Splits, long Requested);
