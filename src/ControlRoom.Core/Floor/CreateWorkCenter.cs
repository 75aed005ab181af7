using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Floor;

/// <param name="Status">Null = active.</param>
public sealed record CreateWorkCenter(string? Code, LocalText? Name, WorkCenterStatus? Status = null, int? CapacityPerDay = null);

public sealed class CreateWorkCenterHandler(TransactionBoundary boundary)
{
    public Task<Outcome<WorkCenterView>> Handle(CreateWorkCenter command, Caller caller, CancellationToken ct) => boundary.Do<WorkCenterView>(caller, Permission.PlanWork, async work =>
    {
        if (FloorRules.All(FloorRules.CodeInvalid(command.Code), FloorRules.NameInvalid(command.Name), FloorRules.CapacityInvalid(command.CapacityPerDay)) is { } invalid) return invalid;
        if (await work.Db.WorkCenters.AnyAsync(c => c.Code == command.Code, work.Ct)) return Refusal.Conflict("WORK_CENTER_EXISTS").With("code", command.Code);
        var center = WorkCenter.Create(work.NewId(), command.Code!, FloorRules.Trimmed(command.Name!), command.Status ?? WorkCenterStatus.Active, command.CapacityPerDay, work.Now);
        work.Db.WorkCenters.Add(center);
        return WorkCenterView.Of(center);
    }, ct);
}
