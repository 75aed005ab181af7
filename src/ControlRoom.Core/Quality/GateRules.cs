using System.Text.RegularExpressions;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Quality;

/// <summary>What a gate template must be.</summary>
public static partial class GateRules
{
    public const int MaxItems = 50, MaxLabel = 200;

    /// <summary>True when a gate of this kind may stand after the step: INFO after 3 and 6, deciding ones elsewhere, CCP at the critical steps and only there.</summary>
    public static bool Fits(int step, GateType type, bool isCcp) =>
        ProcessSteps.Gated.Contains(step) ? type != GateType.Info && isCcp == ProcessSteps.Critical.Contains(step) : type == GateType.Info && !isCcp;

    public static Refusal? WhyNot(CreateGate gate) => FlowRules.All(
    [
        gate.GateCode is { } code && Code().IsMatch(code) ? null : Refusal.Invalid("GATE_CODE_INVALID", "/gate_code"),
        gate.StepIndex is < ProcessSteps.Receipt or > ProcessSteps.Last ? Refusal.Invalid("GATE_STEP_INVALID", "/step_index")
            : gate is { GateType: { } type, HaccpClass: { } haccp } && Fits(gate.StepIndex, type, haccp == HaccpClass.Ccp) ? null : Refusal.Invalid("GATE_TYPE_INVALID", "/gate_type").With("step", new StepName(gate.StepIndex)),
        FlowRules.Texts(gate.Name, null),
        .. Checklist(gate.Checklist ?? []),
    ]);

    /// <summary>
    /// A protected gate is what the plant's safety plan says: its place, kind and class stay, and so does what each of its questions asks and
    /// allows. Words may change and questions may be added.
    /// </summary>
    public static Refusal? Locked(QcGate gate, CreateGate next)
    {
        if (!gate.ProtectedFromRemoval && !gate.IsCcp) return null;
        if ((next.StepIndex, next.GateType, next.HaccpClass) != (gate.StepIndex, gate.GateType, gate.HaccpClass)) return Refusal.Conflict("GATE_PLACE_FIXED").With("gate", gate.GateCode);
        var asked = (next.Checklist ?? []).ToDictionary(i => i.Key, StringComparer.Ordinal);
        return gate.Template().Checklist.FirstOrDefault(i => !asked.TryGetValue(i.Key, out var item) || !AsksTheSame(i, item.Item())) is { } changed
            ? Refusal.Conflict("GATE_LIMITS_FIXED").With("gate", gate.GateCode).With("key", changed.Key) : null;
    }

    private static bool AsksTheSame(ChecklistItem one, ChecklistItem other) =>
        one with { LabelHu = "", LabelEn = "", AppliesTo = [] } == other with { LabelHu = "", LabelEn = "", AppliesTo = [] } && one.AppliesTo.Order().SequenceEqual(other.AppliesTo.Order());

    private static IEnumerable<Refusal> Checklist(IReadOnlyList<ChecklistItemView> items)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (i == MaxItems || !IsItem(items[i]) || !keys.Add(items[i].Key)) yield return Refusal.Invalid("CHECKLIST_INVALID", $"/checklist/{i}").With("item", i + 1);
            if (i == MaxItems) yield break;
        }
    }

    private static bool IsItem(ChecklistItemView? item) =>
        item is { Key: { } key, Label: { } label, Kind: "bool" or "number" or "text" } && Key().IsMatch(key) && IsLabel(label.Hu) && IsLabel(label.En)
        && (item.Kind == "number" || item is { Min: null, Max: null }) && !(item.Min > item.Max);

    private static bool IsLabel(string? text) => text is { Length: <= MaxLabel } && !string.IsNullOrWhiteSpace(text);

    [GeneratedRegex(@"\A[A-Z0-9][A-Z0-9.-]{0,19}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,49}\z")]
    private static partial Regex Key();
}
