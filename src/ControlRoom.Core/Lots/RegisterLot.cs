using System.Text.Json;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>How much of a parent a new lot uses; from one buffer only when it is named.</summary>
public sealed record ParentUse(Guid? LotId, string? LotCode, decimal QuantityUsedKg, Guid? FromBufferId = null);

/// <summary>A weighed part of what was lost while making the lot.</summary>
public sealed record WasteLine(decimal QuantityKg, WasteReason Reason, string? DisposalRef = null);

/// <summary>A new lot of the run's current step, with the parents it is made from. Links, consumption, waste and state are one transaction.</summary>
public sealed record RegisterLot(Guid RunId, LotType LotType, decimal WeightKg)
{
    /// <summary>A scanned code, or empty for the next free one.</summary>
    public string? LotCode { get; init; }
    public int? PieceCount { get; init; }
    public decimal? TemperatureC { get; init; }
    public Guid? SupplierId { get; init; }
    public IReadOnlyList<ParentUse> Parents { get; init; } = [];
    public IReadOnlyList<WasteLine>? Waste { get; init; }

    /// <summary>Object; <c>recipe {version, components[{key, target_kg, actual_kg}]}</c> of a MIX lot is judged.</summary>
    public JsonElement? Metadata { get; init; }
    public string? CustomerCode { get; init; }

    /// <summary>Derived from the type; if sent it must agree.</summary>
    public Sku? SkuType { get; init; }
    public MaterialClass? MaterialClass { get; init; }
    public Species? Species { get; init; }
    public string? Sscc { get; init; }
    public string? BatchCode { get; init; }
}

public sealed class RegisterLotHandler(TransactionBoundary boundary, PlantOptions plant)
{
    public Task<Outcome<LotView>> Handle(RegisterLot command, Caller caller, CancellationToken ct) => boundary.Do<LotView>(caller, Permission.HandleGoods, async work =>
    {
        if (LotRules.WhyNotFields(command) is { Count: > 0 } errors) return LotRules.Together(errors);
        var keys = await ParentKeys(work, command.Parents);
        if (!keys.Done) return keys.Refusal;

        // Every run first, in order, then every lot, then every buffer: the order all commands lock in.
        await work.LockRuns(LockStrength.Share, keys.Value.Select(k => k.RunId).Append(command.RunId));
        var run = await RunLoading.Alone.First(work.Db, command.RunId, work.Ct);
        if (run is null) return Refusal.NotFound("run", command.RunId);
        if (RunRules.WhyNotRunning(run).FirstOrDefault() is { } closed) return closed;
        if (await WhyNotLent(work, run, keys.Value) is { } held) return held;
        if (command.LotType.Spec().Step != run.CurrentStepIndex) return LotRules.NotAtStep(command.LotType, run.CurrentStepIndex);

        var ids = keys.Value.Select(k => k.LotId).ToList();
        await work.LockLots(LockStrength.Update, ids);
        var supplier = command.SupplierId is { } supplierId ? await work.Db.Suppliers.AsNoTracking().FirstOrDefaultAsync(s => s.Id == supplierId, work.Ct) : null;
        var parents = await Parents(work, command, keys.Value);
        var today = work.Clock.ProductionDate(work.Now);
        if (LotRules.WhyNot(command, parents, supplier, today) is { Count: > 0 } reasons) return LotRules.Together(reasons);

        var ledger = await StockLedger.Load(work, ids);
        var code = command.LotCode is { Length: > 0 } scanned ? await Scanned(work, scanned) : await work.NextCode(command.LotType.Spec().CodePrefix, run.SiteCode);
        if (!code.Done) return code.Refusal;
        var sscc = await Sscc(work, command);
        if (!sscc.Done) return sscc.Refusal;
        var lot = Lot.Register(Birth(command, code.Value, parents, supplier, today) with { Sscc = sscc.Value.Number }, work.NewId(), caller.UserId, work.Now, caller.IsSimulated);
        work.Db.Lots.Add(lot);
        foreach (var parent in parents)
        {
            if (Use(work, ledger, parent, lot) is { } refusal) return refusal;
        }
        var losses = RecordLosses(work, command, parents, lot);
        var reading = await Settle(work, run, lot, command);
        // The database gives a reading its id.
        if (reading is not null) await work.Flush();
        return LotQueries.Newborn(lot, supplier?.Code, parents.Select(p => new KinView(p.Lot.Id, p.Lot.LotCode, p.Lot.LotType, p.Lot.Status, Units.Kg(p.Grams))), losses,
            reading is null ? [] : [ReadingView.Of(reading, lot.LotCode, null, caller.Name)]);
    }, ct);

    private sealed record Key(Guid LotId, Guid RunId, Guid FlowVersionId);

    /// <summary>Goods of another run may be used while it runs or after it has ended, but not while it is stopped.</summary>
    private static async Task<Refusal?> WhyNotLent(Work work, Run run, IReadOnlyList<Key> keys)
    {
        var others = keys.Select(k => k.RunId).Where(id => id != run.Id).Distinct().ToList();
        if (others.Count == 0) return null;
        var stopped = await work.Db.Runs.AsNoTracking().Where(r => others.Contains(r.Id) && r.Status == RunStatus.Hold).OrderBy(r => r.RunCode).FirstOrDefaultAsync(work.Ct);
        return stopped is null ? null : RunRules.WhyNotRunning(stopped).First();
    }

    private sealed record KnownLot(Guid Id, Guid RunId, string LotCode, Guid FlowVersionId);

    private static readonly HotQuery<List<Guid>, KnownLot> ById = new((db, ids) => db.Lots.Where(l => ids.Contains(l.Id)).Join(db.Runs, l => l.RunId, r => r.Id, (l, r) => new KnownLot(l.Id, l.RunId, l.LotCode, r.FlowVersionId)));

    private static readonly HotQuery<List<string>, KnownLot> ByCode = new((db, codes) => db.Lots.Where(l => codes.Contains(l.LotCode)).Join(db.Runs, l => l.RunId, r => r.Id, (l, r) => new KnownLot(l.Id, l.RunId, l.LotCode, r.FlowVersionId)));

    private sealed record JudgedLot(Lot Lot, DateTime? PassedAt);

    private static readonly HotQuery<List<Guid>, JudgedLot> Judged = new((db, ids) => db.Lots.Where(l => ids.Contains(l.Id))
        .Select(l => new JudgedLot(l, db.Inspections.Where(i => i.LotId == l.Id && i.Decision == Decision.Pass).Max(i => (DateTime?)i.InspectedAt))));

    private static async Task<Outcome<IReadOnlyList<Key>>> ParentKeys(Work work, IReadOnlyList<ParentUse> uses)
    {
        var (ids, codes) = (uses.Select(u => u.LotId).OfType<Guid>().ToList(), uses.Select(u => u.LotCode).OfType<string>().ToList());
        List<KnownLot> found = ids.Count == 0 ? [] : await ById.List(work.Db, ids, work.Ct);
        if (codes.Count > 0) found.AddRange(await ByCode.List(work.Db, codes, work.Ct));
        var keys = new List<Key>();
        for (var i = 0; i < uses.Count; i++)
        {
            var use = uses[i];
            var lot = found.Find(l => use.LotId is { } id ? l.Id == id : l.LotCode == use.LotCode);
            if (lot is null) return Refusal.Invalid("PARENT_NOT_FOUND", $"/parents/{i}").With("selector", (object?)use.LotId ?? use.LotCode);
            if (keys.Exists(k => k.LotId == lot.Id)) return Refusal.Invalid("PARENT_TWICE", $"/parents/{i}").For(lot.LotCode);
            keys.Add(new Key(lot.Id, lot.RunId, lot.FlowVersionId));
        }
        return keys;
    }

    private static async Task<List<Parent>> Parents(Work work, RegisterLot command, IReadOnlyList<Key> keys)
    {
        var ids = keys.Select(k => k.LotId).ToList();
        var lots = ids.Count == 0 ? [] : (await Judged.List(work.Db, ids, work.Ct)).ToDictionary(l => l.Lot.Id);
        var graphs = new Dictionary<Guid, ProcessGraph>();
        foreach (var version in keys.Select(k => k.FlowVersionId).Distinct()) graphs[version] = await RunQueries.Graph(work.Db, version, work.Ct);

        return [.. keys.Select((key, i) =>
        {
            var (lot, at) = (lots[key.LotId].Lot, lots[key.LotId].PassedAt);
            var gated = graphs[key.FlowVersionId].GateOf(lot.StepIndex) is { Type: not GateType.Info };
            var passed = at is not null && (lot.HeldAt is null || at > lot.HeldAt);
            return new Parent(i, lot, Units.Grams(command.Parents[i].QuantityUsedKg)!.Value, command.Parents[i].FromBufferId, !gated || passed);
        })];
    }

    private static async Task<Outcome<string>> Scanned(Work work, string code)
    {
        if (await work.Db.Lots.AnyAsync(l => l.LotCode == code, work.Ct)) return Refusal.Conflict("LOT_CODE_USED").For(code);
        await work.Reserve(code);
        return code;
    }

    /// <summary>Null for goods that have none.</summary>
    private sealed record PalletNumber(string? Number);

    /// <summary>A pallet's own number: the one on it already, or the company's next.</summary>
    private async Task<Outcome<PalletNumber>> Sscc(Work work, RegisterLot command)
    {
        var prefix = plant.CompanyPrefix;
        if (command.Sscc is { } scanned)
        {
            if (prefix.Length > 0 && Gs1.SerialOf(scanned, prefix) is { } serial) await work.ReserveSscc(prefix, serial);
            if (await work.Db.Lots.AnyAsync(l => l.Sscc == scanned, work.Ct)) return Refusal.Conflict("SSCC_USED").With("sscc", scanned);
            return new PalletNumber(scanned);
        }
        if (command.LotType != LotType.Pal || prefix.Length == 0) return new PalletNumber(null);
        var next = await work.NextSscc(plant.Gs1.ExtensionDigit, prefix);
        return next.Done ? new PalletNumber(next.Value) : next.Refusal;
    }

    private static LotBirth Birth(RegisterLot c, string code, List<Parent> parents, Supplier? supplier, DateOnly today) =>
        new(code, c.LotType, c.RunId, Units.Grams(c.WeightKg)!.Value, today)
        {
            PieceCount = c.PieceCount,
            Sku = c.LotType.Spec().Sku ?? (c.LotType == LotType.Pal ? parents.Select(p => p.Lot.SkuType).FirstOrDefault() : null),
            SupplierId = c.SupplierId,
            Species = c.Species ?? supplier?.Species ?? parents.Select(p => p.Lot.Species).FirstOrDefault(s => s is not null),
            MaterialClass = c.LotType == LotType.Raw ? c.MaterialClass ?? supplier?.GoodsClass ?? Lots.MaterialClass.Meat : Lots.MaterialClass.Meat,
            CustomerCode = c.LotType == LotType.Ship ? parents.Select(p => p.Lot.CustomerCode).FirstOrDefault() : c.CustomerCode,
            BatchCode = c.BatchCode,
            Metadata = c.Metadata is { ValueKind: JsonValueKind.Object } metadata ? metadata.GetRawText() : "{}",
        };

    /// <summary>The parent gives its kilograms. Pallets of a shipment stay where they stand until they are loaded.</summary>
    private static Refusal? Use(Work work, StockLedger ledger, Parent parent, Lot child)
    {
        if (child.LotType != LotType.Ship && ledger.Use(parent.Lot, parent.Grams, parent.FromBuffer, null) is { } refusal) return refusal;
        parent.Lot.Consume(parent.Grams, child.LotCode);
        var link = new GenealogyLink { Id = work.NewId(), ParentLotId = parent.Lot.Id, ChildLotId = child.Id, QuantityUsedGrams = parent.Grams, LinkType = LinkType.Normal, CreatedAt = work.Now };
        work.Db.Links.Add(link);
        work.Record(new Fact("GENEALOGY_LINKED", EntityTypes.Lot, child.Id, child.LotCode, null, new { parent = parent.Lot.LotCode, child = child.LotCode, quantity_used_kg = Units.Kg(parent.Grams) }) { RunId = child.RunId });
        return null;
    }

    /// <summary>What the parents gave and the child does not weigh is waste: the lines that were weighed, or one line with the step's usual reason.</summary>
    private static IReadOnlyList<WasteRecord> RecordLosses(Work work, RegisterLot command, List<Parent> parents, Lot lot)
    {
        var lost = parents.Sum(p => p.Grams) - lot.WeightGrams;
        if (parents.Count == 0 || lost == 0) return [];
        var lines = command.Waste is { Count: > 0 } weighed ? weighed : [new WasteLine(Units.Kg(lost), LotRules.UsualLoss(lot.StepIndex))];
        return [.. lines.Select(line => work.RecordWaste(WasteKind.Conversion, lot, Units.Grams(line.QuantityKg)!.Value, line.Reason, line.DisposalRef))];
    }

    private static async Task<TemperatureLog?> Settle(Work work, Run run, Lot lot, RegisterLot command)
    {
        lot.Quarantine();
        TemperatureLog? reading = null;
        if (command.TemperatureC is { } celsius)
        {
            // What is measured at registration is a PROCESS reading: the gate decides by a CCP reading of its own.
            var tenths = Units.Tenths(celsius)!.Value;
            lot.Felt(tenths);
            reading = ReadingIntake.Process(work, lot, tenths);
            work.Db.Readings.Add(reading);
        }

        var graph = await RunQueries.Graph(work.Db, run.FlowVersionId, work.Ct);
        if (RecipeRules.WhyOutOfSpec(lot.LotType, command.Metadata) is { } cause)
        {
            lot.Hold(HoldCause.RecipeOutOfSpec, cause, work.Now);
            await work.RaiseAlarm(AlarmKind.LotHold, lot.LotCode, run.Id, lot.Id);
        }
        else if (graph.GateOf(lot.StepIndex) is null or { Type: GateType.Info })
        {
            lot.Release("NO_GATE");
        }
        return reading;
    }
}
