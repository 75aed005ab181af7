namespace ControlRoom.Core.Floor;

/// <summary>How well somebody can do something.</summary>
public sealed class UserSkill
{
    public const int MaxLevel = 4;

    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string SkillCode { get; init; }

    /// <summary>1 to 4; 0 = no longer.</summary>
    public required int Level { get; set; }
}

/// <summary>Whether somebody is there for work; who has no row is.</summary>
public sealed class Availability
{
    /// <summary>The user's.</summary>
    public required Guid Id { get; init; }
    public bool IsAvailable { get; set; } = true;

    /// <summary>Available again from then on by itself; null = until somebody says so.</summary>
    public DateTime? UnavailableUntil { get; set; }
}
