using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;

namespace ControlRoom.Core.Quality;

/// <summary>BLOCKING and CHECKPOINT gates decide about lots; INFO gates only tell.</summary>
public enum GateType { Checkpoint, Blocking, Info }

public enum HaccpClass
{
    [Word("oPRP")] Oprp,
    [Word("CCP")] Ccp,
    [Word("PRP")] Prp,
}

/// <summary>One question of a gate's checklist.</summary>
/// <param name="Kind">bool, number or text.</param>
/// <param name="AppliesTo">Lot types it is asked for; empty means all.</param>
/// <param name="ExceptIngredient">Not asked for lots of class INGREDIENT: premix has no temperature to meet.</param>
public sealed record ChecklistItem(string Key, string LabelHu, string LabelEn, string Kind, decimal? Min, decimal? Max, bool Required, ImmutableArray<LotType> AppliesTo, bool ExceptIngredient = false)
{
    public bool Applies(LotType type, MaterialClass material) =>
        (AppliesTo.IsDefaultOrEmpty || AppliesTo.Contains(type)) && !(ExceptIngredient && material == MaterialClass.Ingredient);
}

/// <summary>The JSON form of a checklist: <c>[{key,label{hu,en},kind,min,max,required,applies_to[],except_ingredient}]</c>; one form in templates, graphs and the API.</summary>
public sealed record ChecklistItemView(string Key, LocalText Label, string Kind, decimal? Min, decimal? Max, bool Required = true, IReadOnlyList<LotType>? AppliesTo = null, bool ExceptIngredient = false)
{
    public static ChecklistItemView Of(ChecklistItem item) =>
        new(item.Key, new LocalText(item.LabelHu, item.LabelEn), item.Kind, item.Min, item.Max, item.Required, item.AppliesTo.IsDefault ? [] : item.AppliesTo, item.ExceptIngredient);

    public ChecklistItem Item() => new(Key, Label.Hu, Label.En, Kind, Min, Max, Required, [.. AppliesTo ?? []], ExceptIngredient);
}

/// <summary>Reads and writes the JSON form.</summary>
public static class GateChecklist
{
    public static string Text(IEnumerable<ChecklistItem> items) => JsonSerializer.Serialize(items.Select(ChecklistItemView.Of), Json.Options);

    public static ImmutableArray<ChecklistItem> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Parse(document.RootElement);
    }

    public static ImmutableArray<ChecklistItem> Parse(JsonElement items) => [.. items.EnumerateArray().Select(i => new ChecklistItem(
        i.GetProperty("key").GetString()!, i.GetProperty("label").GetProperty("hu").GetString()!, i.GetProperty("label").GetProperty("en").GetString()!,
        i.GetProperty("kind").GetString()!, Number(i, "min"), Number(i, "max"), !i.TryGetProperty("required", out var required) || required.GetBoolean(),
        i.TryGetProperty("applies_to", out var types) && types.ValueKind == JsonValueKind.Array ? [.. types.EnumerateArray().Select(t => Word.Parse<LotType>(t.GetString()!))] : [],
        i.TryGetProperty("except_ingredient", out var except) && except.ValueKind == JsonValueKind.True))];

    private static decimal? Number(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;
}

/// <summary>What a gate asks, free of where it is kept: as a template now, or as the copy a flow version was submitted with.</summary>
public sealed record GateTemplate(string Code, int StepIndex, string NameHu, string NameEn, GateType Type, bool IsCcp, HaccpClass HaccpClass, ImmutableArray<ChecklistItem> Checklist)
{
    /// <summary>True when the other asks the same in the same words.</summary>
    public bool Same(GateTemplate other) => this with { Checklist = [] } == other with { Checklist = [] } && GateChecklist.Text(Checklist) == GateChecklist.Text(other.Checklist);
}

/// <summary>Template of an inspection point. Copied into a flow version when it is submitted, so that a run never reads it.</summary>
public sealed class QcGate : Aggregate
{
    private QcGate() { }

    public string GateCode { get; private init; } = "";
    public int StepIndex { get; private set; }
    public string NameHu { get; private set; } = "";
    public string NameEn { get; private set; } = "";
    public GateType GateType { get; private set; }
    public bool IsCcp { get; private set; }
    public HaccpClass HaccpClass { get; private set; }

    /// <summary>JSON array of checklist items, see <see cref="ChecklistItemView"/>.</summary>
    public string Checklist { get; private set; } = "[]";
    public bool ProtectedFromRemoval { get; private init; }
    public DateTime CreatedAt { get; private init; }

    public static QcGate Create(Guid id, GateTemplate template, bool isProtected, DateTime now)
    {
        var gate = new QcGate
        {
            Id = id,
            GateCode = template.Code,
            StepIndex = template.StepIndex,
            NameHu = template.NameHu,
            NameEn = template.NameEn,
            GateType = template.Type,
            IsCcp = template.IsCcp,
            HaccpClass = template.HaccpClass,
            Checklist = GateChecklist.Text(template.Checklist),
            ProtectedFromRemoval = isProtected,
            CreatedAt = now,
        };
        gate.Noted(new Fact("GATE_CREATED", EntityTypes.Gate, id, template.Code, null,
            new { step_index = template.StepIndex, gate_type = Word.Of(template.Type), is_ccp = template.IsCcp, haccp_class = Word.Of(template.HaccpClass), protected_from_removal = isProtected }));
        return gate;
    }

    /// <summary>From now on versions are submitted with this; those that were keep their copy.</summary>
    public void Change(GateTemplate template)
    {
        var old = State();
        (StepIndex, NameHu, NameEn, GateType, IsCcp, HaccpClass) = (template.StepIndex, template.NameHu, template.NameEn, template.Type, template.IsCcp, template.HaccpClass);
        Checklist = GateChecklist.Text(template.Checklist);
        Changed(new Fact("GATE_UPDATED", EntityTypes.Gate, Id, GateCode, old, State()));
    }

    public void Remove() => Noted(new Fact("GATE_REMOVED", EntityTypes.Gate, Id, GateCode, new { step_index = StepIndex, gate_type = Word.Of(GateType), is_ccp = IsCcp, protected_from_removal = ProtectedFromRemoval }, null));

    private object State() => new { step_index = StepIndex, name_hu = NameHu, name_en = NameEn, gate_type = Word.Of(GateType), haccp_class = Word.Of(HaccpClass), checklist = JsonElement.Parse(Checklist) };

    public GateTemplate Template() => new(GateCode, StepIndex, NameHu, NameEn, GateType, IsCcp, HaccpClass, GateChecklist.Parse(Checklist));
}
