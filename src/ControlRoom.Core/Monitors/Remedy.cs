namespace ControlRoom.Core.Monitors;

/// <summary>Ordinary commands that mend what monitors find.</summary>
public enum RemedyKind { ScrapToken, CancelTicket, CloseSession, CancelAssignment, RebuildQueue, ReconcileSerials, RetryOutbox, PauseTicket, SerialsOn }

/// <param name="Code">The command's word; MANUAL where a person has to decide what to do.</param>
/// <param name="Detail">What it does, or what to do.</param>
/// <param name="Available">It can be asked for now.</param>
public sealed record RemedyView(string Code, string Detail, bool Available);
