using System.Globalization;
using ControlRoom.Core.Feed;

namespace ControlRoom.Web.Shared;

/// <summary>
/// One reader for everyone who shows the same picture: after a change it has the picture drawn once, and wakes those who show it when it is not
/// the one it saw before. A hundred walls on which nothing changed are not disturbed.
/// </summary>
public sealed class SharedPictures(ChangeFeed feed, TimeProvider time, ILogger<SharedPictures> log)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Name, string Culture), Reader> readers = [];

    /// <summary>A bell that rings when the picture is another one.</summary>
    /// <param name="name">Names the picture, its topics and its pace; with the reader's language it is the key.</param>
    /// <param name="pace">The picture is drawn at most this often.</param>
    /// <param name="picture">Draws it; answers the same object while nothing changed.</param>
    public Subscription Follow(string name, IReadOnlyList<string> topics, TimeSpan pace, Func<Task<object>> picture)
    {
        var key = (name, CultureInfo.CurrentUICulture.Name);
        // One after the other: a hundred threads woken for a hundred small drawings cost more than the drawings.
        var mine = new Subscription(bell => Leave(key, bell), inTurn: true);
        lock (gate)
        {
            if (!readers.TryGetValue(key, out var reader)) readers[key] = reader = new Reader(feed.Subscribe(topics), time, pace, picture, log);
            reader.Add(mine);
        }
        return mine;
    }

    private void Leave((string, string) key, Subscription bell)
    {
        lock (gate)
        {
            if (readers[key].Remove(bell)) readers.Remove(key);
        }
    }

    private sealed class Reader
    {
        private readonly Subscription changes;
        private volatile Subscription[] bells = [];

        public Reader(Subscription changes, TimeProvider time, TimeSpan pace, Func<Task<object>> picture, ILogger log)
        {
            this.changes = changes;
            var (words, numbers) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
            // It lives as long as anybody looks, and takes nothing else along from whoever came first.
            using (ExecutionContext.SuppressFlow())
            {
                _ = Task.Run(() =>
                {
                    (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (words, numbers);
                    return Follow(time, pace, picture, log);
                });
            }
        }

        public void Add(Subscription bell) => bells = [.. bells, bell];

        /// <summary>Whether it was the last.</summary>
        public bool Remove(Subscription bell)
        {
            bells = [.. bells.Where(b => b != bell)];
            if (bells.Length > 0) return false;
            changes.Dispose();
            return true;
        }

        private async Task Follow(TimeProvider time, TimeSpan pace, Func<Task<object>> picture, ILogger log)
        {
            var (shown, failed) = ((object?)null, false);
            while (await changes.Wait(CancellationToken.None))
            {
                object? fresh = null;
                try
                {
                    fresh = await picture();
                    failed = false;
                }
                catch (Exception e)
                {
                    if (!failed) log.LogError(e, "A shared picture could not be drawn");
                    failed = true;
                }

                var drawn = time.GetTimestamp();
                // What could not be drawn is everybody's own to meet, to say and to try again.
                if (fresh is null || !ReferenceEquals(fresh, shown))
                {
                    shown = fresh;
                    foreach (var bell in bells) bell.Ring();
                }
                if (pace - time.GetElapsedTime(drawn) is var left && left > TimeSpan.Zero) await Task.Delay(left, time);
            }
        }
    }
}
