using ControlRoom.Core.Database;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

internal sealed class FlowTables : IAreaTables
{
    private static readonly string[] Content =
        ["id", "flow_definition_id", "version_num", "graph_schema", "created_by", "submitted_by", "reviewed_by", "published_by", "published_at", "rejection_reason", "created_at"];

    /// <summary>A version that was superseded may stop taking new jobs later.</summary>
    private const string JobsStop = "OLD.status = 'DEPRECATED' AND OLD.allow_new_jobs AND NOT NEW.allow_new_jobs";

    public IEnumerable<Guard> Guards =>
    [
        Guard.Along("flow_versions", "status", FlowVersion.Lifecycle),
        new("flow_versions_immutable", "flow_versions", GuardOn.Update,
            $"OLD.status IN ('PUBLISHED', 'DEPRECATED') AND (NOT ((OLD.status = 'PUBLISHED' AND NEW.status = 'DEPRECATED') OR ({JobsStop} AND NEW.status = 'DEPRECATED' AND NEW.deprecated_at IS NOT DISTINCT FROM OLD.deprecated_at)) OR (NEW.allow_new_jobs AND NOT OLD.allow_new_jobs) OR {string.Join(" OR ", Content.Select(c => $"NEW.{c} IS DISTINCT FROM OLD.{c}"))})",
            "a PUBLISHED or DEPRECATED version changes only from PUBLISHED to DEPRECATED, or stops taking new jobs"),
        new("flow_versions_review_frozen", "flow_versions", GuardOn.Update, "OLD.status = 'REVIEW' AND NEW.graph_schema IS DISTINCT FROM OLD.graph_schema", "the graph under REVIEW is frozen"),
        new("flow_versions_delete", "flow_versions", GuardOn.Delete, "OLD.status <> 'DRAFT'", "only a DRAFT may be discarded"),
        Guard.NeverReplaced("flow_versions", "a version is never replaced by another", "flow_definition_id, version_num"),
        new("flow_definitions_delete", "flow_definitions", GuardOn.Delete, null, "flows are deleted softly"),
        Guard.Fixed("flow_definitions", "identity_fixed", "id", "kind", "code"),
    ];

    public void Configure(ModelBuilder model)
    {
        var flow = model.Table<FlowDefinition>("flow_definitions", t =>
        {
            t.Check("names", "length(trim(name_hu)) > 0 AND length(trim(name_en)) > 0");
            t.Check("code", "(kind = 'ROUTING') = (code IS NOT NULL)");
        });
        flow.Ignore(f => f.Facts);
        flow.Property(f => f.Code).HasMaxLength(50);
        flow.HasIndex(f => f.Code).IsUnique();
        flow.HasOne<User>().WithMany().HasForeignKey(f => f.CreatedBy);
        flow.HasIndex(f => f.CreatedBy);

        var version = model.Table<FlowVersion>("flow_versions");
        version.Ignore(v => v.Facts);
        version.HasOne<FlowDefinition>().WithMany().HasForeignKey(v => v.FlowDefinitionId);
        version.HasIndex(v => new { v.FlowDefinitionId, v.VersionNum }).IsUnique();
        version.HasIndex(v => v.Status);
        version.HasIndex(v => v.FlowDefinitionId, "ux_flow_versions_one_published").IsUnique().HasFilter("status = 'PUBLISHED'");
        version.HasIndex(v => v.FlowDefinitionId, "ux_flow_versions_one_open").IsUnique().HasFilter("status IN ('DRAFT', 'REVIEW')");
    }
}
