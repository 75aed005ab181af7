using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>Another form of a gate template; what is left out stays. The code stays: graphs name it.</summary>
public sealed record ChangeGate(Guid Id, int SeenVersion, int? StepIndex = null, LocalText? Name = null, GateType? GateType = null, HaccpClass? HaccpClass = null, IReadOnlyList<ChecklistItemView>? Checklist = null);

public sealed class ChangeGateHandler(TransactionBoundary boundary)
{
    public Task<Outcome<GateView>> Handle(ChangeGate command, Caller caller, CancellationToken ct) => boundary.Do<GateView>(caller, Permission.ManageMasterData, async work =>
    {
        var gate = await work.Db.Gates.FirstOrDefaultAsync(g => g.Id == command.Id, work.Ct);
        if (gate is null) return Refusal.NotFound("gate", command.Id);
        if (command.SeenVersion != gate.RowVersion) return Refusal.Stale(gate.RowVersion);
        var now = GateView.Of(gate);
        var next = new CreateGate(gate.GateCode, command.StepIndex ?? now.StepIndex, command.Name ?? now.Name, command.GateType ?? now.GateType, command.HaccpClass ?? now.HaccpClass, command.Checklist ?? now.Checklist);
        if ((GateRules.WhyNot(next) ?? GateRules.Locked(gate, next)) is { } refusal) return refusal;
        var template = next.Template();
        if (!template.Same(gate.Template())) gate.Change(template);
        return GateView.Of(gate);
    }, ct);
}
