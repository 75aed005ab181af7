using ControlRoom.Core.Database;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;

namespace ControlRoom.Core.Tokens;

/// <summary>Where a token is to be locked, which never changes; the step it stands at, which may; and what is as good unlocked: the switch, whether a work centre is down, and what core knows of its serial.</summary>
internal sealed record PlaceOfToken(Guid Id, Guid JobTicketId, Guid InstanceId, Guid RootTokenId, string NodeCode, string GraphHash, bool IsOff, bool IsDown, bool IsTemp, bool IsDead, bool IsPending);

internal sealed record TicketCycle(Ticket Ticket, GraphInstance Instance, bool HasPlans);

/// <summary>What every command on a token reads.</summary>
internal static class TokenReads
{
    public static readonly HotQuery<Guid[], PlaceOfToken> Places = new((db, ids) => from t in db.Tokens
        where ids.Contains(t.Id)
        join i in db.Instances on t.InstanceId equals i.Id
        join s in db.Snapshots on i.SnapshotId equals s.Id
        select new PlaceOfToken(t.Id, t.JobTicketId, t.InstanceId, t.RootTokenId, t.NodeCode, s.ContentHash, db.SiteSettings.Any(f => !f.EnableDagRouting), db.WorkCenters.Any(c => c.Status != WorkCenterStatus.Active),
            t.SerialNumber == null || db.TicketSerials.Any(n => n.SerialNumber == t.SerialNumber && n.IsTemp),
            t.SerialNumber != null && db.Outbox.Any(m => m.SerialCode == t.SerialNumber && m.Status == OutboxStatus.Dead), t.SerialNumber != null && db.Outbox.Any(m => m.SerialCode == t.SerialNumber && m.Status == OutboxStatus.Pending)));

    public static readonly HotQuery<Guid, TicketCycle> Cycles = new((db, instance) => from i in db.Instances where i.Id == instance join t in db.Tickets on i.JobTicketId equals t.Id select new TicketCycle(t, i, db.ManagerAssignments.Any(p => p.JobTicketId == t.Id && p.IsActive)));

    public static readonly HotQuery<Guid[], FlowToken> Families = new((db, roots) => db.Tokens.Where(t => roots.Contains(t.RootTokenId)));

    public static readonly HotQuery<Guid[], SplitRow> Splits = new((db, roots) => db.Splits.Where(s => roots.Contains(s.RootTokenId)));

    public static readonly HotQuery<Guid, string> SnapshotHash = new((db, snapshot) => db.Snapshots.Where(s => s.Id == snapshot).Select(s => s.ContentHash));
}
