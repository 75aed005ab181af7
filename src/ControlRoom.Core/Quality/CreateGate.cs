using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A new gate template. Whether it is a CCP follows from its class.</summary>
public sealed record CreateGate(string? GateCode, int StepIndex, LocalText? Name, GateType? GateType, HaccpClass? HaccpClass, IReadOnlyList<ChecklistItemView>? Checklist = null);

public sealed class CreateGateHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<GateView>> Handle(CreateGate command, Caller caller, CancellationToken ct)
    {
        if (GateRules.WhyNot(command) is { } invalid) return invalid;
        return await boundary.Do<GateView>(caller, Permission.ManageMasterData, async work =>
        {
            if (await work.Db.Gates.AnyAsync(g => g.GateCode == command.GateCode, work.Ct)) return Refusal.Conflict("GATE_EXISTS").With("gate", command.GateCode);
            var template = new GateTemplate(command.GateCode!, command.StepIndex, command.Name!.Hu.Trim(), command.Name.En.Trim(), command.GateType!.Value, command.HaccpClass == HaccpClass.Ccp, command.HaccpClass!.Value,
                [.. (command.Checklist ?? []).Select(i => i.Item())]);
            var gate = QcGate.Create(work.NewId(), template, isProtected: false, work.Now);
            work.Db.Gates.Add(gate);
            return GateView.Of(gate);
        }, ct);
    }
}
