using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Runs;

public enum RunStatus { Idle, Running, Hold, Completed, Aborted, Archived }

public enum RunAction { Start, Advance, Rollback, Hold, Resume, Complete, Abort, Archive }

/// <summary>One execution of one published flow version, pinned at creation. The steps go 0 → 10 one by one, back only by rollback.</summary>
public sealed class Run : Aggregate
{
    public static readonly Lifecycle<RunStatus, RunAction> Lifecycle = new(RunStatus.Idle,
        (RunAction.Start, [RunStatus.Idle], RunStatus.Running),
        (RunAction.Advance, [RunStatus.Running], RunStatus.Running),
        (RunAction.Rollback, [RunStatus.Running], RunStatus.Running),
        (RunAction.Rollback, [RunStatus.Hold], RunStatus.Hold),
        (RunAction.Hold, [RunStatus.Running], RunStatus.Hold),
        (RunAction.Resume, [RunStatus.Hold], RunStatus.Running),
        (RunAction.Complete, [RunStatus.Running], RunStatus.Completed),
        (RunAction.Abort, [RunStatus.Idle, RunStatus.Running, RunStatus.Hold], RunStatus.Aborted),
        (RunAction.Archive, [RunStatus.Completed, RunStatus.Aborted], RunStatus.Archived));

    private readonly List<StepExecution> steps = [];

    private Run() { }

    public string RunCode { get; private init; } = "";
    public Guid FlowVersionId { get; private init; }
    public string SiteCode { get; private init; } = "";
    public RunStatus Status { get; private set; }
    public int CurrentStepIndex { get; private set; }
    public long? DailyTargetGrams { get; private set; }

    /// <summary>Who created the run.</summary>
    public Guid StartedBy { get; private init; }
    public DateTime CreatedAt { get; private init; }
    public DateTime? StartedAt { get; private set; }
    public DateTime? CompletedAt { get; private set; }

    /// <summary>End of the run, completed or aborted; retention counts from here.</summary>
    public DateTime? EndedAt { get; private set; }
    public DateTime? HeldAt { get; private set; }
    public string? HoldReason { get; private set; }
    public string? AbortReason { get; private set; }

    /// <summary>JSON written at completion: lots, kilograms, decisions, yield.</summary>
    public string? Summary { get; private set; }
    public bool IsSimulated { get; private init; }
    public IReadOnlyList<StepExecution> Steps => steps;

    /// <summary>Neither finished nor given up: its steps and lots may still be written.</summary>
    public bool IsOpen => Status is RunStatus.Idle or RunStatus.Running or RunStatus.Hold;

    public bool IsActive => Status is RunStatus.Running or RunStatus.Hold;

    public static Run Create(Guid id, string code, Guid flowVersionId, ProcessGraph graph, string site, long? targetGrams, Guid by, DateTime now, bool isSimulated)
    {
        var run = new Run { Id = id, RunCode = code, FlowVersionId = flowVersionId, SiteCode = site, DailyTargetGrams = targetGrams, StartedBy = by, CreatedAt = now, IsSimulated = isSimulated };
        for (var i = 0; i < ProcessSteps.Count; i++) run.steps.Add(StepExecution.Pending(Ids.New(now), id, i, graph.NodeOf(i)!, now));
        run.Noted(run.FactOf("RUN_CREATED", null));
        return run;
    }

    public void Start(Guid by, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Start);
        StartedAt = now;
        Step(0).Begin(by, now);
        Changed(FactOf("RUN_STARTED", old));
    }

    public void Advance(Guid by, string? notes, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Advance);
        Step(CurrentStepIndex).Complete(notes, now);
        CurrentStepIndex++;
        Step(CurrentStepIndex).Begin(by, now);
        Changed(FactOf("RUN_STEP_ADVANCED", old) with { Metadata = new { notes } });
    }

    /// <summary>Back to an earlier step: it is opened again, the steps after it wait for another attempt.</summary>
    public void Rollback(int to, string reason, IReadOnlyList<string> heldLots, Guid by, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Rollback);
        for (var i = to; i <= CurrentStepIndex; i++) Step(i).Reopen(isTarget: i == to, by, now);
        CurrentStepIndex = to;
        Changed(FactOf("RUN_STEP_ROLLED_BACK", old) with { Metadata = new { reason, lots = heldLots } });
    }

    public void Hold(string reason, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Hold);
        (HoldReason, HeldAt) = (reason, now);
        Changed(FactOf("RUN_HELD", old) with { Metadata = new { reason } });
    }

    public void Resume(string resolution)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Resume);
        (HoldReason, HeldAt) = (null, null);
        Changed(FactOf("RUN_RESUMED", old) with { Metadata = new { resolution } });
    }

    public void Complete(string summary, DateTime now, object? acceptedHolds)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Complete);
        Step(ProcessSteps.Last).Complete(null, now);
        (CompletedAt, EndedAt, Summary) = (now, now, summary);
        Changed(FactOf("RUN_COMPLETED", old) with { Metadata = new { accepted_holds = acceptedHolds } });
    }

    public void Abort(string reason, DateTime now)
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Abort);
        foreach (var step in steps) step.Skip(now);
        (AbortReason, EndedAt) = (reason, now);
        Changed(FactOf("RUN_ABORTED", old) with { Metadata = new { reason } });
    }

    public void Archive()
    {
        var old = State();
        Status = Lifecycle.Next(Status, RunAction.Archive);
        Changed(FactOf("RUN_ARCHIVED", old));
    }

    public void SetTarget(long? grams)
    {
        var old = new { daily_target_kg = Units.Kg(DailyTargetGrams) };
        DailyTargetGrams = grams;
        Changed(FactOf("RUN_UPDATED", old) with { New = new { daily_target_kg = Units.Kg(grams) } });
    }

    private StepExecution Step(int index) => steps.Single(s => s.StepIndex == index);

    private object State() => new { status = Word.Of(Status), current_step_index = CurrentStepIndex };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Run, Id, RunCode, old, State()) { RunId = Id };
}
