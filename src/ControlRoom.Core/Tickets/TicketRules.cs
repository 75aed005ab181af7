// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
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

    /// <summary>What the snapshot holds, or holds from the start on, changes no more.</summary>
    public static Refusal? WhyPinned(Ticket ticket, IReadOnlyList<string> members)
    {
        if (ticket.Status != TicketStatus.Planned) return Refusal.Conflict("SNAPSHOT_PINNED").With("ticket", ticket.TicketCode).With("fields", string.Join(", ", (string[])["job_name", "target_qty", "priority", "due_at", "attributes", .. members]));
        return members.Count == 0 ? null : Refusal.Conflict("SNAPSHOT_PINNED").With("ticket", ticket.TicketCode).With("fields", string.Join(", ", members));
    }

    /// <summary>Serials that were made ahead are on labels already: the target does not fall below them.</summary>
    public static Refusal? WhyTooFew(Ticket ticket, decimal qty, int ahead) =>
        ticket.ProcessMode == ProcessMode.Piece && qty < ahead ? Refusal.Conflict("SERIALS_MADE_AHEAD").With("ticket", ticket.TicketCode).With("count", ahead) : null;

    public static Refusal? WhyNoSerialsAhead(Ticket ticket, int? count, int ahead)
    {
        if (ticket.Status != TicketStatus.Planned) return WhyNotPlanned(ticket, "ISSUE_SERIALS");
        if (ticket.ProcessMode != ProcessMode.Piece) return Refusal.Conflict("SERIALS_NOT_FOR_MODE").With("ticket", ticket.TicketCode);
        if (count is < 1) return Refusal.Invalid("OUT_OF_RANGE", "/count").With("min", 1).With("max", MaxPieces / 100);
        var missing = StartGate.Pieces(ticket) - ahead;
        return missing == 0 || count > missing ? Refusal.Conflict("SERIALS_ENOUGH").With("ticket", ticket.TicketCode).With("count", ahead).With("missing", missing) : null;
    }

    /// <summary>Who shall do the work is planned before it starts; after that tokens are assigned.</summary>
    public static Refusal? WhyNotPlanned(Ticket ticket, string action) => ticket.Status == TicketStatus.Planned ? null
        : Refusal.InvalidTransition("ticket", Word.Of(ticket.Status), action, [Word.Of(TicketStatus.Planned)]);

    /// <summary>Several mistakes of one request as one refusal.</summary>
    public static Refusal? All(IEnumerable<Refusal> mistakes) => mistakes.ToList() switch
    {
        [] => null,
        [var only] => only,
        var several => Refusal.Several(RefusalKind.Invalid, "VALIDATION_FAILED", several),
    };

    public static bool CountsWhole(string uom) => uom == Word.Of(Products.Uom.Pc);

    public static string AttributesText(IReadOnlyDictionary<string, string>? attributes) =>
        attributes is null ? "{}" : JsonSerializer.Serialize(new SortedDictionary<string, string>(attributes.ToDictionary(), StringComparer.Ordinal), Json.Options);
}
