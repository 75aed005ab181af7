namespace ControlRoom.Core.Upkeep;

public enum Consent { Given, AskAgain, Cancelled }

/// <summary>
/// The typed yes, free of any terminal: what an answer means and how often it is asked for. Only <c>yes</c> itself, in small letters, is
/// consent; an empty answer, <c>no</c> and the end of the input cancel at once, anything else is asked again.
/// </summary>
public sealed class Confirmation
{
    public const string Word = "yes";

    public const int Attempts = 3;

    private int wrong;

    /// <summary>True for the exact word; a terminal's line ending belongs to the terminal.</summary>
    public static bool IsYes(string? typed) => typed is not null && typed.TrimEnd('\r', '\n') == Word;

    /// <param name="answer">One line as typed; null when the input has ended or was interrupted.</param>
    public Consent Answer(string? answer)
    {
        if (IsYes(answer)) return Consent.Given;
        if (answer?.TrimEnd('\r', '\n') is null or "" or "no") return Consent.Cancelled;
        return ++wrong >= Attempts ? Consent.Cancelled : Consent.AskAgain;
    }
}
