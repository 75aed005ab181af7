// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Dispatch;

public enum AssignmentStatus { Assigned, Accepted, Started, Paused, Completed, Cancelled, Rejected }

public enum AssignmentAction { Accept, Reject, Start, Pause, Resume, Complete, Cancel }

/// <summary>How it came about; of several the one named first here wins.</summary>
public enum AssignmentMethod { Pin, Manager, Plan, Auto, Helper, Replace }

/// <summary>Who is expected to do a token's work at a node. An intent; an open session is the fact.</summary>
public sealed class TokenAssignment : Aggregate
{
    public static readonly Lifecycle<AssignmentStatus, AssignmentAction> Lifecycle = new(AssignmentStatus.Assigned,
        (AssignmentAction.Accept, [AssignmentStatus.Assigned], AssignmentStatus.Accepted),
        (AssignmentAction.Reject, [AssignmentStatus.Assigned], AssignmentStatus.Rejected),
        (AssignmentAction.Start, [AssignmentStatus.Assigned, AssignmentStatus.Accepted], AssignmentStatus.Started),
        (AssignmentAction.Pause, [AssignmentStatus.Started], AssignmentStatus.Paused),
        (AssignmentAction.Resume, [AssignmentStatus.Paused], AssignmentStatus.Started),
        (AssignmentAction.Complete, [AssignmentStatus.Started, AssignmentStatus.Paused], AssignmentStatus.Completed),
        (AssignmentAction.Cancel, [AssignmentStatus.Assigned, AssignmentStatus.Accepted, AssignmentStatus.Started, AssignmentStatus.Paused], AssignmentStatus.Cancelled));

    private TokenAssignment() { }

    public Guid TokenId { get; private init; }
    public string NodeCode { get; private init; } = "";
    public Guid? AssignedToUserId { get; private init; }
    public Guid? AssignedToTeamId { get; private init; }
    public AssignmentStatus Status { get; private set; }
    public AssignmentMethod Method { get; private init; }
    public Guid AssignedBy { get; private init; }

    /// <summary>Why, when it was made; why not any more, when it ended early.</summary>
    public string? Reason { get; private set; }

    /// <summary>Nobody else may help or take over.</summary>
    public bool IsStrict { get; private init; }
    public Guid? SessionId { get; private set; }
    public DateTime AssignedAt { get; private init; }
    public DateTime? AcceptedAt { get; private set; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? PausedAt { get; private set; }
    public DateTime? CompletedAt { get; private set; }
    public DateTime? CancelledAt { get; private set; }
    public DateTime StatusChangedAt { get; private set; }

    /// <summary>Those that are open, for queries.</summary>
    public static readonly AssignmentStatus[] Open = [AssignmentStatus.Assigned, AssignmentStatus.Accepted, AssignmentStatus.Started, AssignmentStatus.Paused];

    public bool IsOpen => Open.Contains(Status);

    /// <param name="userId">Exactly one of this and <paramref name="teamId"/>.</param>
    public static TokenAssignment Assign(Guid id, Guid tokenId, string nodeCode, Guid? userId, Guid? teamId, AssignmentMethod method, bool isStrict, string? reason, Guid by, DateTime now) => new()
    {
        Id = id, TokenId = tokenId, NodeCode = nodeCode, AssignedToUserId = userId, AssignedToTeamId = teamId, Method = method, IsStrict = isStrict, Reason = reason, AssignedBy = by, AssignedAt = now, StatusChangedAt = now,
    };

    public void Accept(DateTime now)
    {
        Move(AssignmentAction.Accept, now);
        AcceptedAt = now;
    }

    public void Reject(string reason, DateTime now)
    {
        Move(AssignmentAction.Reject, now);
        (Reason, CancelledAt) = (reason, now);
    }

    public void Start(Guid sessionId, DateTime now)
    {
        Move(AssignmentAction.Start, now);
        (SessionId, StartedAt) = (sessionId, now);
    }

    public void Pause(DateTime now)
    {
        Move(AssignmentAction.Pause, now);
        PausedAt = now;
    }

    public void Resume(DateTime now)
    {
        Move(AssignmentAction.Resume, now);
        PausedAt = null;
    }

    public void Complete(DateTime now)
    {
        Move(AssignmentAction.Complete, now);
        CompletedAt = now;
    }

    public void Cancel(string reason, DateTime now)
    {
        Move(AssignmentAction.Cancel, now);
        (Reason, CancelledAt) = (reason, now);
    }

    private void Move(AssignmentAction action, DateTime now)
    {
        Status = Lifecycle.Next(Status, action);
        StatusChangedAt = now;
        Raise();
    }
}
