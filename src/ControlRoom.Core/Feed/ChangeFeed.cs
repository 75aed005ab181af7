using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ControlRoom.Core.Feed;

/// <summary>What a page may follow. A change rings the bells of its topics; it carries no data.</summary>
public static class Topics
{
    /// <summary>Rings with every change.</summary>
    public const string Site = "site";
    public const string Alarms = "alarms";

    /// <summary>Background work began or ended.</summary>
    public const string Chores = "chores";

    /// <summary>Something that queues and boards show.</summary>
    public const string Work = "work";
    public const string Products = "products";

    /// <summary>Serials and their messages to the core registry.</summary>
    public const string Serials = "serials";

    /// <summary>Monitors looked, and what they found.</summary>
    public const string Monitors = "monitors";

    public static string Ticket(Guid id) => $"ticket:{id}";

    public static string Run(Guid id) => $"run:{id}";

    public static string Buffer(Guid id) => $"buffer:{id}";
}

/// <summary>A transaction of this process that changed something.</summary>
/// <param name="XactId">Its id on PostgreSQL, by which other processes know its audit events; 0 elsewhere.</param>
public sealed record Commit(IReadOnlyCollection<string> Topics, ulong XactId);

/// <summary>
/// The in-process side of the live feed: after a commit it tells everyone who shows something touched that what they show is stale.
/// A subscription is a bell of capacity one, so a slow page costs one bit, and views re-query instead of patching.
/// </summary>
public sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<string, Bells> topics = new(StringComparer.Ordinal);

    /// <summary>Rung after every local commit; the bridge to other processes listens here.</summary>
    public event Action<Commit>? Committed;

    /// <summary>Open subscriptions: none is left of whoever is gone. Those who share a reader count as one.</summary>
    public int SubscriptionCount => topics.Values.SelectMany(t => t.All).Distinct().Count();

    /// <summary>Subscribe first, then load, then follow: nothing slips between.</summary>
    public Subscription Subscribe(params IEnumerable<string> names)
    {
        var list = names.Distinct(StringComparer.Ordinal).ToArray();
        var subscription = new Subscription(s => { foreach (var name in list) topics[name].Remove(s); });
        foreach (var name in list) topics.GetOrAdd(name, static _ => new Bells()).Add(subscription);
        return subscription;
    }

    /// <summary>How often the topic has rung in this process; equal generations mean nothing changed.</summary>
    public long Generation(string topic) => topics.GetOrAdd(topic, static _ => new Bells()).Generation;

    /// <summary>Something committed here.</summary>
    public void Publish(IReadOnlyCollection<string> names, ulong xactId = 0)
    {
        Ring(names);
        Committed?.Invoke(new Commit(names, xactId));
    }

    /// <summary>Rings the bells of this process only.</summary>
    public void Ring(IEnumerable<string> names)
    {
        var bells = names.Select(n => topics.GetOrAdd(n, static _ => new Bells())).ToList();
        foreach (var bell in bells) bell.Raise();
        foreach (var subscription in bells.SelectMany(b => b.All).Distinct()) subscription.Ring();
    }

    /// <summary>Rings everything: after a gap (reconnect, fallback poll) nobody knows what was missed.</summary>
    public void RingAll() => Ring([.. topics.Keys]);

    private sealed class Bells
    {
        private readonly Lock gate = new();
        private Subscription[] all = [];
        private long generation;

        public IReadOnlyList<Subscription> All => all;
        public long Generation => Interlocked.Read(ref generation);

        public void Raise() => Interlocked.Increment(ref generation);

        public void Add(Subscription subscription)
        {
            lock (gate) all = [.. all, subscription];
        }

        public void Remove(Subscription subscription)
        {
            lock (gate) all = [.. all.Where(s => s != subscription)];
        }
    }
}

/// <summary>One page's bell: rung once however many changes came while it was busy.</summary>
/// <param name="inTurn">Continues synchronously: who rings also does what follows, for those who wait beside their circuit; never where a command rings.</param>
public sealed class Subscription(Action<Subscription> leave, bool inTurn = false) : IDisposable
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, AllowSynchronousContinuations = inTurn });
    private int left;

    /// <summary>Completes at the next change since the last call; false when the subscription was disposed.</summary>
    public async ValueTask<bool> Wait(CancellationToken ct)
    {
        if (!await bell.Reader.WaitToReadAsync(ct)) return false;
        bell.Reader.TryRead(out _);
        return true;
    }

    /// <summary>Rings this bell alone.</summary>
    public void Ring() => bell.Writer.TryWrite(true);

    /// <summary>Forgets a ring that nobody has waited for yet.</summary>
    public void Hush() => bell.Reader.TryRead(out _);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref left, 1) != 0) return;
        leave(this);
        bell.Writer.TryComplete();
    }
}
