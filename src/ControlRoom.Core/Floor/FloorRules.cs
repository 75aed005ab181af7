using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Floor;

/// <summary>Why a work centre, a team or a skill is refused.</summary>
public static partial class FloorRules
{
    public const int MaxCode = 50, MaxName = 100, MaxMembers = 200, MaxSkills = 100;

    public static Refusal? CodeInvalid(string? code) => IsCode(code) ? null : Refusal.Invalid("FLOOR_CODE_INVALID", "/code");

    public static Refusal? NameInvalid(LocalText? name) =>
        name is { Hu: { } hu, En: { } en } && Fits(hu) && Fits(en) ? null : Refusal.Invalid("FLOOR_NAME_INVALID", "/name").With("max", MaxName);

    public static Refusal? CapacityInvalid(int? capacity) => capacity < 0 ? Refusal.Invalid("OUT_OF_RANGE", "/capacity_per_day").With("min", 0).With("max", int.MaxValue) : null;

    /// <summary>Each skill once, with a level from 1 to 4.</summary>
    public static Refusal? SkillsInvalid(IReadOnlyList<SkillLevel>? skills)
    {
        if (skills is null) return Refusal.Invalid("FIELD_REQUIRED", "/skills").With("field", "skills");
        if (skills.Count > MaxSkills) return Refusal.Invalid("TOO_MANY_ITEMS", "/skills").With("max", MaxSkills);
        for (var i = 0; i < skills.Count; i++)
        {
            if (skills[i] is null) return Refusal.Invalid("NOT_AN_OBJECT", $"/skills/{i}");
            if (!IsCode(skills[i].Code) || skills[i].Level is < 1 or > UserSkill.MaxLevel || skills.Take(i).Any(s => s.Code == skills[i].Code))
                return Refusal.Invalid("SKILL_INVALID", $"/skills/{i}").With("skill", skills[i].Code).With("max", UserSkill.MaxLevel);
        }
        return null;
    }

    internal static Refusal? All(params IEnumerable<Refusal?> refusals) => refusals.OfType<Refusal>().ToList() is { Count: > 0 } found ? Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", found) : null;

    internal static LocalText Trimmed(LocalText name) => new(name.Hu.Trim(), name.En.Trim());

    private static bool Fits(string name) => name.Trim().Length is >= 1 and <= MaxName;

    private static bool IsCode(string? code) => code is not null && Code().IsMatch(code);

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9_-]{0,49}\z")]
    private static partial Regex Code();
}

public sealed record SkillLevel(string? Code, int Level);
