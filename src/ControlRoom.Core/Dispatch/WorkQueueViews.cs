using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Dispatch;

/// <summary>Whose ready work is shown. Absent: what is mine or my team's, and what is nobody's and I may claim.</summary>
public enum QueueScope { Me, Unassigned, All }

public enum DueState { Ok, Warning, Overdue }

/// <param name="Components">Parts of pieces as well.</param>
/// <param name="Search">The beginning of a serial.</param>
public sealed record QueueFilter(QueueScope? Scope = null, bool Components = false, string? Node = null, string? WorkCenter = null, string? Team = null, RoutingNodeType? NodeType = null, Guid? TicketId = null, string? Search = null);

/// <summary>A page of what is ready.</summary>
/// <param name="After">The key of the last row before it.</param>
public sealed record QueuePage(int Limit, string? After = null)
{
    public const int MaxLimit = 100;
}

public sealed record PersonView(Guid Id, string Name);

public sealed record JoinView(int Arrived, int Required);

/// <summary>One token as those who work see it: what it is, whose it is, and whether I may begin.</summary>
/// <param name="CanStart">I could begin now; <paramref name="Reasons"/> say why not.</param>
/// <param name="Session">Mine if I work on it, else of whoever does.</param>
public sealed record QueueRow(
    Guid TokenId, string? SerialNumber, string? SerialLabel, Guid TicketId, string TicketCode, string JobName, string? Sku, TokenType TokenType, TokenStatus Status, string NodeCode, LocalText NodeName,
    RoutingNodeType NodeType, string? WorkCenter, int StageIndex, int StageTotal, decimal Qty, string Uom, WorkPriority Priority, DateTime? DueAt, DueState DueState, PersonView? AssignedTo,
    Guid? AssignmentId, AssignmentMethod? Method, bool IsStrict, bool CanStart, IReadOnlyList<ReasonView> Reasons, bool HelperAllowed, bool TakeoverAllowed, SessionView? Session, JoinView? Join,
    int ReworkCount, int? ReworkLimit, DateTime Since, IReadOnlyList<string> AllowedActions, WhyView Why, int RowVersion)
{
    /// <summary>How people call it.</summary>
    public string Label => SerialNumber ?? SerialLabel ?? NodeCode;
}

public sealed record MyWork(IReadOnlyList<QueueRow> Active, IReadOnlyList<QueueRow> Paused);

public sealed record QueueCounts(int Mine, int Ready, int Waiting, int DoneToday)
{
    /// <summary>More than this is not counted.</summary>
    public const int Cap = 1000;
}

public sealed record WorkQueue(MyWork Mine, IReadOnlyList<QueueRow> Ready, IReadOnlyList<QueueRow> Waiting, QueueCounts Counts, DateTime AsOf);

/// <summary>The queue with the key its next page begins after; null on the last.</summary>
public sealed record QueueAnswer(WorkQueue Queue, string? Next);

/// <summary>A line of the list of a step.</summary>
public sealed record ChecklistView(string Key, LocalText Label, bool Required, bool Checked);

/// <summary>One token at its step, with all that is needed to do the work.</summary>
/// <param name="PlannedSeconds">Setup and run of this quantity; null where nothing is planned.</param>
public sealed record WorkCard(QueueRow Row, LocalText? ProductName, IReadOnlyList<ChecklistView> Checklist, LocalText? Instruction, long? PlannedSeconds, bool AllowsScrap, bool HasRework, IReadOnlyList<EdgeChoice> Ways);

/// <summary>A way on that whoever completes the step may pick.</summary>
public sealed record EdgeChoice(string EdgeId, LocalText Label);
