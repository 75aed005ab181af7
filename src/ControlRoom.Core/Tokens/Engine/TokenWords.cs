namespace ControlRoom.Core.Tokens.Engine;

/// <summary>Quantities are hundredths everywhere in the engine; one piece is 100.</summary>
public enum TokenType { Batch, Piece, Component }

public enum TokenOrigin { Initial, Split, BatchYield, Replacement, ReworkSpawn, Migration }

public enum TokenStatus { Ready, Active, Paused, Waiting, Completed, Scrapped }

/// <summary>Whether a token went with its whole job, or was spoilt in production.</summary>
public enum ScrapScope { JobReset, Production }

/// <summary>Why the engine left a token standing; a correction frees it.</summary>
public enum StopCode { Unroutable, AmbiguousRouting, HopLimit, JoinTimeout }

public enum TokenEventType
{
    Spawn, Enter, Start, Pause, Resume, Complete, Move, Split, Join, QcPass, QcFail, Rework, Scrap, WaitStart, WaitCompleted, ApprovalGranted,
    DecisionRouted, ReplacementCreated, ReplacementOf, AssistStart, Takeover, Correction, Note,
}

public enum QcOutcome { Pass, FailMinor, FailMajor, Scrap }

public enum QcSeverity { Minor, Major }

public enum CorrectionType { ForceMove, Rewind, AddEvent, CloseJoin, QcOverride, Route, WaiveReplacement }

/// <summary>What somebody should be told; the handler makes alarms of it.</summary>
public enum EngineAlarm { QueueLimit, TokenStopped }

/// <summary>The closed list of answers to "why is this token waiting?".</summary>
public enum WhyCode
{
    ReadyClaimable, ReadyAssigned, NoEligible, NodeBusy, WorkCenterDown, InWork, Paused, AwaitsQc, Capacity, JoinMissing, JoinBlocked, ChildrenOpen,
    WaitTime, WaitBatch, WaitApproval, Unroutable, AmbiguousRouting, HopLimit, JoinTimeout, TicketPaused, ReplacementPending, Finished, Merged, Scrapped,
}

/// <summary>The button that helps a waiting token.</summary>
public enum WhyAction { Start, Complete, Resume, Qc, Assign, Approve, Replacement, CloseJoin, Route, ResumeTicket }
