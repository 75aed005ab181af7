using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Flows.Parts;

/// <summary>A version in a line: its number, state and when.</summary>
public sealed record VersionChipView(int Number, string Status, string When);

/// <summary>A card of the catalogue.</summary>
public sealed record FlowCardView(Guid Id, string Name, string OtherName, IReadOnlyList<VersionChipView> Versions, string Meta, FlowPictureView Picture, string OpenHref, string OpenLabel, string VersionsHref)
{
    /// <summary>What is wrong with the version that is still worked on; null when nothing is, or none is open.</summary>
    public string? Finding { get; init; }
    public FlowOverlay Overlay { get; init; } = FlowOverlay.None;
}

/// <summary>A run on a version.</summary>
public sealed record FlowRunView(string Code, string Status, string Step, int Lots, string Href, bool Simulated);

/// <summary>One mistake of a graph, and where it is.</summary>
public sealed record ProblemView(string Code, string Message, string Guidance, string? Node, string? Place);

/// <summary>Something that happened to a flow.</summary>
public sealed record FlowEventView(string When, string Who, string What);

/// <summary>The chosen flow at the side of the catalogue.</summary>
public sealed record FlowSideView(string Name, string Updated, string? Description, IReadOnlyList<FactView> Facts, string RunsTitle, string RunsNote, IReadOnlyList<FlowRunView> Runs, string? ChecksTitle, IReadOnlyList<ProblemView> Problems, IReadOnlyList<FlowEventView> Events)
{
    public required string VersionsHref { get; init; }
    public ActionView? Start { get; init; }
    public required ActionView Delete { get; init; }
}

/// <summary>A version in the list of versions.</summary>
public sealed record VersionRowView(int Number, string Status, IReadOnlyList<FactView> Facts, string Href, IReadOnlyList<ActionView> Actions);

/// <summary>A row of what changed between two versions.</summary>
public sealed record ChangeRowView(char Mark, string Where, string Field, string? Before, string? After, string? Node);
