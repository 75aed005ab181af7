using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>What a run has on record; such a run is archived, never removed.</summary>
internal sealed record RunRecords(int Lots, int Inspections, int Moves, int Steps, bool Left)
{
    public bool Any => Left || Lots + Inspections + Moves > 0;

    public static async Task<RunRecords> Of(ControlRoomDb db, Guid run, CancellationToken ct) => new(
        await db.Lots.CountAsync(l => l.RunId == run, ct), await db.Inspections.CountAsync(i => i.RunId == run, ct),
        await db.Moves.CountAsync(m => db.Lots.Any(l => l.Id == m.LotId && l.RunId == run), ct), await db.Steps.CountAsync(s => s.RunId == run, ct),
        await db.Runs.AnyAsync(r => r.Id == run && r.Status != RunStatus.Idle, ct));

    public Refusal? WhyKept(string code) => Any ? Refusal.Conflict("RUN_HAS_RECORDS").With("run", code).With("lots", Lots).With("inspections", Inspections).With("moves", Moves) : null;

    public IReadOnlyDictionary<string, Amount> Impact => Upkeep.Impact.Of(("lots", Lots), ("inspections", Inspections), ("moves", Moves), ("steps", Steps));
}

/// <summary>Removes a run that never began, with its eleven waiting steps. A tool for plants that are set up and tried out.</summary>
public sealed class PurgeRunOperation : DestructiveOperation
{
    public override string Noun => "run";
    public override string Verb => "purge";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.Run;
    public override bool NeedsReason => true;

    public override SafetyRule Rule => new("the run ever left IDLE, or has lots, inspections, readings or moves.",
        "What was produced stays on record for as long as somebody may ask about it.",
        "Reads the run's status and counts its lots, inspections and moves; a reading hangs on a lot. The same is an invariant in every environment (RUN_HAS_RECORDS, and guards on runs, steps, lots and all append-only tables).",
        "all children", "Archive the run.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Runs.Select(r => new Target { Id = r.Id, Code = r.RunCode, Name = r.RunCode });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => (await RunRecords.Of(db, target.Id, ct)).WhyKept(target.Code);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => (await RunRecords.Of(db, target.Id, ct)).WhyKept(target.Code);

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct) => (await RunRecords.Of(db, target.Id, ct)).Impact;

    public override Task Lock(Work work, Guid id) => work.LockRuns(LockStrength.Update, id);

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var before = await RunRecords.Of(work.Db, target.Id, work.Ct);
        var steps = await work.Db.Steps.Where(s => s.RunId == target.Id).ExecuteDeleteAsync(work.Ct);
        await work.Db.Runs.Where(r => r.Id == target.Id).ExecuteDeleteAsync(work.Ct);
        work.Record(new Fact("RUN_PURGED", EntityTypes.Run, target.Id, target.Code, new { status = Word.Of(RunStatus.Idle) }, null) { RunId = target.Id, Metadata = new { reason = asked.Reason } });
        return Went((before with { Steps = steps }).Impact);
    }
}
