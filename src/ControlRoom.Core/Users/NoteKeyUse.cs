using System.Collections.Concurrent;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>A machine came in with this key.</summary>
public sealed record NoteKeyUse(string Bearer);

/// <summary>How many keys were noted: 1, or 0 when it is known already.</summary>
public sealed record NotedKeyUse(int Noted);

/// <summary>Keeps about when a key was last used, so that nobody has to guess whether it may be revoked. Every request would be a write too many.</summary>
public sealed class NoteKeyUseHandler(TransactionBoundary boundary)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTime> noted = new(StringComparer.Ordinal);

    public async Task<Outcome<NotedKeyUse>> Handle(NoteKeyUse command, CancellationToken ct)
    {
        var (hash, now) = (Secrets.Hash(command.Bearer), boundary.Clock.Now);
        if (noted.TryGetValue(hash, out var last) && now - last < Every) return new NotedKeyUse(0);
        noted[hash] = now;
        return await boundary.Do<NotedKeyUse>(Caller.System(now), Permission.Administer, async work =>
        {
            if (await work.Db.ApiKeys.FirstOrDefaultAsync(k => k.KeyHash == hash, work.Ct) is not { } key) return new NotedKeyUse(0);
            key.Used(work.Now);
            return new NotedKeyUse(1);
        }, ct);
    }
}
