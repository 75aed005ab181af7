using System.Threading.Channels;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ControlRoom.Core.Feed;

/// <summary>
/// Carries bells between the processes of one plant on PostgreSQL: one sender that gathers what this process committed into as few NOTIFYs as
/// possible, outside the commands' transactions; one listener on a connection of its own; and a poll that finds what neither brought.
/// On SQLite there is one process and nothing to do.
/// </summary>
public sealed class FeedBridge(Dialect dialect, ChangeFeed feed, Clock clock, ILogger<FeedBridge> log) : BackgroundService
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2), ReconnectAfter = TimeSpan.FromSeconds(1), ProbeEvery = TimeSpan.FromSeconds(30);

    private readonly Guid process = Guid.NewGuid();
    private readonly Channel<Commit> outbox = Channel.CreateBounded<Commit>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly KnownCommits known = new();

    /// <summary>The listener hears other processes.</summary>
    public bool IsListening { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (dialect is not PostgresDialect postgres) return;
        feed.Committed += Collect;
        try
        {
            await Task.WhenAll(Forever(ct => Send(postgres, ct), stoppingToken), Forever(ct => Listen(postgres, ct), stoppingToken), Forever(Poll, stoppingToken));
        }
        finally
        {
            feed.Committed -= Collect;
        }
    }

    private void Collect(Commit commit)
    {
        known.Add(commit.XactId);
        outbox.Writer.TryWrite(commit);
    }

    /// <summary>Runs a loop again after a pause whenever the database went away.</summary>
    private async Task Forever(Func<CancellationToken, Task> loop, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await loop(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Pages must hear of changes again whatever interrupted it; a host whose bridge ended would look alive and be deaf.
            catch (Exception e)
#pragma warning restore CA1031
            {
                log.LogWarning(e, "The feed between processes is interrupted; trying again");
                await Task.WhenAny(Task.Delay(ReconnectAfter, clock.Provider, ct));
            }
        }
    }

    private async Task Send(PostgresDialect postgres, CancellationToken ct)
    {
        while (await outbox.Reader.WaitToReadAsync(ct))
        {
            var message = new FeedMessage.Builder(process);
            while (outbox.Reader.TryRead(out var commit)) message.Add(commit);
            await using var connection = await postgres.Source.OpenConnectionAsync(ct);
            foreach (var payload in message.Payloads())
            {
                await using var notify = new NpgsqlCommand("SELECT pg_notify(@channel, @payload)", connection);
                notify.Parameters.AddWithValue("channel", FeedMessage.Channel);
                notify.Parameters.AddWithValue("payload", payload);
                await notify.ExecuteNonQueryAsync(ct);
            }
        }
    }

    private async Task Listen(PostgresDialect postgres, CancellationToken ct)
    {
        try
        {
            await using var connection = await postgres.Source.OpenConnectionAsync(ct);
            connection.Notification += (_, e) => Heard(e.Payload);
            await using (var listen = new NpgsqlCommand($"LISTEN {FeedMessage.Channel}", connection)) await listen.ExecuteNonQueryAsync(ct);
            IsListening = true;
            // Nobody knows what was said while this process did not listen.
            feed.RingAll();
            while (true)
            {
                if (await connection.WaitAsync(ProbeEvery, ct)) continue;
                await using var probe = new NpgsqlCommand("SELECT 1", connection);
                await probe.ExecuteNonQueryAsync(ct);
            }
        }
        finally
        {
            IsListening = false;
        }
    }

    private void Heard(string payload)
    {
        if (FeedMessage.Parse(payload) is not { } message || message.Process == process) return;
        foreach (var xact in message.XactIds) known.Add(xact);
        if (message.Topics is { } topics) feed.Ring(topics);
        else feed.RingAll();
    }

    /// <summary>Finds committed events of transactions that nobody announced: a process that was killed, a one-off command, a lost connection.</summary>
    private async Task Poll(CancellationToken ct)
    {
        await using (var db = dialect.Open()) known.StartFrom(await dialect.FeedHorizon(db, ct));
        using var timer = new PeriodicTimer(PollEvery, clock.Provider);
        while (await timer.WaitForNextTickAsync(ct)) await PollOnce(ct);
    }

    internal async Task PollOnce(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var horizon = await dialect.FeedHorizon(db, ct);
        var floor = known.Floor;
        var visible = await db.AuditEvents.AsNoTracking().Where(e => e.XactId >= floor).Select(e => e.XactId).Distinct().ToListAsync(ct);
        if (known.Missed(visible, horizon)) feed.RingAll();
    }

    /// <summary>Transactions whose bells have rung here. One that is unknown at two polls in a row was never announced.</summary>
    private sealed class KnownCommits
    {
        private readonly Lock gate = new();
        private readonly HashSet<ulong> heard = [];
        private HashSet<ulong> suspects = [];

        /// <summary>Everything below has been looked at.</summary>
        public ulong Floor { get; private set; }

        /// <summary>What was there when this process began is no news; what came while the poll was interrupted is.</summary>
        public void StartFrom(ulong horizon)
        {
            lock (gate) Floor = Floor == 0 ? horizon : Floor;
        }

        public void Add(ulong xact)
        {
            lock (gate) heard.Add(xact);
        }

        public bool Missed(List<ulong> visible, ulong horizon)
        {
            lock (gate)
            {
                var unknown = visible.Where(x => !heard.Contains(x)).ToHashSet();
                var missed = unknown.Where(suspects.Contains).ToList();
                heard.UnionWith(missed);
                suspects = [.. unknown.Except(missed)];
                // A suspect keeps the floor down, so that the next poll sees it again.
                Floor = suspects.Append(horizon).Min();
                heard.RemoveWhere(x => x < Floor);
                return missed.Count > 0;
            }
        }
    }
}
