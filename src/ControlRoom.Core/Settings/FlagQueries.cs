using ControlRoom.Core.Database;

namespace ControlRoom.Core.Settings;

public sealed record FlagView(Flag Key, string Value);

public sealed class FlagQueries(Dialect dialect, SiteSettingsReader settings)
{
    public async Task<IReadOnlyList<FlagView>> List(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var site = await settings.Read(db, ct);
        return [.. Enum.GetValues<Flag>().Select(f => new FlagView(f, site.Value(f)))];
    }

    public async Task<VerifyMode> VerifyMode(CancellationToken ct)
    {
        await using var db = dialect.Open();
        return (await settings.Read(db, ct)).VerifyPublicMode;
    }
}
