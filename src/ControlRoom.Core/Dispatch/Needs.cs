using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Routing;

namespace ControlRoom.Core.Dispatch;

/// <summary>What whoever claims the work of a step must have.</summary>
/// <param name="PinOnly">Only an assignment gives it to somebody.</param>
/// <param name="Teams">Of each set somebody must be in one.</param>
/// <param name="Excluded">Teams whose members may not.</param>
public sealed record Needs(bool PinOnly, ImmutableArray<SkillNeed> Skills, ImmutableArray<ImmutableArray<string>> Teams, ImmutableArray<string> Excluded)
{
    private static readonly Needs None = new(false, [], [], []);

    private bool IsNone => !PinOnly && Skills.IsEmpty && Teams.IsEmpty && Excluded.IsEmpty;

    public static Needs Of(StationSpec station)
    {
        var teams = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        if (station.Team is { } own) teams.Add([own]);
        if (station.Assignment.AllowedTeams.Length > 0) teams.Add([.. station.Assignment.AllowedTeams.Order(StringComparer.Ordinal)]);
        else if (station.Assignment is { Policy: AssignmentPolicy.TeamLock, PreferredTeam: { } locked }) teams.Add([locked]);
        return new Needs(station.Assignment.Policy == AssignmentPolicy.PinOnly, [.. station.Skills.OrderBy(s => s.Code, StringComparer.Ordinal)], teams.ToImmutable(),
            [.. station.Assignment.ForbiddenTeams.Order(StringComparer.Ordinal)]);
    }

    /// <summary>The same needs are the same text; nothing needed is no text.</summary>
    public string Text() => IsNone ? "" : JsonSerializer.Serialize(new object[] { PinOnly ? 1 : 0, Skills.Select(s => new object[] { s.Code, s.MinLevel }), Teams, Excluded });

    public static Needs Parse(string text)
    {
        if (text.Length == 0) return None;
        var parts = JsonElement.Parse(text);
        return new Needs(parts[0].GetInt32() == 1, [.. parts[1].EnumerateArray().Select(s => new SkillNeed(s[0].GetString()!, s[1].GetInt32()))], [.. parts[2].EnumerateArray().Select(Texts)], Texts(parts[3]));
    }

    private static ImmutableArray<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];
}
