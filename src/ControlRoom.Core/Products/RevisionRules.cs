using System.Text.Json;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>Why something cannot be done with a revision.</summary>
public static class RevisionRules
{
    public const int MaxNotes = 2000;

    public static Refusal? WhyNot(ProductRevision revision, RevisionAction action)
    {
        if (ProductRevision.Lifecycle.Allows(revision.Status, action)) return null;
        return action == RevisionAction.Retire ? About(Refusal.Conflict("REVISION_NOT_PUBLISHED"), revision) : Immutable(revision);
    }

    /// <summary>Only what was never published goes away.</summary>
    public static Refusal? Discardable(ProductRevision revision, int references) => revision.Status != RevisionStatus.Draft || references > 0 ? Immutable(revision) : null;

    /// <summary>From publication on and whoever asks: others rely on it.</summary>
    public static Refusal Immutable(ProductRevision revision) => About(Refusal.Conflict("REVISION_IMMUTABLE"), revision);

    public static Refusal? NoDraft(int? open) => open is { } number ? Refusal.Conflict("DRAFT_EXISTS").With("revision", number) with { Variant = "revision" } : null;

    /// <summary>The product was changed under the draft, and publishing would undo that unseen.</summary>
    public static Refusal? Outdated(ProductRevision revision, string baseHash) => revision.BaseHash == baseHash ? null : About(Refusal.Conflict("REVISION_OUTDATED"), revision);

    /// <summary>Everything that a revision needs before work can be done by it.</summary>
    public static Refusal? Incomplete(ProductRevision revision, IReadOnlyList<Part> parts, RoutedVersion? route)
    {
        var missing = new List<Refusal>();
        if (route is null) missing.Add(Missing("graph", ""));
        else if (route.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review) missing.Add(Missing("graph_unpublished", route.FlowCode).With("version", route.VersionNum));
        else if (!route.AllowNewJobs) missing.Add(Missing("graph_closed", route.FlowCode).With("version", route.VersionNum));
        if (parts.Count == 0) missing.Add(Missing("components", ""));
        missing.AddRange(parts.Where(p => p.Materials.Count == 0).Select(p => Missing("materials", p.ComponentCode)));
        missing.AddRange(parts.SelectMany(p => p.Materials.Where(m => m.QtyRequired is null).Select(m => Missing("quantity", $"{p.ComponentCode} {m.MaterialSku}"))));
        return missing.Count == 0 ? null : About(Refusal.Several(RefusalKind.Conflict, "REVISION_INCOMPLETE", missing), revision);
    }

    /// <summary>Every component that the graph makes or joins is one of the product.</summary>
    public static Refusal? SlotsUnmapped(RoutedVersion route, IEnumerable<string> componentCodes)
    {
        var unmapped = Slots(route.Graph).Except(componentCodes, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return unmapped.Count == 0 ? null : Refusal.Conflict("COMPONENT_SLOT_UNMAPPED").With("components", string.Join(", ", unmapped)).With("flow", route.FlowCode);
    }

    /// <summary>Component codes that the nodes of a graph name.</summary>
    internal static IReadOnlySet<string> Slots(string graph)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (JsonElement.Parse(graph) is not { ValueKind: JsonValueKind.Object } document || !document.TryGetProperty("nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array) return found;
        foreach (var node in nodes.EnumerateArray())
        {
            if (Member(node, "data") is not { } data || Member(data, "config") is not { } config) continue;
            if (config.TryGetProperty("produces_component", out var made) && made.ValueKind == JsonValueKind.String) found.Add(made.GetString()!);
            if (config.TryGetProperty("consumes_components", out var used) && used.ValueKind == JsonValueKind.Array) found.UnionWith(used.EnumerateArray().Where(u => u.ValueKind == JsonValueKind.String).Select(u => u.GetString()!));
        }
        return found;
    }

    /// <summary>Which invariants the product has otherwise than an earlier snapshot of it.</summary>
    public static Refusal? InvariantsBroken(Product product, string? snapshot)
    {
        if (snapshot is null) return null;
        var (then, now) = (JsonElement.Parse(snapshot).GetProperty("product"), JsonElement.Parse(CanonicalJson.Of(product.Identity)));
        var differ = ProductGates.Invariants.Where(f => !JsonElement.DeepEquals(then.GetProperty(f), now.GetProperty(f))).ToList();
        return differ.Count == 0 ? null : ProductGates.Invariant(product, differ);
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    private static Refusal Missing(string variant, string what) => Refusal.Conflict("REVISION_INCOMPLETE").With("what", what) with { Variant = variant };

    private static Refusal About(Refusal refusal, ProductRevision revision) => refusal.With("revision", revision.RevisionNo).With("status", Word.Of(revision.Status));
}
