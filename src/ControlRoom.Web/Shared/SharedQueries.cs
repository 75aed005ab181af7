using System.Collections.Concurrent;
using System.Globalization;
using ControlRoom.Core.Feed;

namespace ControlRoom.Web.Shared;

/// <summary>
/// One reading for everyone who shows the same thing: the answer of a query is kept until one of its topics rings, and whoever asks
/// meanwhile waits for the same run. Ten walls cost one query per change.
/// </summary>
public sealed class SharedQueries(ChangeFeed feed, TimeProvider time)
{
    private const int Many = 100;
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<Key, Entry> entries = new();
    private long executed;

    /// <summary>Queries that were really run.</summary>
    public long Executed => Interlocked.Read(ref executed);

    /// <param name="name">Names the query; with <paramref name="args"/> and the reader's language it is the key.</param>
    /// <param name="args">Compared by value.</param>
    /// <param name="topics">Every topic whose ring may change the answer.</param>
    public async Task<T> Get<T>(string name, object args, IReadOnlyList<string> topics, Func<CancellationToken, Task<T>> query, CancellationToken ct) where T : class
    {
        // Read before the query runs: a change that commits meanwhile makes a newer generation, and the next one who asks reads again.
        var generation = topics.Sum(feed.Generation);
        var entry = entries.AddOrUpdate(new Key(name, args, CultureInfo.CurrentUICulture.Name),
            static (_, next) => next, static (_, known, next) => known.Generation >= next.Generation && !known.HasFailed ? known : next,
            // The run belongs to nobody: whoever leaves only stops waiting.
            new Entry(generation, () => Task.Run(async () => (object)await Counted(query), CancellationToken.None)));
        entry.UsedAt = time.GetTimestamp();
        if (entries.Count > Many) Prune();
        return (T)await entry.Answer.WaitAsync(ct);
    }

    private async Task<T> Counted<T>(Func<CancellationToken, Task<T>> query)
    {
        Interlocked.Increment(ref executed);
        return await query(CancellationToken.None);
    }

    private void Prune()
    {
        foreach (var (key, entry) in entries)
        {
            if (time.GetElapsedTime(entry.UsedAt) > Forget) entries.TryRemove(key, out _);
        }
    }

    private sealed record Key(string Name, object Args, string Culture);

    private sealed class Entry(long generation, Func<Task<object>> run)
    {
        private readonly Lazy<Task<object>> answer = new(run);

        public long Generation => generation;
        public Task<object> Answer => answer.Value;
        public bool HasFailed => answer.IsValueCreated && answer.Value.IsFaulted;
        public long UsedAt { get; set; }
    }
}
