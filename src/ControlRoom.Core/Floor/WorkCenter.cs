using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Floor;

public enum WorkCenterStatus { Active, Inactive, Maintenance }

/// <summary>A place where workshop steps are done; graphs name it by its code.</summary>
public sealed class WorkCenter : Aggregate
{
    private WorkCenter() { }

    public string Code { get; private init; } = "";
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public WorkCenterStatus Status { get; private set; }

    /// <summary>Pieces it can take in a day; null = not said.</summary>
    public int? CapacityPerDay { get; private set; }
    public DateTime CreatedAt { get; private init; }

    public static WorkCenter Create(Guid id, string code, LocalText name, WorkCenterStatus status, int? capacityPerDay, DateTime now)
    {
        var center = new WorkCenter { Id = id, Code = code, NameHu = name.Hu, NameEn = name.En, Status = status, CapacityPerDay = capacityPerDay, CreatedAt = now };
        center.Noted(new Fact("WORK_CENTER_CREATED", EntityTypes.WorkCenter, id, code, null, center.State()));
        return center;
    }

    public void Update(LocalText name, WorkCenterStatus status, int? capacityPerDay)
    {
        var old = State();
        (NameHu, NameEn, Status, CapacityPerDay) = (name.Hu, name.En, status, capacityPerDay);
        Changed(new Fact("WORK_CENTER_UPDATED", EntityTypes.WorkCenter, Id, Code, old, State()));
    }

    private object State() => new { name = new { hu = NameHu, en = NameEn }, status = Word.Of(Status), capacity_per_day = CapacityPerDay };
}
