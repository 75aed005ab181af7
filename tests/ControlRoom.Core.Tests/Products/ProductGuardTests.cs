using System.Data.Common;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

/// <summary>What holds against raw SQL.</summary>
public sealed class ProductGuardTests
{
    [Theory, Databases]
    [Trait("Rule", "PRD-30"), Trait("Rule", "PRD-15")]
    public async Task A_published_revision_changes_in_no_column_and_never_goes_away(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        var id = product.ActiveRevision!.Id;
        FormattableString[] refused =
        [
            $"UPDATE product_revision SET snapshot_json = '{{}}' WHERE id = {id}", $"UPDATE product_revision SET components_json = '[]' WHERE id = {id}", $"UPDATE product_revision SET content_hash = 'x' WHERE id = {id}",
            $"UPDATE product_revision SET notes = 'x' WHERE id = {id}", $"UPDATE product_revision SET flow_version_id = NULL WHERE id = {id}", $"UPDATE product_revision SET revision_no = 9 WHERE id = {id}",
            $"UPDATE product_revision SET status = 'DRAFT' WHERE id = {id}", $"UPDATE product_revision SET allow_new_jobs = false WHERE id = {id}", $"UPDATE product_revision SET status = 'RETIRED' WHERE id = {id}",
            $"DELETE FROM product_revision WHERE id = {id}", $"DELETE FROM product WHERE id = {product.Id}", $"UPDATE product SET created_at = {FakeTime.Morning.AddYears(1)} WHERE id = {product.Id}",
        ];
        foreach (var sql in refused) await Assert.ThrowsAnyAsync<DbException>(() => bench.Plant.Sql(sql));
        await bench.Plant.Sql($"UPDATE product_revision SET status = 'RETIRED', allow_new_jobs = false WHERE id = {id}");
        await Assert.ThrowsAnyAsync<DbException>(() => bench.Plant.Sql($"UPDATE product_revision SET status = 'PUBLISHED', allow_new_jobs = true WHERE id = {id}"));
    }

    [Theory, Databases]
    public async Task A_product_has_one_draft_and_one_published_revision_and_a_retired_one_stays_as_it_is(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        (await bench.Draft(product.Id)).Must();
        var rows = new RawRows(bench.Plant);
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Insert("product_revision", ("product_id", product.Id), ("revision_no", 7), ("status", "DRAFT")));
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Insert("product_revision", ("product_id", product.Id), ("revision_no", 7), ("status", "PUBLISHED"), ("allow_new_jobs", true),
            ("snapshot_json", "{}"), ("snapshot_schema", 1), ("content_hash", "x"), ("published_at", FakeTime.Morning)));
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Insert("product_revision", ("product_id", product.Id), ("revision_no", 7), ("status", "RETIRED")));
        var reference = await bench.Refer(product.ActiveRevision!.Id);
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Delete(reference));
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Update(reference, ("ref_code", "x")));
        (await bench.Retire(product.Id)).Must();
        await Assert.ThrowsAnyAsync<DbException>(() => bench.Plant.Sql($"UPDATE product SET retired_at = NULL WHERE id = {product.Id}"));
        await Assert.ThrowsAnyAsync<DbException>(() => bench.Plant.Sql($"UPDATE product SET notes = 'x' WHERE id = {product.Id}"));
    }
}
