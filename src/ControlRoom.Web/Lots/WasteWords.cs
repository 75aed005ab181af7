using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Lots;

/// <summary>Reasons of losses in the words of the reader.</summary>
public static class WasteWords
{
    public static IReadOnlyList<Choice> Choices => [.. Word.All<WasteReason>().Select(word => new Choice(word, Ui.Text($"Waste.{word}")))];

    /// <summary>What a loss at a step usually is; shown where nobody said otherwise.</summary>
    public static WasteReason Usual(int step) => step switch { ProcessSteps.Deboning => WasteReason.Trim, ProcessSteps.Freezing => WasteReason.FreezeLoss, _ => WasteReason.ProcessLoss };
}
