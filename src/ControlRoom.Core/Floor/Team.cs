using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Floor;

/// <summary>People who do the same kind of work; graphs name it by its code.</summary>
public sealed class Team : Aggregate
{
    private Team() { }

    public string Code { get; private init; } = "";
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public DateTime CreatedAt { get; private init; }

    public static Team Create(Guid id, string code, LocalText name, IReadOnlyList<Guid> members, DateTime now)
    {
        var team = new Team { Id = id, Code = code, NameHu = name.Hu, NameEn = name.En, CreatedAt = now };
        team.Noted(new Fact("TEAM_CREATED", EntityTypes.Team, id, code, null, team.State(members)));
        return team;
    }

    public void Update(LocalText name, IReadOnlyList<Guid> before, IReadOnlyList<Guid> members)
    {
        var old = State(before);
        (NameHu, NameEn) = (name.Hu, name.En);
        Changed(new Fact("TEAM_UPDATED", EntityTypes.Team, Id, Code, old, State(members)));
    }

    private object State(IReadOnlyList<Guid> members) => new { name = new { hu = NameHu, en = NameEn }, member_ids = members };
}

/// <summary>Somebody in a team; who leaves it stays as a row.</summary>
public sealed class TeamMember
{
    public required Guid Id { get; init; }
    public required Guid TeamId { get; init; }
    public required Guid UserId { get; init; }
    public bool Active { get; set; } = true;
}
