using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tokens.Engine;

namespace ControlRoom.Core.Tokens;

public sealed record WhyView(WhyCode Code, string Detail, WhyAction? Action, IReadOnlyList<Guid> Refs);

public sealed record StopView(StopCode Code, string Detail);

public sealed record AssignmentView(Guid Id, Guid? UserId, string? UserName, Guid? TeamId, AssignmentStatus Status, AssignmentMethod Method, bool IsStrict);

public sealed record SessionView(Guid Id, Guid UserId, string UserName, SessionKind Kind, SessionStatus Status, long WorkSeconds, long PauseSeconds, DateTime StartedAt);

/// <summary>What else a command did.</summary>
public sealed record EffectsView(IReadOnlyList<Guid> Created, IReadOnlyList<Guid> Finished, IReadOnlyList<Guid> Scrapped, IReadOnlyList<Guid> Joined);

public record TokenView(
    Guid Id, Guid TicketId, string TicketCode, Guid InstanceId, int CycleNo, TokenType TokenType, TokenOrigin Origin, TokenStatus Status, string NodeCode, LocalText NodeName, RoutingNodeType NodeType,
    decimal Qty, decimal ScrappedQty, string? SerialNumber, string? SerialLabel, SerialSync SerialSync, Guid? ParentTokenId, Guid RootTokenId, Guid? ParallelGroupId, string? BranchKey, int? BranchOrdinal,
    string? ComponentCode, int ReworkCount, int? ReworkLimit, Guid? ReplacementTokenId, Guid? ParentScrappedTokenId, Guid? MergedIntoTokenId, ScrapScope? ScrapScope, string? ScrapReason, StopView? Stop,
    WhyView Why, AssignmentView? Assignment, SessionView? Session, IReadOnlyList<string> CheckedLines, IReadOnlyList<string> AllowedActions, int RowVersion)
{
    /// <summary>After a command: what it did beside the token.</summary>
    public EffectsView? Effects { get; init; }

    /// <summary>After a command that can be taken back: until when, if nobody goes on with it.</summary>
    public DateTime? UndoUntil { get; init; }
}
