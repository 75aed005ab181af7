// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Core.Dispatch;

/// <summary>What time alone settles: waits that are over, batches that nobody can join any more, joins beyond their time. One cycle after the other; none is left out because of another.</summary>
public sealed class EvaluateWaitsChore(Dialect dialect, TransactionBoundary boundary, Clock clock, ILogger<EvaluateWaitsChore> log) : Chore
{
    private static readonly TokenOrder Order = new(Guid.Empty, Permission.Administer, LockStrength.Update, "WAITS_EVALUATED") { Source = EventSource.System };

    public override string Name => "evaluate-waits";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromMinutes(1));

    public override async Task<string> Run(CancellationToken ct)
    {
        var (moved, failed) = (0, 0);
        foreach (var waiting in await Waiting(ct))
        {
            try
            {
                if (!await IsDue(waiting, ct)) continue;
                if ((await Evaluate(waiting, ct)).Must().Moved) moved++;
            }
#pragma warning disable CA1031 // One cycle that cannot be evaluated keeps no other from it; the next minute tries it again.
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError(e, "The waits of cycle {Instance} could not be evaluated", waiting.InstanceId);
                failed++;
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"Cycles that went on: {moved}, that failed: {failed}.");
    }

    private sealed record Cycle(Guid TicketId, Guid InstanceId, Guid SnapshotId);

    private sealed record Result(bool Moved);

    private async Task<List<Cycle>> Waiting(CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.WhyReadOnly(ct) is not null) return [];
        return await (from i in db.Instances
                      where i.Status == InstanceStatus.Active
                      join t in db.Tickets on i.JobTicketId equals t.Id
                      where t.Status == TicketStatus.InProgress
                          && db.Tokens.Any(k => k.InstanceId == i.Id && k.Status == TokenStatus.Waiting && k.StopCode == null && (k.NodeType == RoutingNodeType.Wait || k.NodeType == RoutingNodeType.Join))
                      orderby i.Id
                      select new Cycle(t.Id, i.Id, i.SnapshotId)).ToListAsync(ct);
    }

    /// <summary>Looked at without a lock first: nearly always nothing is due.</summary>
    private async Task<bool> IsDue(Cycle cycle, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var tokens = await db.Tokens.AsNoTracking().Where(t => t.InstanceId == cycle.InstanceId).ToListAsync(ct);
        var splits = await db.Splits.AsNoTracking().Where(s => s.InstanceId == cycle.InstanceId).ToListAsync(ct);
        var facts = new EngineFacts((await PinnedGraph.Of(db, cycle.SnapshotId, ct)).Graph, clock.Now, Ids.Ascending(clock.Now));
        return !TokenEngine.Evaluate(InstanceState.Of(tokens.Select(t => t.State()), splits.Select(SplitRows.State)), facts).Effects.IsEmpty;
    }

    private Task<Outcome<Result>> Evaluate(Cycle cycle, CancellationToken ct) => boundary.Do<Result>(Caller.System(clock.Now), Order.Permission, async work =>
    {
        var loaded = await work.LoadTicket(cycle.TicketId);
        if (!loaded.Done) return loaded.Refusal;
        var ticket = loaded.Value;
        // Somebody paused or reset it meanwhile.
        if (ticket.Status != TicketStatus.InProgress || ticket.GraphInstanceId != cycle.InstanceId) return new Result(false);
        var whole = await TokenScope.Whole(work, ticket);
        if (!whole.Done) return whole.Refusal;
        var result = TokenEngine.Evaluate(whole.Value.State, whole.Value.Facts);
        if (result.Effects.IsEmpty) return new Result(false);
        await TokenCommands.Carry(work, whole.Value, result, Order, null);
        work.Record(new Fact(Order.Event, EntityTypes.Ticket, ticket.Id, ticket.TicketCode, null, null) { TicketId = ticket.Id, Metadata = new { tokens = result.Changed.Count() } });
        return new Result(true);
    }, ct);
}
