using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;

namespace ControlRoom.Core.Reports;

/// <summary>The checks R1 to R9 (plant specification §5.1): pure, from the facts of the report.</summary>
internal static class ComplianceChecks
{
    public static IReadOnlyList<CheckView> All(ComplianceFacts f) =>
    [
        Check("R1", "Daily target", CheckType.Audit, Target(f)),
        Check("R2", "Cold chain", CheckType.Ccp, ColdChain(f)),
        Check("R3", "QC clearance", CheckType.Mandatory, Clearance(f)),
        Check("R4", "SKU lock", CheckType.Mandatory, SkuLock(f)),
        Check("R5", "Buffer purity", CheckType.Mandatory, Purity(f)),
        Check("R6", "Backlog rule", CheckType.Mandatory, Backlog(f)),
        Check("R7", "Mass balance", CheckType.Mandatory, Balance(f)),
        Check("R8", "Audit chain", CheckType.Audit, Chain(f)),
        Check("R9", "Signatures on CCP inspections", CheckType.Audit, Signatures(f)),
    ];

    /// <summary>While the run is open nothing is final; afterwards one failed check decides.</summary>
    public static ComplianceVerdict Verdict(bool isOpen, IReadOnlyList<CheckView> checks) =>
        isOpen ? ComplianceVerdict.InProgress : checks.Any(c => c.Verdict == CheckVerdict.Fail) ? ComplianceVerdict.NonCompliant : ComplianceVerdict.Compliant;

    /// <summary>The cold chain at one critical step.</summary>
    public static CheckVerdict AtCcp(ComplianceFacts f, int step) => Worst(f.Lots.Where(l => l.Step == step).SelectMany(l => AtCcp(f, l)).ToList());

    private sealed record Finding(CheckVerdict Verdict, string Text);

    private static CheckView Check(string code, string name, CheckType type, IEnumerable<Finding> findings)
    {
        var list = findings.ToList();
        return new CheckView(code, name, type, Worst(list), [.. list.Select(x => x.Text)]);
    }

    private static CheckVerdict Worst(IReadOnlyList<Finding> findings) => findings.Count == 0 ? CheckVerdict.Pass : findings.Max(x => x.Verdict);

    private static Finding Fail(string text) => new(CheckVerdict.Fail, text);

    private static Finding Warning(string text) => new(CheckVerdict.Warning, text);

    private static string Kg(decimal kilograms) => NumberText.Of(kilograms, 2);

    private static string Celsius(int? tenths) => Units.Celsius(tenths) is { } celsius ? NumberText.Of(celsius, 1) : "–";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Missing now; wrong once the run has ended.</summary>
    private static Finding Missing(ComplianceFacts f, string text) => new(f.Run.IsOpen ? CheckVerdict.Pending : CheckVerdict.Fail, text);

    private static IEnumerable<Finding> Target(ComplianceFacts f)
    {
        if (f.Run.DailyTargetGrams is not { } target || f.Balance.ShippedKg >= Units.Kg(target)) yield break;
        yield return new Finding(f.Run.IsOpen ? CheckVerdict.Pending : CheckVerdict.Warning, ComplianceText.Of("NotShippedYet", Kg(f.Balance.ShippedKg), Kg(Units.Kg(target))));
    }

    private static IEnumerable<Finding> ColdChain(ComplianceFacts f) => f.Lots.SelectMany(l => CcpRules.TypeAt(l.Step) is null ? [] : AtCcp(f, l)).Concat(Elsewhere(f)).Concat(Open(f));

    private static IEnumerable<Finding> AtCcp(ComplianceFacts f, LotRecord lot)
    {
        if (lot.IsRejected || lot.Material == MaterialClass.Ingredient || CcpRules.TypeAt(lot.Step) is not { } type) yield break;
        var latest = Latest(f.Readings.Where(r => r.Log.LotId == lot.Id && r.Log.ReadingRole == ReadingRole.Ccp && r.Log.MeasurementType == type && f.IsEvidence(r.Log.IsSimulated)));
        if (latest is null) yield return Missing(f, ComplianceText.Of("NoReading", lot.Code, Word.Of(type)));
        else if (latest.Log.IsViolation) yield return Violating(latest);
    }

    /// <summary>Violations of other readings count as well while the lot is not rejected and no later reading is within the limit.</summary>
    private static IEnumerable<Finding> Elsewhere(ComplianceFacts f) => f.Readings
        .Where(r => !r.Lot.IsRejected && r.Log.ReadingRole == ReadingRole.Ccp && CcpRules.TypeAt(r.Lot.Step) != r.Log.MeasurementType)
        .GroupBy(r => (r.Lot.Id, r.Log.MeasurementType)).Select(g => Latest(g)!).Where(r => r.Log.IsViolation).Select(Violating);

    /// <summary>A failure of a control point that nobody has judged, or whose goods still wait.</summary>
    private static IEnumerable<Finding> Open(ComplianceFacts f) => f.Deviations.Where(d => d.Status == DeviationStatus.Open)
        .Select(d => Missing(f, ComplianceText.Of("DeviationOpen", d.DeviationCode, Kg(d.OpenKg))));

    private static ReadingRecord? Latest(IEnumerable<ReadingRecord> readings) => readings.OrderBy(r => r.Log.MeasuredAt).ThenBy(r => r.Log.Id).LastOrDefault();

    private static Finding Violating(ReadingRecord r) => Fail(ComplianceText.Of("Violation", r.Lot.Code, Word.Of(r.Log.MeasurementType), Celsius(r.Log.TemperatureTenths), Celsius(r.Log.ThresholdTenths)));

    private static IEnumerable<Finding> Clearance(ComplianceFacts f)
    {
        var passes = f.Inspections.Where(i => i.Inspection.Decision == Decision.Pass && f.IsEvidence(i.Inspection.IsSimulated)).ToLookup(i => i.Inspection.LotId, i => i.Inspection.InspectedAt);
        foreach (var lot in f.Lots.Where(l => !l.IsRejected))
        {
            if (f.Graph.GateOf(lot.Step) is { Type: not GateType.Info } gate && !lot.IsOpen && !passes[lot.Id].Any(at => lot.HeldAt is null || at > lot.HeldAt)) yield return Fail(ComplianceText.Of("NoPass", lot.Code, gate.Code));
            // Goods that wait are safe where they are; after the run they are somebody's open task, not a fault.
            else if (lot.IsOpen) yield return new Finding(f.Run.IsOpen ? CheckVerdict.Pending : CheckVerdict.Warning, ComplianceText.Of("OpenLot", lot.Code, Word.Of(lot.Status)));
        }
    }

    private static IEnumerable<Finding> SkuLock(ComplianceFacts f)
    {
        foreach (var k in f.Links.Where(k => k.ChildSku is not null && k.ParentSku is not null && k.ChildSku != k.ParentSku)) yield return Fail(ComplianceText.Of("SkuInto", k.Parent, k.Child, Word.Of(k.ParentSku!.Value), Word.Of(k.ChildSku!.Value)));
        foreach (var pallet in f.Links.Where(k => k.ChildType == LotType.Pal).GroupBy(k => k.Child).Where(g => g.Select(k => k.ParentSku).Distinct().Count() > 1)) yield return Fail(ComplianceText.Of("TwoSkus", pallet.Key));
    }

    private static IEnumerable<Finding> Purity(ComplianceFacts f) => f.Places.Where(p => !p.IsAllowed).Select(p => Fail(ComplianceText.Of("WrongPlace", p.LotCode, Word.Of(p.LotType), p.BufferCode)));

    /// <summary>Skewers are made of the day's mix only.</summary>
    private static IEnumerable<Finding> Backlog(ComplianceFacts f) => f.Links.Where(k => k.ParentType == LotType.Mix && k.ChildType is LotType.Skw15 or LotType.Skw30 && k.ParentDate != k.ChildDate)
        .Select(k => Fail(ComplianceText.Of("Backlog", k.Child, Day(k.ParentDate), Day(k.ChildDate))));

    private static IEnumerable<Finding> Balance(ComplianceFacts f)
    {
        if (f.Balance.UnaccountedKg != 0) yield return Fail(ComplianceText.Of("Unaccounted", Kg(f.Balance.UnaccountedKg)));
        foreach (var s in f.Shipments.Where(s => !s.Complete)) yield return Fail(ComplianceText.Of("OriginIncomplete", s.LotCode));
    }

    private static IEnumerable<Finding> Chain(ComplianceFacts f)
    {
        if (!f.Audit.Valid) yield return Fail(ComplianceText.Of("BrokenChain", Word.Of(f.Audit.Fault!.Value), f.Audit.FirstBrokenId!));
    }

    private static IEnumerable<Finding> Signatures(ComplianceFacts f)
    {
        foreach (var i in f.Inspections.Where(i => i.Inspection.IsCcp))
        {
            if (!i.SignatureValid) yield return Fail(ComplianceText.Of("SignatureWrong", i.LotCode, i.By));
            else if (i.Inspection.SignedWith != SignedWith.Password) yield return Warning(ComplianceText.Of("SignatureOnly", i.LotCode, Word.Of(i.Inspection.SignedWith)));
        }
    }
}
