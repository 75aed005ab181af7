namespace ControlRoom.Core.Kernel;

/// <summary>Checks of free text that people write as reasons and notes.</summary>
public static class Text
{
    public const int ReasonMin = 10, ReasonMax = 500;

    /// <summary>Why the text is no reason: trimmed it must have 10 to 500 characters.</summary>
    public static Refusal? WhyNoReason(string? text, string pointer)
    {
        var length = text?.Trim().Length ?? 0;
        return length switch
        {
            < ReasonMin => Refusal.Invalid("REASON_TOO_SHORT", pointer).With("min", ReasonMin),
            > ReasonMax => Refusal.Invalid("TEXT_TOO_LONG", pointer).With("max", ReasonMax),
            _ => null,
        };
    }

    public static Refusal? WhyTooLong(string? text, int max, string pointer) =>
        text?.Length > max ? Refusal.Invalid("TEXT_TOO_LONG", pointer).With("max", max) : null;
}
