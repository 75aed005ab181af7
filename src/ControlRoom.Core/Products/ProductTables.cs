using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

internal sealed class ProductTables : IAreaTables
{
    /// <summary>What a revision says; beside it only its end is ever written.</summary>
    private static readonly string[] Content =
    [
        "id", "product_id", "revision_no", "derived_from_revision_id", "reason", "notes", "flow_version_id", "components_json", "base_hash", "snapshot_json", "snapshot_schema", "content_hash", "created_by", "created_at",
        "published_by", "published_at",
    ];

    public IEnumerable<Guard> Guards =>
    [
        .. Guard.NeverDeleted("product", "products are retired, never deleted", "sku"),
        new("product_retired", "product", GuardOn.Update, "OLD.retired_at IS NOT NULL", "a retired product changes no more"),
        Guard.Fixed("product", "birth_fixed", "id", "created_by", "created_at"),
        Guard.Fixed("product_component", "product_fixed", "id", "product_id"),
        Guard.Fixed("component_material", "component_fixed", "id", "component_id"),
        Guard.Along("product_revision", "status", ProductRevision.Lifecycle),
        new("product_revision_immutable", "product_revision", GuardOn.Update,
            $"OLD.status <> 'DRAFT' AND (NOT (OLD.status = 'PUBLISHED' AND NEW.status = 'RETIRED') OR NEW.allow_new_jobs OR {string.Join(" OR ", Content.Select(c => $"NEW.{c} IS DISTINCT FROM OLD.{c}"))})",
            "a published revision changes only to RETIRED"),
        new("product_revision_delete", "product_revision", GuardOn.Delete, "OLD.status <> 'DRAFT'", "only a draft may be discarded"),
        new("product_revision_no_truncate", "product_revision", GuardOn.Truncate, null, "revisions are evidence"),
        Guard.NeverReplaced("product_revision", "a revision is never replaced by another", "product_id, revision_no"),
        .. Guard.AppendOnly("revision_reference", "revision_id, ref_type, ref_id"),
    ];

    public void Configure(ModelBuilder model)
    {
        Roles(model);
        var product = model.Table<Product>("product", t => t.Check("names", "length(trim(name_hu)) > 0 AND length(trim(name_en)) > 0"));
        product.Ignore(p => p.Facts).Ignore(p => p.Name).Ignore(p => p.Texts).Ignore(p => p.Identity);
        product.Property(p => p.Sku).HasMaxLength(50);
        product.Property(p => p.SerialSku).HasMaxLength(8);
        product.HasIndex(p => p.Sku).IsUnique();

        var component = model.Table<ProductComponent>("product_component");
        component.Ignore(c => c.Facts);
        component.Property(c => c.ComponentCode).HasMaxLength(24);
        component.HasOne<Product>().WithMany().HasForeignKey(c => c.ProductId);
        component.HasIndex(c => new { c.ProductId, c.ComponentCode }).IsUnique();
        component.HasMany(c => c.Materials).WithOne().HasForeignKey(m => m.ComponentId);
        component.Navigation(c => c.Materials).HasField("materials");

        var material = model.Table<ComponentMaterial>("component_material", t => t.Check("quantity", "qty_required IS NULL OR qty_required > 0"));
        material.Ignore(m => m.Facts);
        material.Property(m => m.MaterialSku).HasMaxLength(50);
        material.HasOne<MaterialRole>().WithMany().HasForeignKey(m => m.RoleCode);
        material.HasIndex(m => new { m.ComponentId, m.MaterialSku }).IsUnique();
        material.HasIndex(m => m.RoleCode);

        var binding = model.Table<ProductGraphBinding>("product_graph_binding");
        binding.Ignore(b => b.Facts).Ignore(b => b.Mode).Ignore(b => b.Choice);
        binding.HasOne<Product>().WithMany().HasForeignKey(b => b.ProductId);
        binding.HasOne<FlowDefinition>().WithMany().HasForeignKey(b => b.FlowId);
        binding.HasOne<FlowVersion>().WithMany().HasForeignKey(b => b.FlowVersionId);
        binding.HasIndex(b => b.ProductId).IsUnique();
        binding.HasIndex(b => b.FlowId);
        binding.HasIndex(b => b.FlowVersionId);
        Revisions(model);
    }

    private static void Roles(ModelBuilder model)
    {
        var role = model.Table<MaterialRole>("material_role");
        role.HasKey(r => r.RoleCode);
        role.Property(r => r.RoleCode).HasMaxLength(30);
        role.HasMany(r => r.Fields).WithOne().HasForeignKey(f => f.RoleCode);
        role.Navigation(r => r.Fields).HasField("fields");
        role.HasData(MaterialRoleData.Roles);

        var field = model.Table<RoleField>("role_field");
        field.HasKey(f => new { f.RoleCode, f.FieldKey });
        field.Property(f => f.FieldKey).HasMaxLength(30);
        field.HasData(MaterialRoleData.Fields);
    }

    private static void Revisions(ModelBuilder model)
    {
        var revision = model.Table<ProductRevision>("product_revision", t =>
            t.Check("published", "status = 'DRAFT' OR (snapshot_json IS NOT NULL AND content_hash IS NOT NULL AND snapshot_schema IS NOT NULL AND published_at IS NOT NULL)"));
        revision.Ignore(r => r.Facts).Ignore(r => r.Display).Ignore(r => r.TakesNewJobs);
        revision.HasOne<Product>().WithMany().HasForeignKey(r => r.ProductId);
        revision.HasOne<FlowVersion>().WithMany().HasForeignKey(r => r.FlowVersionId);
        revision.HasOne<User>().WithMany().HasForeignKey(r => r.CreatedBy);
        revision.HasIndex(r => new { r.ProductId, r.RevisionNo }).IsUnique();
        revision.HasIndex(r => r.ProductId, "ux_product_revision_one_draft").IsUnique().HasFilter("status = 'DRAFT'");
        revision.HasIndex(r => r.ProductId, "ux_product_revision_one_open").IsUnique().HasFilter("status = 'PUBLISHED' AND allow_new_jobs");
        revision.HasIndex(r => r.FlowVersionId);
        revision.HasIndex(r => r.CreatedBy);

        var reference = model.Table<RevisionReference>("revision_reference");
        reference.HasOne<ProductRevision>().WithMany().HasForeignKey(r => r.RevisionId);
        reference.HasIndex(r => new { r.RevisionId, r.RefType, r.RefId }).IsUnique();
    }
}
