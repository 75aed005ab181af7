using System.Collections.Immutable;

namespace ControlRoom.Web.Flows.Parts;

public enum FlowShape
{
    Step,
    Gate,
    Buffer,
    Start,
    End,
}

/// <summary>A node at its place. Label is what fits into it, Kind what it is in words, Note the second line of the list.</summary>
public sealed record FlowNodeView(string Id, FlowShape Shape, string Label, string Name, string Kind, double X, double Y)
{
    public bool IsCcp { get; init; }
    public string? Note { get; init; }
}

/// <summary>A link as the line of its path; End and the direction place the arrow: right, down, up or left.</summary>
public sealed record FlowLinkView(string Id, string Source, string Target, string Path, double EndX, double EndY, char Direction);

/// <summary>A lane as a frame over the whole width. Letter is its stream.</summary>
public sealed record FlowLaneView(string Letter, string Name, double Y, double Height);

/// <summary>A flow's graph, laid out.</summary>
public sealed record FlowPictureView(double Width, double Height, IReadOnlyList<FlowLaneView> Lanes, IReadOnlyList<FlowNodeView> Nodes, IReadOnlyList<FlowLinkView> Links);

/// <summary>How many lots are at a node now.</summary>
public sealed record FlowLotsView(int Lots, decimal Kg, bool Held = false);

/// <summary>How many tokens of a ticket are at a node now; Rest is ready or paused.</summary>
public sealed record FlowTokensView(int Active, int Rest, int Waiting, int Done);

/// <summary>What is laid over a graph: tokens and lots by node id, marks (+ ~ −) by the ids of nodes and links, the ids of nodes with a mistake, and the chosen node.</summary>
public sealed record FlowOverlay
{
    public static readonly FlowOverlay None = new();

    public IReadOnlyDictionary<string, FlowLotsView> Lots { get; init; } = ImmutableDictionary<string, FlowLotsView>.Empty;
    public IReadOnlyDictionary<string, FlowTokensView> Tokens { get; init; } = ImmutableDictionary<string, FlowTokensView>.Empty;
    public IReadOnlyDictionary<string, char> Marks { get; init; } = ImmutableDictionary<string, char>.Empty;
    public IReadOnlySet<string> Mistakes { get; init; } = ImmutableHashSet<string>.Empty;
    public string? Chosen { get; init; }
}
