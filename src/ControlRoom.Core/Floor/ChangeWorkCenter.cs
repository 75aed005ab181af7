using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <summary>Changes what is given and leaves the rest. The code stays: graphs name it.</summary>
public sealed record ChangeWorkCenter(Guid Id, int SeenVersion, LocalText? Name, WorkCenterStatus? Status, int? CapacityPerDay);

public sealed class ChangeWorkCenterHandler(TransactionBoundary boundary)
{
    public Task<Outcome<WorkCenterView>> Handle(ChangeWorkCenter command, Caller caller, CancellationToken ct) => boundary.Do<WorkCenterView>(caller, Permission.PlanWork, async work =>
    {
        if (FloorRules.All(command.Name is null ? null : FloorRules.NameInvalid(command.Name), FloorRules.CapacityInvalid(command.CapacityPerDay)) is { } invalid) return invalid;
        var center = await work.Db.WorkCenters.FirstOrDefaultAsync(c => c.Id == command.Id, work.Ct);
        if (center is null) return Refusal.NotFound("work_center", command.Id);
        if (command.SeenVersion != center.RowVersion) return Refusal.Stale(center.RowVersion);
        var name = command.Name is null ? new LocalText(center.NameHu, center.NameEn) : FloorRules.Trimmed(command.Name);
        var (status, capacity) = (command.Status ?? center.Status, command.CapacityPerDay ?? center.CapacityPerDay);
        if ((name, status, capacity) != (new LocalText(center.NameHu, center.NameEn), center.Status, center.CapacityPerDay)) center.Update(name, status, capacity);
        return WorkCenterView.Of(center);
    }, ct);
}
