using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Runs;

namespace ControlRoom.Core.Quality;

/// <summary>Pure rules of inspections.</summary>
internal static class InspectionRules
{
    private const int MaxNotes = 2000, MaxJson = 16_384;

    public static Refusal? WhyNotFields(RecordInspection c)
    {
        if (c.Decision != Decision.Pass && (c.Notes?.Trim().Length ?? 0) < Kernel.Text.ReasonMin) return Refusal.Invalid("NOTES_TOO_SHORT", "/notes").With("min", Kernel.Text.ReasonMin).With("decision", Word.Of(c.Decision));
        if (Kernel.Text.WhyTooLong(c.Notes, MaxNotes, "/notes") is { } tooLong) return tooLong;
        if (c.ChecklistResults is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }) return Refusal.Invalid("NOT_AN_OBJECT", "/checklist_results");
        if (c.Measurements is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }) return Refusal.Invalid("NOT_AN_OBJECT", "/measurements");
        if (c.ChecklistResults?.GetRawText().Length > MaxJson) return Refusal.Invalid("TEXT_TOO_LONG", "/checklist_results").With("max", MaxJson);
        if (c.Measurements?.GetRawText().Length > MaxJson) return Refusal.Invalid("TEXT_TOO_LONG", "/measurements").With("max", MaxJson);
        return c.Temperature is { } t ? LotRules.Temperature(t.C, "/temperature/c") : null;
    }

    /// <summary>Run, step and gate must be the lot's own.</summary>
    public static Refusal? WhyNotOf(RecordInspection c, Lot lot, GateSpec? gate)
    {
        if (c.RunId != lot.RunId) return Refusal.Invalid("NOT_OF_LOT", "/run_id").With("field", "run_id").For(lot.LotCode);
        if (c.StepIndex != lot.StepIndex) return Refusal.Invalid("NOT_OF_LOT", "/step_index").With("field", "step_index").For(lot.LotCode);
        return gate is null || gate.Code != c.InspectionType ? Refusal.Invalid("NOT_OF_LOT", "/inspection_type").With("field", "inspection_type").With("gate", gate?.Code).For(lot.LotCode) : null;
    }

    public static Refusal BeyondLimit(decimal value, Verdict verdict, string pointer) =>
        Refusal.Invalid("CCP_LIMIT", pointer).With("value", value).With("limit", Units.Celsius(verdict.ThresholdTenths));

    /// <summary>Required answers must be there; every answer that is there must be within its limits.</summary>
    public static IEnumerable<Refusal> WhyNotChecked(JsonElement? results, Lot lot, GateSpec gate)
    {
        foreach (var item in gate.Checklist.Where(i => i.Applies(lot.LotType, lot.MaterialClass)))
        {
            var pointer = $"/checklist_results/{item.Key}";
            if (results is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty(item.Key, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (item.Required) yield return Refusal.Invalid("CHECK_MISSING", pointer).With("check", RunQueries.Local(item.LabelHu, item.LabelEn));
                continue;
            }

            if (WhyNotAnswer(item, value, gate, pointer) is { } refusal) yield return refusal;
        }
    }

    private static Refusal? WhyNotAnswer(ChecklistItem item, JsonElement value, GateSpec gate, string pointer)
    {
        var label = RunQueries.Local(item.LabelHu, item.LabelEn);
        switch (item.Kind)
        {
            case "bool" when value.ValueKind is JsonValueKind.True:
                return null;
            case "bool" when value.ValueKind is JsonValueKind.False:
                return Refusal.Invalid("CHECK_FAILED", pointer).With("check", label).With("value", false);
            case "number" when value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number):
                if (!(number < item.Min) && !(number > item.Max)) return null;
                return Refusal.Invalid(gate.IsCcp ? "CCP_LIMIT" : "CHECK_FAILED", pointer).With("check", label).With("value", number).With("limit", number > item.Max ? item.Max : item.Min);
            case "text" when value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()):
                return null;
            default:
                return Refusal.Invalid("CHECK_TYPE", pointer).With("check", label).With("kind", item.Kind);
        }
    }

    /// <summary>SHA-256 over what was decided, by whom and when; anybody can recompute it from the record.</summary>
    public static string Signature(Guid lot, Guid run, int step, Decision decision, string checklist, string? notes, Guid inspector, DateTime at) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{lot}|{run}|{step}|{Word.Of(decision)}|{checklist}|{notes}|{inspector}|{at:yyyy-MM-ddTHH:mm:ss.ffffffZ}"))));
}
