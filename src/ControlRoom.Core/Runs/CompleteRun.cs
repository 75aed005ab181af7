using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>Everything has been shipped: the run ends, its shipments and all they came from are FINISHED.</summary>
/// <param name="AcceptOpenHolds">A manager ends the run although lots are on HOLD; they live on.</param>
public sealed record CompleteRun(Guid RunId, int? RowVersion = null, bool AcceptOpenHolds = false, string? Reason = null);

public sealed class CompleteRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    public async Task<Outcome<RunView>> Handle(CompleteRun command, Caller caller, CancellationToken ct)
    {
        var seen = command.RowVersion ?? await runs.VersionNow(command.RunId, ct);
        return await boundary.Do<RunView>(caller, Permission.OperateRun, async work =>
        {
            if (command.AcceptOpenHolds && !caller.Role.Has(Permission.ManageHolds)) return TransactionBoundary.NotAllowed(Permission.ManageHolds);
            if (command.AcceptOpenHolds && Text.WhyNoReason(command.Reason, "/reason") is { } invalid) return invalid;
            var loaded = await work.LoadRun(command.RunId, seen);
            if (!loaded.Done) return loaded.Refusal;
            var run = loaded.Value;
            var ancestors = await GenealogyQueries.AncestorsOfShipments(work.Db, run.Id, work.Ct);
            await work.LockLots(LockStrength.Update, ancestors);
            var facts = await RunQueries.Facts(work.Db, run, work.Ct);
            var reasons = RunRules.WhyNot(run, RunAction.Complete, facts, RunPolicy.Of(plant), work.Now);
            var held = reasons.Where(r => r.Code == "LOT_ON_HOLD").ToList();
            if (command.AcceptOpenHolds) reasons = [.. reasons.Except(held)];
            if (reasons.Together("COMPLETE_BLOCKED") is { } refusal) return refusal;

            foreach (var shipment in await work.Db.Lots.Where(l => l.RunId == run.Id && l.LotType == LotType.Ship && l.Status == LotStatus.Released).OrderBy(l => l.LotCode).ToListAsync(work.Ct))
            {
                shipment.ShipOut();
            }
            await FinishAncestors(work, ancestors);
            await work.Flush();
            var balance = await MassBalanceQueries.Of(work.Db, run.Id, work.Ct);
            run.Complete(Summary(facts, balance), work.Now, command.AcceptOpenHolds ? new { reason = command.Reason!.Trim(), lots = held.Select(h => h.LotCode) } : null);
            return await runs.View(work.Db, run, facts, work.Now, work.Ct);
        }, ct);
    }

    /// <summary>CONSUMED lots whose every child has ended, from the shipments upwards.</summary>
    private static async Task FinishAncestors(Work work, IReadOnlyList<Guid> ancestors)
    {
        var lots = await work.Db.Lots.Where(l => ancestors.Contains(l.Id)).OrderByDescending(l => l.StepIndex).ThenBy(l => l.LotCode).ToListAsync(work.Ct);
        var known = work.Db.ChangeTracker.Entries<Lot>().ToDictionary(e => e.Entity.Id, e => e.Entity);
        var links = (await work.Db.Links.AsNoTracking().Where(l => ancestors.Contains(l.ParentLotId)).Select(l => new { l.ParentLotId, l.ChildLotId }).ToListAsync(work.Ct)).ToLookup(l => l.ParentLotId, l => l.ChildLotId);
        var strangers = links.SelectMany(g => g).Where(id => !known.ContainsKey(id)).Distinct().ToList();
        var elsewhere = await work.Db.Lots.AsNoTracking().Where(l => strangers.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.Status, work.Ct);
        foreach (var lot in lots.Where(l => l.Status == LotStatus.Consumed))
        {
            if (links[lot.Id].All(child => (known.TryGetValue(child, out var own) ? own.Status : elsewhere[child]) is LotStatus.Finished or LotStatus.Rejected)) lot.Finish();
        }
    }

    private static string Summary(RunFacts facts, MassBalanceView balance) => Json.Text(new
    {
        lots = facts.Lots.Count,
        shipments = facts.Lots.Count(l => l.Type == LotType.Ship && l.Status != LotStatus.Rejected),
        received_kg = balance.ReceivedKg,
        shipped_kg = balance.ShippedKg,
        waste_kg = balance.WasteKg,
        in_stock_kg = balance.InStockKg,
        meat_kg = balance.MeatKg,
        yield_percent = balance.MeatYieldPercent,
    });
}
