using System.Globalization;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Quality;

/// <summary>One gate template with its questions.</summary>
public sealed partial class GateEditor
{
    /// <summary>The versions that have it.</summary>
    [Parameter] public IReadOnlyList<GateUse> Uses { get; set; } = [];

    /// <summary>A destructive operation on the gate, by its name in the registry.</summary>
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    [Inject] public CreateGateHandler Creating { get; set; } = default!;
    [Inject] public ChangeGateHandler Changing { get; set; } = default!;

    private bool IsLocked => Seen is { } gate && (gate.ProtectedFromRemoval || gate.IsCcp);

    /// <summary>Questions that stay as they are, apart from their words.</summary>
    private IReadOnlySet<string> LockedKeys => IsLocked ? Seen!.Checklist.Select(i => i.Key).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();

    private IReadOnlyList<ChecklistItemView> Items => Draft.Get<IReadOnlyList<ChecklistItemView>>("items") ?? [];

    private static IReadOnlyList<Choice> Steps => [.. Enumerable.Range(ProcessSteps.Receipt, ProcessSteps.Last).Select(s => new Choice(s.ToString(CultureInfo.InvariantCulture), $"{s} {Words.Step(s)}"))];

    private static IReadOnlyList<Choice> Of<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => new Choice(Word.Of(v), Word.Of(v)))];

    protected override int VersionOf(GateView row) => row.RowVersion;

    protected override IReadOnlyDictionary<string, object?> Values(GateView? row) => new Dictionary<string, object?>
    {
        ["code"] = row?.GateCode ?? "", ["step"] = row?.StepIndex.ToString(CultureInfo.InvariantCulture) ?? "", ["hu"] = row?.Name.Hu ?? "", ["en"] = row?.Name.En ?? "",
        ["type"] = Word.Of(row?.GateType ?? GateType.Blocking), ["class"] = Word.Of(row?.HaccpClass ?? HaccpClass.Oprp), ["items"] = row?.Checklist ?? [],
    };

    private async Task Save()
    {
        var (name, type, haccp) = (new LocalText(Draft.Get<string>("hu")!, Draft.Get<string>("en")!), Word.Parse<GateType>(Draft.Get<string>("type")!), Word.Parse<HaccpClass>(Draft.Get<string>("class")!));
        var step = int.TryParse(Draft.Get<string>("step"), CultureInfo.InvariantCulture, out var number) ? number : -1;
        if (Seen is null)
        {
            var create = new CreateGate(Draft.Get<string>("code"), step, name, type, haccp, Items);
            if (await Carry(create, caller => Creating.Handle(create, caller, CancellationToken.None)) is { } made) await Stored(made, Ui.Text("Gates.Created", made.GateCode));
            return;
        }

        var change = new ChangeGate(Seen.Id, Seen.RowVersion, step, name, type, haccp, Items);
        if (await Carry(change, caller => Changing.Handle(change, caller, CancellationToken.None)) is { } gate) await Stored(gate, Ui.Text("Gates.Changed", gate.GateCode));
    }
}
