using System.Text.RegularExpressions;

namespace ControlRoom.Core.Tickets;

/// <summary>Codes of tickets: <c>JT-YYYYMMDD-SITE-####</c> with the plant's local calendar date.</summary>
public static partial class TicketCodes
{
    public const string Prefix = "JT";

    public static bool Is(string code) => Pattern().IsMatch(code);

    [GeneratedRegex(@"^JT-[0-9]{8}-[A-Z]{4}-[0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
