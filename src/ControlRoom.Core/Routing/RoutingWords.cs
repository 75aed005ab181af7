using System.Collections.Immutable;

namespace ControlRoom.Core.Routing;

/// <summary>Words of the document that are lower case there.</summary>
internal static class RoutingWords
{
    /// <summary>In the order of <see cref="RoutingNodeType"/>.</summary>
    public static readonly ImmutableArray<string> NodeTypes = Of<RoutingNodeType>();

    /// <summary>In the order of <see cref="RoutingEdgeType"/>.</summary>
    public static readonly ImmutableArray<string> EdgeTypes = Of<RoutingEdgeType>();

    public static string Word(RoutingNodeType type) => NodeTypes[(int)type];

    public static string Word(RoutingEdgeType type) => EdgeTypes[(int)type];

    private static ImmutableArray<string> Of<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())];
}
