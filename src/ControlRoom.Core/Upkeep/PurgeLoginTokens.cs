using System.Data;
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep;

/// <summary>Forgets logins that have ended. Who logged in when stays on the audit trail.</summary>
public sealed class PurgeLoginTokensChore(TransactionBoundary boundary, Clock clock) : Chore
{
    public override string Name => "purge-login-tokens";

    public override Rhythm Rhythm => Rhythm.Every(TimeSpan.FromHours(1));

    public override async Task<string> Run(CancellationToken ct)
    {
        var purged = await boundary.Do<Purged>(Caller.System(clock.Now), Permission.Administer,
            async work => new Purged(await work.Db.LoginTokens.Where(t => t.ExpiresAt <= work.Now || t.RevokedAt != null).ExecuteDeleteAsync(work.Ct)), ct);
        return purged.Done ? string.Create(CultureInfo.InvariantCulture, $"Logins forgotten: {purged.Value.Count}.") : throw new DataException(purged.Refusal.Code);
    }
}
