using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Settings;

/// <summary>The only reader of the switches: whoever depends on one asks here, inside its own transaction or outside.</summary>
public sealed class SiteSettingsReader(PlantOptions plant)
{
    /// <summary>Under this name changes of the settings wait for each other, and for whoever relies on them until its commit.</summary>
    internal const string LockName = "site-settings";

    public async Task<SiteSettings> Read(ControlRoomDb db, CancellationToken ct) =>
        await db.SiteSettings.AsNoTracking().FirstOrDefaultAsync(s => s.Id == SiteSettings.Only, ct) ?? SiteSettings.Of(plant.SiteCode);

    /// <summary>The switch of all work on tickets is off: what is there can be read and nothing else.</summary>
    internal static Task<bool> IsReadOnly(ControlRoomDb db, CancellationToken ct) => Off.First(db, true, ct);

    private static readonly HotQuery<bool, bool> Off = new((db, on) => db.SiteSettings.Where(s => s.EnableDagRouting != on).Select(_ => true));

    /// <summary>The row for a command that changes it, locked; written with its defaults when it is not there yet.</summary>
    internal async Task<SiteSettings> Change(Work work)
    {
        await work.Dialect.LockName(work.Db, LockName, work.Ct);
        if (await work.Db.SiteSettings.FirstOrDefaultAsync(s => s.Id == SiteSettings.Only, work.Ct) is { } row) return row;
        var first = SiteSettings.Of(plant.SiteCode);
        work.Db.SiteSettings.Add(first);
        await work.Flush();
        return first;
    }
}
