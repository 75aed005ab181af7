// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Dispatch;

public enum SessionStatus { Active, Paused, Completed, Cancelled }

public enum SessionAction { Pause, Resume, Complete, Cancel }

/// <summary>Assist has a time line of its own and changes nothing; replace takes the work over.</summary>
public enum SessionKind { Own, Assist, Replace }

public enum PauseReason { Break, Material, Tool, Quality, Help, Other }

/// <summary>
/// One operator's timed work on one token. Its seconds are the sum of the spans in which it was active, by the server's clock; the open span
/// is not in <see cref="WorkSeconds"/> until it ends.
/// </summary>
public sealed class WorkSession : Aggregate
{
    public static readonly Lifecycle<SessionStatus, SessionAction> Lifecycle = new(SessionStatus.Active,
        (SessionAction.Pause, [SessionStatus.Active], SessionStatus.Paused),
        (SessionAction.Resume, [SessionStatus.Paused], SessionStatus.Active),
        (SessionAction.Complete, [SessionStatus.Active, SessionStatus.Paused], SessionStatus.Completed),
        (SessionAction.Cancel, [SessionStatus.Active, SessionStatus.Paused], SessionStatus.Cancelled));

    private WorkSession() { }

    public Guid TokenId { get; private init; }
    public Guid InstanceId { get; private init; }
    public string NodeCode { get; private init; } = "";
    public Guid AssignmentId { get; private init; }
    public Guid OperatorUserId { get; private init; }
    public SessionKind Kind { get; private init; }
    public SessionStatus Status { get; private set; }
    public DateTime StartedAt { get; private init; }
    public DateTime? PausedAt { get; private set; }
    public DateTime? ResumedAt { get; private set; }
    public DateTime? EndedAt { get; private set; }
    public long WorkSeconds { get; private set; }
    public long PauseSeconds { get; private set; }
    public int PauseCount { get; private set; }
    public PauseReason? PauseReason { get; private set; }
    public string? PauseNote { get; private set; }
    public string? CloseReason { get; private set; }

    /// <summary>It took more than one and a half times what was planned; never fails the work by itself.</summary>
    public bool OverLimit { get; private set; }

    /// <summary>Why somebody else took the work over, on the session that did.</summary>
    public string? ReplacementReason { get; private init; }

    public bool IsOpen => Status is SessionStatus.Active or SessionStatus.Paused;

    public static WorkSession Start(Guid id, Guid tokenId, Guid instanceId, string nodeCode, Guid assignmentId, Guid operatorId, SessionKind kind, string? replacementReason, DateTime now) => new()
    {
        Id = id, TokenId = tokenId, InstanceId = instanceId, NodeCode = nodeCode, AssignmentId = assignmentId, OperatorUserId = operatorId, Kind = kind, StartedAt = now, ReplacementReason = replacementReason,
    };

    /// <summary>Seconds worked until <paramref name="now"/>, the open span among them.</summary>
    public long WorkedUntil(DateTime now) => WorkSeconds + (Status == SessionStatus.Active ? Span(ResumedAt ?? StartedAt, now) : 0);

    public long PausedUntil(DateTime now) => PauseSeconds + (Status == SessionStatus.Paused ? Span(PausedAt!.Value, now) : 0);

    public void Pause(PauseReason? reason, string? note, DateTime now)
    {
        var worked = WorkedUntil(now);
        Status = Lifecycle.Next(Status, SessionAction.Pause);
        (WorkSeconds, PausedAt, PauseReason, PauseNote, PauseCount) = (worked, now, reason, note, PauseCount + 1);
        Raise();
    }

    public void Resume(DateTime now)
    {
        var paused = PausedUntil(now);
        Status = Lifecycle.Next(Status, SessionAction.Resume);
        (PauseSeconds, ResumedAt, PausedAt, PauseReason, PauseNote) = (paused, now, null, null, null);
        Raise();
    }

    /// <param name="limitSeconds">From here on it has taken too long; null where nothing was planned.</param>
    public void Complete(long? limitSeconds, DateTime now) => End(SessionAction.Complete, null, limitSeconds, now);

    /// <summary>The work was taken away; its seconds stay as they were at this instant.</summary>
    public void Cancel(string reason, DateTime now) => End(SessionAction.Cancel, reason, null, now);

    private void End(SessionAction action, string? reason, long? limitSeconds, DateTime now)
    {
        var (worked, paused) = (WorkedUntil(now), PausedUntil(now));
        Status = Lifecycle.Next(Status, action);
        (WorkSeconds, PauseSeconds, EndedAt, CloseReason, PausedAt) = (worked, paused, now, reason, null);
        OverLimit = limitSeconds is { } limit && worked > limit;
        Raise();
    }

    private static long Span(DateTime from, DateTime to) => Math.Max(0, (long)(to - from).TotalSeconds);
}
