using System.Collections.Concurrent;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Users;

/// <summary>
/// Makes guessing slow, per account and per address: after some failures in a row each further try has to wait longer, up to half a minute.
/// It never locks anyone out, and tries made while waiting do not count.
/// </summary>
public sealed class SignInThrottle(Clock clock)
{
    private const int FreePerAccount = 10, FreePerAddress = 30, Known = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30), Forget = TimeSpan.FromMinutes(15), NoteEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Failures> failures = new(StringComparer.Ordinal);

    /// <summary>Why this try has to wait, or null.</summary>
    public Refusal? WhyNot(string email, string? ip)
    {
        var now = clock.Now;
        var until = new[] { Account(email), Address(ip) }.Select(key => failures.TryGetValue(key, out var f) ? f.NotBefore : DateTime.MinValue).Max();
        return until <= now ? null : new Refusal(RefusalKind.TooMany, "LOGIN_THROTTLED").With("retry_after", (int)Math.Ceiling((until - now).TotalSeconds));
    }

    public void Succeeded(string email) => failures.TryRemove(Account(email), out _);

    /// <summary>Counts a failure; true when it should be on the audit trail, at most once per account and minute.</summary>
    public bool Failed(string email, string? ip)
    {
        var now = clock.Now;
        if (failures.Count > Known)
        {
            foreach (var (key, old) in failures)
            {
                if (now - old.Last > Forget) failures.TryRemove(key, out _);
            }
        }
        Count(Address(ip), FreePerAddress, now);
        return Count(Account(email), FreePerAccount, now);
    }

    /// <summary>Counts one more; true when the last note is old enough for another.</summary>
    private bool Count(string key, int free, DateTime now)
    {
        var notes = true;
        failures.AddOrUpdate(key, _ => new(1, now, now, now), (_, f) =>
        {
            var count = now - f.Last > Forget ? 1 : f.Count + 1;
            var wait = count <= free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(count - free - 1, 10))));
            notes = now - f.NotedAt >= NoteEvery;
            return new(count, now, now + wait, notes ? now : f.NotedAt);
        });
        return notes;
    }

    private static string Account(string email) => "a " + email;

    private static string Address(string? ip) => "i " + ip;

    private sealed record Failures(int Count, DateTime Last, DateTime NotBefore, DateTime NotedAt);
}
