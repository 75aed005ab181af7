using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public enum SerialState { Issued, Linked, Used, Scrapped, Cancelled }

public enum SerialAction { Link, Use, Scrap, Cancel }

/// <summary>
/// A code that a ticket has been given, and the token it belongs to. What happens to it is told to the core registry by the outbox, in the same
/// transaction. No facts of its own: the command that changes it is one event on the trail.
/// </summary>
public sealed class TicketSerial
{
    public static readonly Lifecycle<SerialState, SerialAction> Lifecycle = new(SerialState.Issued,
        (SerialAction.Link, [SerialState.Issued], SerialState.Linked),
        (SerialAction.Use, [SerialState.Linked], SerialState.Used),
        (SerialAction.Scrap, [SerialState.Linked], SerialState.Scrapped),
        (SerialAction.Cancel, [SerialState.Issued], SerialState.Cancelled));

    public Guid Id { get; init; }
    public Guid TicketId { get; init; }
    public int CycleNo { get; init; }

    /// <summary>Counts the codes of the ticket and runs on over its cycles.</summary>
    public int SequenceNo { get; init; }
    public required string SerialNumber { get; init; }
    public SerialType SerialType { get; init; }
    public bool IsTemp { get; init; }

    /// <summary>The version of the salt it was computed with; 0 for a TEMP code.</summary>
    public int SaltVersion { get; init; }
    public SerialState State { get; private set; }
    public Guid? TokenId { get; private set; }
    public DateTime GeneratedAt { get; init; }
    public DateTime? SpawnedAt { get; private set; }

    /// <summary>Number of the last message about it, which the next one follows.</summary>
    public int LastSeq { get; private set; }

    /// <summary>A code that is born with its token, or without one yet.</summary>
    internal TicketSerial Born(Guid? token, DateTime now)
    {
        if (token is null) return this;
        (State, TokenId, SpawnedAt) = (Lifecycle.Next(State, SerialAction.Link), token, now);
        return this;
    }

    internal void Link(Guid token, DateTime now) => (State, TokenId, SpawnedAt) = (Lifecycle.Next(State, SerialAction.Link), token, now);

    internal void End(SerialAction action) => State = Lifecycle.Next(State, action);

    internal int NextSeq() => ++LastSeq;
}
