using System.Globalization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Flows;

/// <summary>A step in a sentence: “9 Palletizing”, in the language of the reader.</summary>
public readonly record struct StepName(int Step) : IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{Step} {ProcessSteps.Name(Step, (formatProvider as CultureInfo)?.TwoLetterISOLanguageName ?? "en")}");

    public override string ToString() => ToString(null, LocalText.English);
}

/// <summary>A node in a sentence: its label in the language of the reader and its id.</summary>
public sealed record NodeName(string Id, string Hu, string En) : IFormattable
{
    public static NodeName Of(GraphNode node) => new(node.Id, node.LabelHu, node.LabelEn);

    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var label = (formatProvider as CultureInfo)?.TwoLetterISOLanguageName == "hu" ? Hu : En;
        return string.IsNullOrWhiteSpace(label) || label == Id ? $"“{Id}”" : $"“{label}” ({Id})";
    }

    public override string ToString() => ToString(null, LocalText.English);
}
