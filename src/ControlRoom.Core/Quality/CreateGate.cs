using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>A new gate template. Whether it is a CCP follows from its class.</summary>
public sealed record CreateGate(string? GateCode, int StepIndex, LocalText? Name, GateType? GateType, HaccpClass? HaccpClass, IReadOnlyList<ChecklistItemView>? Checklist = null)
{
    /// <summary>Of a request that <see cref="GateRules"/> let through.</summary>
    internal GateTemplate Template() => new(GateCode!, StepIndex, Name!.Hu.Trim(), Name.En.Trim(), GateType!.Value, HaccpClass == Quality.HaccpClass.Ccp, HaccpClass!.Value, [.. (Checklist ?? []).Select(i => i.Item())]);
}

public sealed class CreateGateHandler(TransactionBoundary boundary)
{
    public async Task<Outcome<GateView>> Handle(CreateGate command, Caller caller, CancellationToken ct)
    {
        if (GateRules.WhyNot(command) is { } invalid) return invalid;
        return await boundary.Do<GateView>(caller, Permission.ManageMasterData, async work =>
        {
            if (await work.Db.Gates.AnyAsync(g => g.GateCode == command.GateCode, work.Ct)) return Refusal.Conflict("GATE_EXISTS").With("gate", command.GateCode);
            var gate = QcGate.Create(work.NewId(), command.Template(), isProtected: false, work.Now);
            work.Db.Gates.Add(gate);
            return GateView.Of(gate);
        }, ct);
    }
}
