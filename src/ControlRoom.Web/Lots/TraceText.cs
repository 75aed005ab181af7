using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Lots;

/// <summary>What left the tree at a lot, as a line under its node. The class says what it is: residue in scope, residue outside, waste, gone on.</summary>
public sealed record TraceStub(string Css, string Text);

/// <summary>Words for the lots of a trace; picture, table and list say the same.</summary>
public static class TraceText
{
    public static string Way(TraceDirection direction) => direction switch { TraceDirection.Parents => "upstream", TraceDirection.Tree => "both", _ => "downstream" };

    public static TraceDirection? Direction(string? way) => way switch { "upstream" => TraceDirection.Parents, "downstream" => TraceDirection.Children, "both" => TraceDirection.Tree, _ => null };

    /// <summary>"…-0002": the number, where type and day stand beside it.</summary>
    public static string Number(string code) => code.LastIndexOf('-') is var at and > 0 ? $"…{code[at..]}" : code;

    /// <summary>"RAW-…-0002".</summary>
    public static string Brief(string code) => code.IndexOf('-', StringComparison.Ordinal) is var at and > 0 ? $"{code[..at]}-{Number(code)}" : code;

    /// <summary>"PAL-0002": a lot among others of its own day.</summary>
    public static string Tiny(string code) => code.Split('-') is [var type, .., var number] ? $"{type}-{number}" : code;

    public static string Waste(WasteReason reason) => Ui.Text($"Trace.Waste.{Word.Of(reason)}");

    /// <summary>Type as it stands in codes.</summary>
    public static string Type(RecallNode node) => node.LotType.Spec().CodePrefix;

    public static string Glyph(RecallNode node) => node is { LotType: LotType.Ship, Status: LotStatus.Finished } ? "truck" : ChipLook.Of(Word.Of(node.Status)).Glyph;

    public static IReadOnlyList<TraceStub> Stubs(RecallNode node)
    {
        var stubs = new List<TraceStub>();
        // Bone and trim fall together; the trade says them in one breath.
        foreach (var waste in node.Waste.GroupBy(w => w.Reason is WasteReason.Bone or WasteReason.Trim ? WasteReason.Bone : w.Reason))
        {
            stubs.Add(new(node.InScope ? "w" : "o", $"{Format.Kg(waste.Sum(w => w.QuantityKg))} {string.Join(", ", waste.Select(w => w.Reason).Order().Select(Waste))}"));
        }
        foreach (var place in node.Places) stubs.Add(new(node.InScope ? "s" : "o", Ui.Text("Trace.Left", Format.Kg(place.QuantityKg), place.BufferCode ?? Ui.Text("Trace.NoPlace"))));
        if (node.WentOnKg > 0) stubs.Add(new("n", Ui.Text("Trace.WentOnStub", Format.Kg(node.WentOnKg))));
        return stubs;
    }

    /// <summary>"CUST-A · TRUCK-05".</summary>
    public static string? Tag(RecallNode node) => node.LotType != LotType.Ship || node.CustomerCode is null ? null : node.Vehicle is null ? node.CustomerCode : $"{node.CustomerCode} · {node.Vehicle}";

    /// <summary>The whole lot in one sentence, for those who hear the page.</summary>
    public static string Sentence(RecallNode node) => string.Join(", ", new[]
    {
        node.LotCode, Words.State(Word.Of(node.Status), "lot"), $"{Format.Kg(node.WeightKg)} kg", Ui.Text(node.InScope ? "Trace.InScope" : "Trace.OutOfScope"), Tag(node), string.Join(", ", Stubs(node).Select(s => s.Text)),
    }.Where(part => part is { Length: > 0 }));

    public static string Css(RecallNode node) => node.Status == LotStatus.Rejected ? "rej"
        : !node.InScope ? "dim"
        : node.Depth == 0 || node.Status == LotStatus.Hold || node.Places.Count > 0 || node.LotType == LotType.Ship ? "hot src" : "hot";
}
