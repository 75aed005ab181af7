using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Tickets;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors;

/// <param name="Safe">All checks hold.</param>
public sealed record SafetyReport(bool Safe, IReadOnlyList<CheckView> Checks);

/// <summary>Whether work that has begun is safe from changes of its design: computed from what is there, never set.</summary>
public sealed class SafetyReportQueries(Dialect dialect)
{
    /// <summary>Newest snapshots that are computed again; the others were when they were newest.</summary>
    private const int Recomputed = 500;

    public async Task<SafetyReport> Now(CancellationToken ct)
    {
        await using var db = dialect.Open();
        await using var moment = await dialect.AtOneMoment(db, ct);
        var known = await db.Roles(ct);
        var facts = await CheckFacts.Read(db, dialect, ct);
        var (snapshots, differing) = await Deductions(db, known, ct);
        var bare = await db.Tickets.CountAsync(t => t.RoutingMode == RoutingMode.Dag && !db.Snapshots.Any(s => s.Id == t.SnapshotId), ct);
        var loose = Loose(db);
        CheckView[] checks =
        [
            facts.Judge("NO_BREAKING_CHANGE", ["M21"], ["product_revision_immutable"], more: new { products_in_work = await db.Tickets.Where(t => t.Status == TicketStatus.InProgress || t.Status == TicketStatus.Paused).Select(t => t.ProductId).Distinct().CountAsync(ct) }),
            facts.Judge("DETERMINISTIC_DEDUCTION", [], ["runtime_snapshot_no_update"], differing.Count == 0, new { recomputed = snapshots, differing }),
            facts.Judge("REPRODUCIBLE", ["M20"], ["runtime_snapshot_no_update", "runtime_snapshot_no_delete", "job_graph_instance_pinned"], bare == 0, new { snapshots = await db.Snapshots.CountAsync(ct), tickets_without = bare }),
            facts.Judge("NO_LOST_UPDATES", ["M13"], [], loose.Count == 0, new { without_version = loose }),
        ];
        return new SafetyReport(checks.All(c => c.Ok), checks);
    }

    /// <summary>Quantities follow from the snapshot's own constraints alone: computed again they are the same to the last digit.</summary>
    private static async Task<(int Snapshots, List<string> Differing)> Deductions(ControlRoomDb db, IReadOnlyDictionary<string, MaterialRoleView> roles, CancellationToken ct)
    {
        var (count, differing) = (0, new List<string>());
        var rows = from s in db.Snapshots.AsNoTracking() join t in db.Tickets on s.JobTicketId equals t.Id orderby s.Id descending select new { t.TicketCode, s.ConstraintsJson, s.ComputedQtyJson };
        foreach (var row in await rows.Take(Recomputed).ToListAsync(ct))
        {
            count++;
            if (!Agrees(row.ConstraintsJson, row.ComputedQtyJson, roles)) differing.Add(row.TicketCode);
        }
        return (count, differing);
    }

    internal static bool Agrees(string constraintsJson, string computedJson, IReadOnlyDictionary<string, MaterialRoleView> roles)
    {
        using var constraints = JsonDocument.Parse(constraintsJson);
        using var computed = JsonDocument.Parse(computedJson);
        var (said, kept) = (constraints.RootElement.EnumerateArray().ToList(), computed.RootElement.EnumerateArray().ToList());
        return said.Count == kept.Count && said.Zip(kept).All(pair => Same(pair.First, pair.Second));

        bool Same(JsonElement asked, JsonElement got)
        {
            if (asked.GetProperty("component_code").GetString() != got.GetProperty("component_code").GetString() || asked.GetProperty("material_sku").GetString() != got.GetProperty("material_sku").GetString()) return false;
            // What somebody decided against the computation has its reason beside it.
            if (!asked.GetProperty("computed_from_constraints").GetBoolean()) return asked.GetProperty("override_reason").ValueKind == JsonValueKind.String;
            return roles.TryGetValue(asked.GetProperty("role_code").GetString()!, out var role) && ConstraintRules.Compute(role, ConstraintRules.Values(asked.GetProperty("fields"))) is { Done: true } again && again.Value.QtyRequired == got.GetProperty("qty_per_unit").GetDecimal();
        }
    }

    /// <summary>Kinds of things whose rows somebody could overwrite without having seen them.</summary>
    private static List<string> Loose(ControlRoomDb db) =>
        [.. db.Model.GetEntityTypes().Where(e => e.ClrType.IsSubclassOf(typeof(Aggregate)) && e.FindProperty(nameof(Aggregate.RowVersion)) is not { IsConcurrencyToken: true }).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal)];
}
