// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>PLANNED → IN_PROGRESS: a new cycle with its tokens, their serials and what was planned for them, in one transaction. Asked again while they are there, it answers with them.</summary>
public sealed record StartTicket(Guid TicketId, int? RowVersion = null);

public sealed class StartTicketHandler(TransactionBoundary boundary, TicketSpawning spawning)
{
    public Task<Outcome<StartedTicket>> Handle(StartTicket command, Caller caller, CancellationToken ct) => boundary.Do<StartedTicket>(caller, Permission.PlanWork, async work =>
    {
        var loaded = await work.LoadForStart(command.TicketId, command.RowVersion);
        return loaded.Done ? await spawning.Begin(work, loaded.Value, TicketAction.Start, null) : loaded.Refusal;
    }, ct);
}

/// <summary>Makes the tokens of a ticket; the only place that does. Start, restart and spawn come here.</summary>
public sealed class TicketSpawning(SerialBook serials)
{
    private const int Shown = 100;

    /// <summary>The ticket is locked already.</summary>
    public async Task<Outcome<StartedTicket>> Begin(Work work, Ticket ticket, TicketAction action, string? reason)
    {
        var check = await StartGate.Check(work.Db, ticket, action, work.Ct);
        if (check.Refusal is { } refusal) return refusal;
        if (check.Decision == SpawnDecision.AlreadySpawned) return await Answer(work, ticket, SpawnOutcome.AlreadySpawned);
        var snapshot = await work.Db.Snapshots.FirstAsync(s => s.Id == ticket.SnapshotId, work.Ct);
        var pinned = await PinnedGraph.Of(work.Db, snapshot.Id, work.Ct);
        return await Spawn(work, ticket, snapshot, pinned, action, check.Decision == SpawnDecision.Regenerate, reason);
    }

    private async Task<Outcome<StartedTicket>> Spawn(Work work, Ticket ticket, RuntimeSnapshot snapshot, PinnedGraph pinned, TicketAction action, bool again, string? reason)
    {
        if (again) (await work.Db.Instances.FirstAsync(i => i.Id == ticket.GraphInstanceId, work.Ct)).Archive("REGENERATED", work.Caller.UserId, work.Now);
        var cycleNo = await StartGate.NextCycle(work.Db, ticket.Id, work.Ct);
        var newId = Ids.Ascending(work.Now);
        var pieces = ticket.ProcessMode == ProcessMode.Piece;
        var tokens = Enumerable.Range(0, pieces ? StartGate.Pieces(ticket) : 1).Select(_ => newId()).ToImmutableArray();
        var codes = await Codes(work, ticket, snapshot, pinned, cycleNo, pieces ? tokens : []);
        if (!codes.Done) return codes.Refusal;

        var instance = GraphInstance.Begin(work.NewId(), ticket, cycleNo, work.Now);
        work.Db.Instances.Add(instance);
        await work.Flush();
        var cycle = new SpawnCycle { Id = work.NewId(), InstanceId = instance.Id, RequestedQty = ticket.TargetQty, SpawnedCount = tokens.Length, IdempotencyKey = work.Caller.Intent?.Key, Actor = work.Caller.UserId, CreatedAt = work.Now };
        work.Db.SpawnCycles.Add(cycle);
        work.Db.NodeInstances.AddRange(pinned.Graph.Nodes.Select(n => new NodeInstance { Id = work.NewId(), InstanceId = instance.Id, NodeCode = n.Code }));
        if (again) ticket.Regenerate(instance.Id, cycleNo);
        else ticket.Begin(action, instance.Id, cycleNo, reason, work.Now);
        await work.Flush();

        var place = 0;
        var scope = TokenScope.Fresh(work, ticket, instance, pinned, cycle.Id, () => place < tokens.Length ? tokens[place++] : newId());
        var order = new SpawnOrder(pieces ? TokenType.Piece : TokenType.Batch, ticket.TargetQty, codes.Value, pieces ? null : $"{ticket.TicketCode}-C{cycleNo}");
        var result = TokenEngine.Spawn(scope.State, scope.Facts, order).Must();
        var made = result.Effects.OfType<TokenCreated>().Where(e => e.Token.Origin == TokenOrigin.Initial).Sum(e => e.Token.Qty);
        if (made != ticket.TargetQty) throw new InvalidOperationException($"{made} of {ticket.TargetQty} were spawned.");
        scope.Store(result, EventSource.System);
        await work.Flush();
        await work.Follow(scope, InstanceState.Empty, result);
        await work.Flush();
        return await Answer(work, ticket, again ? SpawnOutcome.Regenerated : SpawnOutcome.Spawned);
    }

    /// <summary>The serials of the pieces, in their order; for a batch that is cut into pieces only whether they could be made.</summary>
    private async Task<Outcome<ImmutableArray<string>>> Codes(Work work, Ticket ticket, RuntimeSnapshot snapshot, PinnedGraph pinned, int cycleNo, ImmutableArray<Guid> tokens)
    {
        if (!StartGate.NeedsSerials(ticket, pinned)) return ImmutableArray<string>.Empty;
        var order = new SerialOrder(ticket.Id, ticket.TicketCode, cycleNo, SerialType.Hat, snapshot.SerialSku);
        if (tokens.Length == 0) return await serials.WhyNot(work, order) is { } refusal ? refusal : ImmutableArray<string>.Empty;
        var made = await serials.ForTokens(work, order, tokens);
        return made.Done ? made.Value.Select(s => s.SerialNumber).ToImmutableArray() : made.Refusal;
    }

    private static async Task<Outcome<StartedTicket>> Answer(Work work, Ticket ticket, SpawnOutcome outcome)
    {
        var instance = await work.Db.Instances.FirstAsync(i => i.Id == ticket.GraphInstanceId, work.Ct);
        var initial = work.Db.Tokens.Where(t => t.InstanceId == instance.Id && t.Origin == TokenOrigin.Initial);
        var count = await initial.CountAsync(work.Ct);
        var ready = work.Db.Tokens.Where(t => t.InstanceId == instance.Id && t.Status == TokenStatus.Ready);
        var assigned = await ready.CountAsync(t => work.Db.Assignments.Any(a => a.TokenId == t.Id && TokenAssignment.Open.Contains(a.Status)), work.Ct);
        return new StartedTicket(ticket.Id, ticket.TicketCode, ticket.Status, instance.Id, instance.CycleNo,
            new SpawnView(outcome, count, await initial.OrderBy(t => t.Id).Select(t => t.Id).Take(Shown).ToListAsync(work.Ct)), assigned, await ready.CountAsync(work.Ct) - assigned,
            await SerialQueries.SyncOf(work.Db, ticket.Id, instance.CycleNo, work.Ct));
    }
}
