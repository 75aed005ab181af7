using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Quality;

/// <summary>Takes a gate template out of the catalogue. Versions submitted with it carry their own copy.</summary>
public sealed record RemoveGate(Guid Id, int? SeenVersion = null);

public sealed class RemoveGateHandler(OperationRunner runner)
{
    public Task<Outcome<OperationReport>> Handle(RemoveGate command, Caller caller, CancellationToken ct) =>
        runner.Answer(new OperationRequest(RemoveGateOperation.Is, command.Id.ToString()) { Confirm = true, SeenVersion = command.SeenVersion }, caller, null, ct);
}

public sealed class RemoveGateOperation : DestructiveOperation
{
    public const string Is = "gate.remove";

    public override string Noun => "gate";
    public override string Verb => "remove";
    public override Permission Permission => Permission.ManageMasterData;
    public override string Entity => EntityTypes.Gate;

    public override SafetyRule Rule => new("it is protected_from_removal, it is a CCP, or the graph of an active run names it.",
        "A critical control point is part of the HACCP plan, and a run in hand is still inspected by it.",
        "Reads the two flags of the template and the gate codes in the graphs of all runs in IDLE, RUNNING and HOLD. In every environment versions keep the copy of the gate they were submitted with.",
        "flows using it", "Make a new version of the flow with another gate.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Gates.Select(g => new Target { Id = g.Id, Code = g.GateCode, Name = g.NameEn });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        if (await db.Gates.AnyAsync(g => g.Id == target.Id && (g.ProtectedFromRemoval || g.IsCcp), ct)) return Refusal.Conflict("GATE_PROTECTED").With("gate", target.Code);
        var running = await (from r in db.Runs where r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold
            join v in db.FlowVersions on r.FlowVersionId equals v.Id orderby r.RunCode select new { r.RunCode, v.GraphSchema }).ToListAsync(ct);
        var runs = running.Where(r => Names(r.GraphSchema, target.Code)).Select(r => r.RunCode).ToList();
        return runs.Count == 0 ? null : Refusal.Conflict("GATE_IN_USE").With("gate", target.Code).With("runs", string.Join(", ", runs));
    }

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var version = await db.Gates.Where(g => g.Id == target.Id).Select(g => g.RowVersion).FirstAsync(ct);
        return asked.SeenVersion is { } seen && seen != version ? Refusal.Stale(version) : null;
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var graphs = await (from v in db.FlowVersions where v.Status != FlowVersionStatus.Deprecated join f in db.Flows on v.FlowDefinitionId equals f.Id where !f.IsDeleted select new { f.Id, v.GraphSchema }).ToListAsync(ct);
        return Impact.Of(("flows", graphs.Where(g => Names(g.GraphSchema, target.Code)).Select(g => g.Id).Distinct().Count()));
    }

    public override Task Lock(Work work, Guid id) => work.LockGates(id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var gate = await work.Db.Gates.FirstAsync(g => g.Id == target.Id, work.Ct);
        var impact = await Measure(work.Db, target, work.Ct);
        gate.Remove();
        work.Db.Gates.Remove(gate);
        return Went(impact);
    }

    /// <summary>By the code in a gate node, or in the copy that it was submitted with.</summary>
    private static bool Names(string graph, string gate)
    {
        var compiled = ProcessGraph.Parse(graph);
        return Enumerable.Range(0, ProcessSteps.Count).Any(step => compiled.GateOf(step)?.Code == gate) || GraphDocument.Parse(graph).Nodes.Any(n => n.GateCode == gate);
    }
}
