using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

public enum StepStatus { Pending, InProgress, Completed, Skipped }

public enum StepAction { Begin, Complete, Reopen, Wait, Skip }

/// <summary>One of the eleven steps of one run; all eleven exist from the run's birth. Moved only by its run.</summary>
public sealed class StepExecution
{
    public static readonly Lifecycle<StepStatus, StepAction> Lifecycle = new(StepStatus.Pending,
        (StepAction.Begin, [StepStatus.Pending], StepStatus.InProgress),
        (StepAction.Complete, [StepStatus.InProgress], StepStatus.Completed),
        (StepAction.Reopen, [StepStatus.Completed, StepStatus.InProgress], StepStatus.InProgress),
        (StepAction.Wait, [StepStatus.Completed, StepStatus.InProgress], StepStatus.Pending),
        (StepAction.Skip, [StepStatus.Pending, StepStatus.InProgress], StepStatus.Skipped));

    private StepExecution() { }

    public Guid Id { get; private init; }
    public Guid RunId { get; private init; }
    public int StepIndex { get; private init; }

    /// <summary>Node of the pinned graph that this step is.</summary>
    public string NodeId { get; private init; } = "";
    public StepStatus Status { get; private set; }

    /// <summary>1, and one more for each rollback over it.</summary>
    public int Attempt { get; private set; } = 1;
    public string? Notes { get; private set; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? CompletedAt { get; private set; }
    public Guid? OperatorId { get; private set; }
    public DateTime CreatedAt { get; private init; }

    internal static StepExecution Pending(Guid id, Guid runId, int index, string nodeId, DateTime now) =>
        new() { Id = id, RunId = runId, StepIndex = index, NodeId = nodeId, CreatedAt = now };

    internal void Begin(Guid by, DateTime now)
    {
        Status = Lifecycle.Next(Status, StepAction.Begin);
        (StartedAt, OperatorId) = (now, by);
    }

    internal void Complete(string? notes, DateTime now)
    {
        Status = Lifecycle.Next(Status, StepAction.Complete);
        (CompletedAt, Notes) = (now, notes ?? Notes);
    }

    internal void Reopen(bool isTarget, Guid by, DateTime now)
    {
        Status = Lifecycle.Next(Status, isTarget ? StepAction.Reopen : StepAction.Wait);
        Attempt++;
        CompletedAt = null;
        StartedAt = isTarget ? now : null;
        OperatorId = isTarget ? by : null;
    }

    internal void Skip(DateTime now)
    {
        if (!Lifecycle.Allows(Status, StepAction.Skip)) return;
        Status = Lifecycle.Next(Status, StepAction.Skip);
        CompletedAt = now;
    }
}
