using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Upkeep;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Removes what was registered in a run by mistake and keeps the run: only lots that nothing has happened to.</summary>
public sealed class WipeRunOperation : DestructiveOperation
{
    public override string Noun => "run";
    public override string Verb => "wipe";
    public override Permission Permission => Permission.Administer;
    public override string Entity => EntityTypes.Run;
    public override bool NeedsReason => true;
    public override bool Removes => false;

    public override SafetyRule Rule => new("the run is anything but IDLE without records.",
        "The contents of a real run are its product and its evidence.",
        "Reads the run's status and counts its lots, inspections and moves; whatever is there is reason enough. In every environment lots with links, inspections, readings, placements or moves stay (LOT_HAS_HISTORY, guards and append-only tables), and an ended run is read only.",
        "lots, moves, inspections", "None in production; reject single lots instead.");

    public override IQueryable<Target> Targets(ControlRoomDb db) => db.Runs.Select(r => new Target { Id = r.Id, Code = r.RunCode, Name = r.RunCode });

    public override async Task<Refusal?> WhyUnsafe(ControlRoomDb db, Target target, Asked asked, CancellationToken ct) => (await RunRecords.Of(db, target.Id, ct)).WhyKept(target.Code);

    public override async Task<Refusal?> WhyNot(ControlRoomDb db, Target target, Asked asked, CancellationToken ct)
    {
        var run = await db.Runs.AsNoTracking().FirstAsync(r => r.Id == target.Id, ct);
        if (!run.IsOpen) return RunRules.ReadOnly(run);
        var kept = await LotHistory.In(db, db.Lots.Where(l => l.RunId == target.Id)).OrderBy(l => l.LotCode).Select(l => l.LotCode).FirstOrDefaultAsync(ct);
        return kept is null ? null : LotHistory.Kept(kept);
    }

    public override async Task<IReadOnlyDictionary<string, Amount>> Measure(ControlRoomDb db, Target target, CancellationToken ct)
    {
        var records = await RunRecords.Of(db, target.Id, ct);
        return Impact.Of(("lots", records.Lots), ("moves", records.Moves), ("inspections", records.Inspections));
    }

    public override async Task Lock(Work work, Guid id)
    {
        await work.LockRuns(LockStrength.Update, id);
        await work.LockLots(LockStrength.Update, await work.Db.Lots.Where(l => l.RunId == id).Select(l => l.Id).ToListAsync(work.Ct));
    }

    public override async Task<Outcome<IReadOnlyDictionary<string, Amount>>> Carry(Work work, Target target, Asked asked)
    {
        var lots = await work.Db.Lots.AsNoTracking().Where(l => l.RunId == target.Id).OrderBy(l => l.LotCode).ToListAsync(work.Ct);
        foreach (var lot in lots) await LotHistory.Remove(work, lot, asked.Reason);
        var ids = lots.ConvertAll(l => l.Id);
        await work.ReturnAlarms(a => a.LotId != null && ids.Contains(a.LotId.Value));
        work.Record(new Fact("RUN_WIPED", EntityTypes.Run, target.Id, target.Code, null, null) { RunId = target.Id, Metadata = new { reason = asked.Reason, lots = lots.ConvertAll(l => l.LotCode) } });
        return Went(("lots", lots.Count), ("moves", 0), ("inspections", 0));
    }

    public override async Task<bool> Holds(Work work, Target target) =>
        await work.Db.Runs.AnyAsync(r => r.Id == target.Id, work.Ct) && !await work.Db.Lots.AnyAsync(l => l.RunId == target.Id, work.Ct);
}
