using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

/// <summary>One's own look and language; what is null stays as it is.</summary>
public sealed record SetPreferences(string? Theme, string? Language, string? TextSize);

public sealed class SetPreferencesHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<Preferences>> Handle(SetPreferences command, Caller caller, CancellationToken ct)
    {
        if (UserRules.All(UserRules.PreferenceUnknown("/theme", command.Theme, Preferences.Themes), UserRules.PreferenceUnknown("/language", command.Language, Preferences.Languages),
                UserRules.PreferenceUnknown("/text_size", command.TextSize, Preferences.TextSizes)) is { } invalid) return invalid;
        return await boundary.Do<Preferences>(caller, Permission.Read, async work =>
        {
            var user = await work.Db.Users.FirstAsync(u => u.Id == caller.UserId, work.Ct);
            var now = Preferences.Of(user.Preferences);
            var next = new Preferences(command.Theme ?? now.Theme, command.Language ?? now.Language, command.TextSize ?? now.TextSize);
            user.Prefer(Json.Text(next));
            return next;
        }, ct);
    }
}
