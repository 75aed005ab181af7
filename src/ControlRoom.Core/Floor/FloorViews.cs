using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Floor;

public sealed record WorkCenterView(Guid Id, string Code, LocalText Name, WorkCenterStatus Status, int? CapacityPerDay, int RowVersion)
{
    internal static WorkCenterView Of(WorkCenter c) => new(c.Id, c.Code, new LocalText(c.NameHu, c.NameEn), c.Status, c.CapacityPerDay, c.RowVersion);
}

public sealed record TeamView(Guid Id, string Code, LocalText Name, IReadOnlyList<Guid> MemberIds, int RowVersion)
{
    internal static TeamView Of(Team t, IEnumerable<Guid> members) => new(t.Id, t.Code, new LocalText(t.NameHu, t.NameEn), [.. members.Order()], t.RowVersion);
}

public sealed record SkillsView(Guid UserId, IReadOnlyList<SkillLevel> Skills);

public sealed record AvailabilityView(Guid UserId, bool IsAvailable, DateTime? UnavailableUntil);
