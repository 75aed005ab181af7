namespace ControlRoom.Core.Kernel;

/// <summary>What may be done with something now, and if not, why not. Buttons are drawn from this, nothing else.</summary>
public sealed record AllowedAction(string Action, bool Enabled, IReadOnlyList<ReasonView> Reasons)
{
    public static AllowedAction Of(string action, params IEnumerable<Refusal?> whyNot)
    {
        var reasons = whyNot.OfType<Refusal>().Select(ReasonView.Of).ToList();
        return new AllowedAction(action, reasons.Count == 0, reasons);
    }
}

/// <summary>One failed guard, spelled out in the language of the reader.</summary>
public sealed record ReasonView(string Code, string Detail, string Guidance, string? LotCode, string? BufferCode)
{
    public static ReasonView Of(Refusal r) => new(r.Code, r.Detail(), r.Guidance(), r.LotCode, r.BufferCode);
}
