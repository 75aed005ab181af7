using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Settings;

public sealed record SetFlag(string Key, string? Value);

public sealed class SetFlagHandler(TransactionBoundary boundary, SiteSettingsReader settings)
{
    public Task<Outcome<FlagView>> Handle(SetFlag command, Caller caller, CancellationToken ct) => boundary.Do<FlagView>(caller, Permission.Administer, async work =>
    {
        if (!Word.TryParse<Flag>(command.Key, out var flag)) return Refusal.NotFound("flag", command.Key);
        if (SettingRules.ValueInvalid(flag, command.Value) is { } invalid) return invalid;
        var site = await settings.Change(work);
        var temporary = flag == Flag.IsTest ? await work.Db.TicketSerials.CountAsync(s => s.IsTemp, work.Ct) : 0;
        if (SettingRules.TestEnds(flag, command.Value!, temporary) is { } kept) return kept;
        if (site.Value(flag) != command.Value) site.Set(flag, command.Value!);
        return new FlagView(flag, site.Value(flag));
    }, ct);
}
