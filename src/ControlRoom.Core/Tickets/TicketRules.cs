using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tickets;

/// <summary>What the cycle of a ticket holds now.</summary>
/// <param name="Live">Tokens READY, ACTIVE, PAUSED or WAITING.</param>
/// <param name="Undecided">Pieces that were scrapped, whose check wants a replacement or a waiver, and which have neither.</param>
public sealed record CycleFacts(int Live, int Completed, int Scrapped, int Undecided)
{
    public static readonly CycleFacts None = new(0, 0, 0, 0);
}

/// <summary>Why a ticket may not do something now: the guard, the buttons and the API all ask here.</summary>
public static class TicketRules
{
    public const int MaxName = 200, MaxAttributes = 20, MaxAttributeText = 100;

    /// <summary>10,000 pieces in hundredths: more tokens are never made at once.</summary>
    public const long MaxPieces = 1_000_000;

    /// <summary>A million units in hundredths.</summary>
    public const long MaxTarget = 100_000_000;

    public static Refusal? WhyNot(Ticket ticket, TicketAction action, CycleFacts cycle, bool force = false) => action switch
    {
        _ when !Ticket.Lifecycle.Allows(ticket.Status, action) => Refusal.InvalidTransition("ticket", Word.Of(ticket.Status), Word.Of(action), Targets(ticket.Status).Select(Word.Of)),
        TicketAction.Complete when cycle.Live > 0 && !force => Refusal.Conflict("HAS_LIVE_TOKENS").With("count", cycle.Live),
        TicketAction.Complete when cycle.Undecided > 0 && !force => Refusal.Conflict("NEEDS_DECISION").With("count", cycle.Undecided),
        TicketAction.Complete when cycle.Completed == 0 => Refusal.Conflict("NOTHING_COMPLETED"),
        _ => null,
    };

    /// <summary>Where the ticket can go from here, whatever its work says.</summary>
    private static IEnumerable<TicketStatus> Targets(TicketStatus status) => Ticket.Lifecycle.Transitions.Where(t => t.From.Contains(status)).Select(t => t.To).Distinct();

    public static IEnumerable<Refusal> PlanMistakes(string? jobName, decimal? targetQty, ProcessMode? mode, bool wholeUnits, IReadOnlyDictionary<string, string>? attributes)
    {
        if (jobName?.Trim().Length is not (> 0 and <= MaxName)) yield return Refusal.Invalid("JOB_NAME_LENGTH", "/job_name").With("max", MaxName);
        if (TargetInvalid(targetQty, mode, wholeUnits) is { } target) yield return target;
        if (attributes is not null && (attributes.Count > MaxAttributes || attributes.Any(a => a.Key.Length is 0 or > MaxAttributeText || a.Value is null || a.Value.Length > MaxAttributeText)))
            yield return Refusal.Invalid("ATTRIBUTES_INVALID", "/attributes").With("count", MaxAttributes).With("max", MaxAttributeText);
    }

    /// <summary>Piece by piece only whole units count, and not too many of them.</summary>
    private static Refusal? TargetInvalid(decimal? qty, ProcessMode? mode, bool wholeUnits)
    {
        var hundredths = qty is { } given ? Units.Hundredths(given) : null;
        var most = mode == ProcessMode.Piece ? MaxPieces : MaxTarget;
        if (hundredths is not { } target || target <= 0 || target > most) return Refusal.Invalid("TARGET_QTY_RANGE", "/target_qty").With("max", Units.Quantity(most));
        return (mode == ProcessMode.Piece || wholeUnits) && target % 100 != 0 ? Refusal.Invalid("TARGET_QTY_WHOLE", "/target_qty") : null;
    }

    public static string AttributesText(IReadOnlyDictionary<string, string>? attributes) =>
        attributes is null ? "{}" : JsonSerializer.Serialize(new SortedDictionary<string, string>(attributes.ToDictionary(), StringComparer.Ordinal), Json.Options);
}
