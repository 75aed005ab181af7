// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tokens;

/// <summary>
/// What one command works with of a cycle: the ticket, the graph, the families it touches. They are locked in the house's order - ticket,
/// crowded steps, family roots, each by id - before they are loaded; the engine decides on them, and what it decided is written here and
/// nowhere else.
/// </summary>
internal sealed class TokenScope
{
    private readonly Work work;
    private readonly Dictionary<Guid, FlowToken> rows;
    private readonly Dictionary<Guid, SplitRow> splits;
    private readonly Guid? spawnCycleId;

    private TokenScope(Work work, Ticket ticket, GraphInstance instance, PinnedGraph pinned, IEnumerable<FlowToken> tokens, IEnumerable<SplitRow> passes, Guid? spawnCycleId)
    {
        (this.work, Ticket, Instance, Pinned, this.spawnCycleId) = (work, ticket, instance, pinned, spawnCycleId);
        (rows, splits) = (tokens.ToDictionary(t => t.Id), passes.ToDictionary(s => s.Id));
        State = InstanceState.Of(rows.Values.Select(t => t.State()), splits.Values.Select(SplitRows.State));
        var ids = Ids.Ascending(work.Now);
        Facts = new EngineFacts(pinned.Graph, work.Now, ids) { Job = TicketFacts.Of(ticket), WholeUnits = ticket.Uom == "PC" };
    }

    public Ticket Ticket { get; }
    public GraphInstance Instance { get; }
    public PinnedGraph Pinned { get; }
    public InstanceState State { get; private set; }
    public EngineFacts Facts { get; init; }

    /// <summary>How the ticket is held: nothing may end it where it is shared.</summary>
    public LockStrength Strength { get; private set; } = LockStrength.Update;

    /// <summary>Some work centre of the floor is not working.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Whether anything was planned for the ticket.</summary>
    public bool HasPlans { get; private init; } = true;

    /// <summary>How far core was with the serial of the token the command is about, before the command.</summary>
    public SerialSync Sync { get; private set; }

    /// <summary>Who had to do with a token when the command began.</summary>
    public Hands? Hands { get; set; }

    public FlowToken this[Guid id] => rows[id];

    /// <summary>What alarms call a token: its ticket, and how people know it.</summary>
    public string CodeOf(TokenState token) => $"{Ticket.TicketCode}/{token.SerialNumber ?? token.SerialLabel ?? token.Node}";

    /// <summary>An empty cycle that has just begun.</summary>
    public static TokenScope Fresh(Work work, Ticket ticket, GraphInstance instance, PinnedGraph pinned, Guid spawnCycleId, Func<Guid> newId)
    {
        var scope = new TokenScope(work, ticket, instance, pinned, [], [], spawnCycleId);
        return new TokenScope(work, ticket, instance, pinned, [], [], spawnCycleId) { Facts = scope.Facts with { NewId = newId } };
    }

    public bool Has(Guid id) => rows.ContainsKey(id);

    /// <summary>The scope of another token that the same command is about; this one where both are of one cycle.</summary>
    public TokenScope? Beside { get; private set; }

    /// <summary>The token's family and whoever meets it at a crowded step.</summary>
    /// <param name="strength">Update where the command may end a token: the last one closes the ticket.</param>
    /// <param name="endsNothingAt">Where, although it is one of those, it ends none: the ticket is only shared then.</param>
    /// <param name="evenEnded">Also of a cycle that is over, to clear up there.</param>
    /// <param name="also">Others that are locked in the same order; the first of them is loaded <see cref="Beside"/>.</param>
    public static async Task<Outcome<TokenScope>> Of(Work work, Guid tokenId, LockStrength strength, Func<PinnedGraph, string, bool>? endsNothingAt = null, bool evenEnded = false, params IReadOnlyList<Guid> also)
    {
        Guid[] wanted = [tokenId, .. also];
        var at = await TokenReads.Places.List(work.Db, wanted, work.Ct);
        if (at.Find(t => t.Id == tokenId) is not { } own) return Refusal.NotFound("token", tokenId);
        if (own.IsOff) return TicketLoading.ReadOnly;
        if (endsNothingAt is not null && PinnedGraph.Known(own.GraphHash) is { } graph && endsNothingAt(graph, own.NodeCode)) strength = LockStrength.Share;
        // Where no other family can be in the way, root and ticket are locked in one trip, in their order.
        var alone = at.TrueForAll(t => PinnedGraph.Known(t.GraphHash) is { Crowded.Length: 0 });
        if (alone) await work.LockTicketsAndTokens(strength, at.Select(t => t.JobTicketId).Distinct(), at.Select(t => t.RootTokenId).Distinct());
        else await work.LockTickets(strength, at.Select(t => t.JobTicketId).Distinct());
        var loaded = await Load(work, [.. at.GroupBy(t => t.InstanceId).Select(g => new Wanted(g.First().JobTicketId, g.Key, [.. g.Select(t => t.RootTokenId).Distinct()], g.First().GraphHash))], alone, evenEnded);
        if (!loaded.Done) return loaded.Refusal;
        var scope = loaded.Value[own.InstanceId];
        // It has gone on before it was locked.
        if (strength == LockStrength.Share && endsNothingAt?.Invoke(scope.Pinned, scope[tokenId].NodeCode) == false) await work.LockTickets(strength = LockStrength.Update, own.JobTicketId);
        scope.Strength = strength;
        scope.IsDown = own.IsDown;
        scope.Sync = own.IsTemp ? SerialSync.None : own.IsDead ? SerialSync.Dead : own.IsPending ? SerialSync.Pending : SerialSync.Done;
        scope.Beside = also.Count > 0 && at.Find(t => t.Id == also[0]) is { } second ? loaded.Value[second.InstanceId] : null;
        return scope;
    }

    /// <summary>The whole active cycle of a ticket that the caller has locked.</summary>
    public static async Task<Outcome<TokenScope>> Whole(Work work, Ticket ticket)
    {
        var loaded = await Load(work, [new(ticket.Id, ticket.GraphInstanceId!.Value, null, null)], isLocked: false);
        return loaded.Done ? loaded.Value.Values.Single() : loaded.Refusal;
    }

    /// <param name="Families">Roots; null = all.</param>
    private sealed record Wanted(Guid TicketId, Guid InstanceId, Guid[]? Families, string? GraphHash);

    private static async Task<Outcome<Dictionary<Guid, TokenScope>>> Load(Work work, IReadOnlyList<Wanted> wanted, bool isLocked, bool evenEnded = false)
    {
        var (db, ct) = (work.Db, work.Ct);
        var found = new List<(TicketCycle Cycle, PinnedGraph Pinned, Guid[]? Families)>();
        foreach (var (_, instanceId, families, hash) in wanted)
        {
            var cycle = (await TokenReads.Cycles.First(db, instanceId, ct))!;
            var (ticket, instance, _) = cycle;
            if (instance.Status != InstanceStatus.Active && !evenEnded) return Refusal.Conflict("INSTANCE_NOT_ACTIVE").With("ticket", ticket.TicketCode).With("cycle", instance.CycleNo);
            found.Add((cycle, hash is null ? await PinnedGraph.Of(db, instance.SnapshotId, ct) : await PinnedGraph.Of(db, instance.SnapshotId, hash, ct), families));
        }

        var crowded = new List<Guid>();
        foreach (var (cycle, pinned, _) in found.Where(f => f.Pinned.Crowded.Length > 0))
            crowded.AddRange(await db.NodeInstances.Where(n => n.InstanceId == cycle.Instance.Id && pinned.Crowded.Contains(n.NodeCode)).Select(n => n.Id).ToListAsync(ct));
        await work.LockNodeInstances(crowded);

        var roots = new Dictionary<Guid, Guid[]>();
        foreach (var (cycle, pinned, families) in found) roots[cycle.Instance.Id] = await Roots(work, cycle.Instance.Id, families, pinned);
        if (!isLocked) await work.LockTokens(roots.Values.SelectMany(r => r));

        var scopes = new Dictionary<Guid, TokenScope>();
        foreach (var ((ticket, instance, hasPlans), pinned, _) in found)
        {
            var own = roots[instance.Id];
            var tokens = await TokenReads.Families.List(db, own, ct);
            // A pass through a split leaves children: where there are only roots there was none.
            var passes = tokens.Count > own.Length ? await TokenReads.Splits.List(db, own, ct) : [];
            scopes[instance.Id] = new TokenScope(work, ticket, instance, pinned, tokens, passes, null) { HasPlans = hasPlans };
        }
        return scopes;
    }

    private static async Task<Guid[]> Roots(Work work, Guid instanceId, Guid[]? families, PinnedGraph pinned)
    {
        var tokens = work.Db.Tokens.Where(t => t.InstanceId == instanceId);
        if (families is null) return await tokens.Select(t => t.RootTokenId).Distinct().ToArrayAsync(work.Ct);
        if (pinned.Crowded.Length == 0) return families;
        var crowd = tokens.Where(t => t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped && pinned.Crowded.Contains(t.NodeCode)).Select(t => t.RootTokenId);
        return [.. families.Union(await crowd.Distinct().ToListAsync(work.Ct))];
    }

    /// <summary>Writes what the engine decided: rows, history, passes, arrivals.</summary>
    /// <param name="reason">Why, if something is scrapped by it.</param>
    public void Store(EngineResult result, EventSource source, string? reason = null)
    {
        var place = new TokenPlace(Ticket, Instance.Id, Pinned, spawnCycleId, reason);
        foreach (var token in result.Created)
        {
            var row = FlowToken.Born(token, place, work.Now);
            rows.Add(token.Id, row);
            work.Db.Tokens.Add(row);
        }
        foreach (var token in result.Changed) rows[token.Id].Become(token, place, work.Caller.UserId, work.Now);
        foreach (var effect in result.Effects) Write(effect, result.State, source);
        State = result.State;
    }

    private void Write(Effect effect, InstanceState after, EventSource source)
    {
        switch (effect)
        {
            case EventWritten { Event: var e }:
                work.Db.TokenEvents.Add(Line(e, source));
                break;
            case SplitExecuted { Split: var split }:
                splits.Add(split.Id, SplitRows.Born(split, Instance.Id, after.Tokens[split.ParentId].RootId, work.Now));
                work.Db.Splits.Add(splits[split.Id]);
                break;
            case SplitChanged { After: var split }:
                SplitRows.Put(splits[split.Id], split);
                break;
            case JoinArrived e:
                work.Db.JoinArrivals.Add(new JoinArrivalRow { Id = work.NewId(), InstanceId = Instance.Id, JoinNode = e.JoinNode, JoinKey = e.SplitId, EdgeId = e.EdgeId, TokenId = e.TokenId, ArrivedAt = work.Now });
                break;
            case JoinFired e:
                SplitRows.Put(splits[e.Split.Id], e.Split);
                work.Db.JoinFirings.Add(new JoinFiringRow { Id = work.NewId(), JoinNode = e.JoinNode, JoinKey = e.Split.Id, FiredAt = work.Now });
                break;
        }
    }

    /// <summary>A line of history for what the engine has no part in.</summary>
    public void Note(Guid tokenId, TokenEventType type, EventSource source, params IEnumerable<(string Key, object? Value)> metadata) =>
        work.Db.TokenEvents.Add(Line(new TokenEvent(tokenId, type, State.Tokens[tokenId].Node, null, null, work.Now, metadata.ToImmutableSortedDictionary(m => m.Key, m => m.Value)), source));

    /// <summary>The one row on the audit trail for what a command did to a token; its history has the rest.</summary>
    public Fact FactOf(string type, Guid tokenId, object? metadata = null)
    {
        var token = State.Tokens[tokenId];
        return new Fact(type, EntityTypes.Token, tokenId, token.SerialNumber ?? token.SerialLabel, null, new { status = Word.Of(token.Status), node_code = token.Node }) { Metadata = metadata, TicketId = Ticket.Id };
    }

    private TokenEventRow Line(TokenEvent e, EventSource source) => new()
    {
        TokenId = e.TokenId, InstanceId = Instance.Id, EventType = e.Type, NodeCode = e.Node, FromNode = e.From, ToNode = e.To, OperatorId = work.Caller.UserId, Source = source,
        EventTime = e.At, RecordedAt = work.Now, IdempotencyKey = work.NextRowKey(), CorrelationId = work.Caller.CorrelationId,
        Metadata = JsonSerializer.Serialize(e.Metadata.SetItem(TokenHistory.RowVersion, rows[e.TokenId].RowVersion), Json.Options),
    };

    /// <summary>Closes the cycle and its ticket when nothing lives, something was finished, and nothing waits for a decision.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> CloseIfDone(CycleFacts cycle, object? forced = null)
    {
        if (cycle is not { Live: 0, Completed: > 0, Undecided: 0 } || Ticket.Status != TicketStatus.InProgress) return false;
        Instance.Complete(work.Now);
        Ticket.Complete(forced, work.Now);
        await EndNodes(NodeInstanceStatus.Completed, null);
        return true;
    }

    public async Task EndNodes(NodeInstanceStatus status, string? reason)
    {
        foreach (var node in await work.Db.NodeInstances.Where(n => n.InstanceId == Instance.Id).ToListAsync(work.Ct))
        {
            (node.Status, node.BlockingReason) = (status, reason);
            if (status == NodeInstanceStatus.Completed) node.CompletedAt ??= work.Now;
        }
    }
}

/// <summary>What conditions may ask of a ticket.</summary>
internal static class TicketFacts
{
    public static ImmutableDictionary<string, object?> Of(Ticket ticket)
    {
        var attributes = JsonElement.Parse(ticket.Attributes);
        return ImmutableDictionary<string, object?>.Empty.AddRange(
        [
            new("priority", Word.Of(ticket.Priority)), new("type", Word.Of(ticket.ProductionType)), new("production_type", Word.Of(ticket.ProductionType)),
            new("target_qty", Units.Quantity(ticket.TargetQty)), new("process_mode", Word.Of(ticket.ProcessMode)),
            new("order_channel", Attribute("order_channel")), new("customer_tier", Attribute("customer_tier")),
        ]);

        string? Attribute(string name) => attributes.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}

internal static class SplitRows
{
    public static SplitRow Born(SplitExecution split, Guid instanceId, Guid rootId, DateTime now)
    {
        var row = new SplitRow
        {
            Id = split.Id, InstanceId = instanceId, RootTokenId = rootId, ParentTokenId = split.ParentId, SplitNode = split.SplitNode, VisitNo = split.Visit, ParentQty = split.ParentQty,
            ExpectedChildren = JsonSerializer.Serialize(split.Children, Json.Options), CreatedAt = now,
        };
        Put(row, split);
        return row;
    }

    public static void Put(SplitRow row, SplitExecution split) => (row.LoweredTo, row.TimerFrom, row.Overdue, row.FiredAt) = (split.LoweredTo, split.TimerFrom, split.Overdue, split.FiredAt);

    public static SplitExecution State(SplitRow row) =>
        new(row.Id, row.ParentTokenId, row.SplitNode, row.VisitNo, row.ParentQty, JsonSerializer.Deserialize<ImmutableArray<ExpectedChild>>(row.ExpectedChildren, Json.Options))
        {
            LoweredTo = row.LoweredTo, TimerFrom = row.TimerFrom, Overdue = row.Overdue, FiredAt = row.FiredAt,
        };
}
