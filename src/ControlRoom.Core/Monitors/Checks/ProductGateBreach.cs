using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Edits that change what a product means, made in place although tickets had been planned on it.</summary>
public sealed class ProductGateBreach : MonitorDefinition
{
    private const string Breach = "BREAKING_EDIT";

    /// <summary>A breach is history and never goes away; it is told for so long.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromDays(30);

    private static readonly string[] Edits = ["PRODUCT_UPDATED", "PRODUCT_GRAPH_BOUND", "COMPONENT_ADDED", "COMPONENT_UPDATED", "COMPONENT_DELETED", "MATERIAL_ADDED", "MATERIAL_UPDATED", "MATERIAL_REMOVED"];

    public override string Id => "M21";
    public override Severity Severity => Severity.Critical;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Breach];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var since = scope.Now - Told;
        var trail = scope.Db.AuditEvents.AsNoTracking();
        var edits = trail.Where(e => e.CreatedAt >= since && (e.EntityType == EntityTypes.Product || e.EntityType == EntityTypes.Component) && Edits.Contains(e.EventType));
        if (scope.Touched is { } touched)
        {
            var known = touched.Open[EntityTypes.Product].ToArray();
            if (known.Length == 0) edits = edits.Where(e => e.Id > touched.AuditId);
        }
        var rows = await edits.OrderBy(e => e.Id).ToListAsync(ct);
        if (rows.Count == 0) return [];
        // What a published revision writes back to its product was decided by four eyes and touches nothing that runs.
        var published = (await trail.Where(e => e.CreatedAt >= since && e.EventType == "REVISION_PUBLISHED" && e.EntityType == EntityTypes.Revision).Select(e => e.CorrelationId).ToListAsync(ct)).ToHashSet();
        var owners = await Owners(scope, rows, ct);
        var products = owners.Values.Distinct().ToArray();
        var first = await scope.Db.Tickets.Where(t => t.ProductId != null && products.Contains(t.ProductId.Value)).GroupBy(t => t.ProductId!.Value).Select(g => new { g.Key, At = g.Min(t => t.CreatedAt) }).ToDictionaryAsync(g => g.Key, g => g.At, ct);
        var sku = await scope.Db.Products.Where(p => products.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Sku, ct);
        return [.. rows.Where(e => !published.Contains(e.CorrelationId) && IsBreaking(e) && owners.TryGetValue(e.EntityId, out var product) && first.TryGetValue(product, out var at) && at < e.CreatedAt)
            .GroupBy(e => owners[e.EntityId]).Where(g => sku.ContainsKey(g.Key))
            .Select(g => new Anomaly(Severity.Critical, EntityTypes.Product, g.Key, sku[g.Key], Breach) { Evidence = new { edits = g.Count(), event_type = g.Last().EventType, audit_event_id = g.Last().Id, at = g.Last().CreatedAt } })];
    }

    private static async Task<Dictionary<Guid, Guid>> Owners(MonitorScope scope, List<AuditEvent> rows, CancellationToken ct)
    {
        var ids = rows.Where(e => e.EntityType == EntityTypes.Component).Select(e => e.EntityId).Distinct().ToArray();
        var owners = await scope.Db.Components.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.ProductId, ct);
        foreach (var row in rows.Where(e => e.EntityType == EntityTypes.Product)) owners[row.EntityId] = row.EntityId;
        // A component that is gone said whose it was.
        foreach (var row in rows.Where(e => !owners.ContainsKey(e.EntityId)))
        {
            using var said = System.Text.Json.JsonDocument.Parse(row.Metadata);
            if (said.RootElement.TryGetProperty("product_id", out var product) && product.TryGetGuid(out var id)) owners[row.EntityId] = id;
        }
        return owners;
    }

    private static bool IsBreaking(AuditEvent edit)
    {
        if (edit.EventType is not ("PRODUCT_UPDATED" or "COMPONENT_UPDATED") || edit.OldState is null || edit.NewState is null) return true;
        using var old = System.Text.Json.JsonDocument.Parse(edit.OldState);
        using var now = System.Text.Json.JsonDocument.Parse(edit.NewState);
        return edit.EventType == "PRODUCT_UPDATED" ? Differs("identity") : Differs("component_code") || Differs("component_type_code");

        bool Differs(string member) => (old.RootElement.TryGetProperty(member, out var a) ? a.GetRawText() : "") != (now.RootElement.TryGetProperty(member, out var b) ? b.GetRawText() : "");
    }
}
