using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

public sealed class RevisionTests
{
    [Theory, Databases]
    [Trait("Rule", "PRD-21")]
    public async Task A_used_product_goes_on_by_a_revision(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Used();
        var first = await bench.Revision(product.Id, 1);
        var draft = (await bench.Draft(product.Id, reason: RevisionReason.MaterialChange)).Must();
        Assert.Equal((2, first.Id, RevisionStatus.Draft, first.FlowVersionId), (draft.RevisionNo, draft.DerivedFromRevisionId, draft.Status, draft.FlowVersionId));
        Assert.Equal(2, (await bench.Detail(product.Id)).DraftRevisionNo);
        await bench.Refuses("DRAFT_EXISTS", () => bench.Draft(product.Id));

        var components = ProductBench.Inputs(draft.Components).ToList();
        components[0] = components[0] with { Materials = [components[0].Materials![0] with { Constraints = ProductBench.Element(new { length_mm = 1250, pieces = 4, waste_percent = 3 }) }] };
        components.Add(new("LABEL", null, new("Címke", "Label"), 9, [new() { MaterialSku = "LBL-1", RoleCode = "FASTENER", Constraints = ProductBench.Element(new { count = 1 }) }]));
        var edited = (await bench.Edit(product.Id, draft, components, "Longer tube")).Must();
        await bench.Refuses("STALE_VERSION", () => bench.Edit(product.Id, draft, notes: "late"));
        Assert.Equal(4.944m, (await bench.Detail(product.Id)).Components[0].Materials[0].QtyRequired);

        await bench.Refuses("STALE_VERSION", () => bench.Publish(product.Id, 2, draft.RowVersion));
        var published = (await bench.Publish(product.Id, 2, edited.RowVersion)).Must();
        Assert.Equal((RevisionStatus.Published, true), (published.Status, published.AllowNewJobs));
        var old = await bench.Revision(product.Id, 1);
        Assert.Equal((RevisionStatus.Retired, false, first.ContentHash, first.Snapshot.GetRawText()), (old.Status, old.AllowNewJobs, old.ContentHash, old.Snapshot.GetRawText()));
        var now = await bench.Detail(product.Id);
        Assert.Equal((published.Id, 2, null), (now.ActiveRevision!.Id, now.ActiveRevision.RevisionNo, now.DraftRevisionNo));
        Assert.Equal([("FRAME", 5.15m), ("LABEL", 1m), ("PLATE", 4m)], now.Components.Select(c => (c.ComponentCode, c.Materials[0].QtyRequired!.Value)).Order());
        Assert.Equal(product.Components[0].Id, now.Components.Single(c => c.ComponentCode == "FRAME").Id);
        Assert.Equal(["REVISION_PUBLISHED"], await bench.Plant.Column<string>($"SELECT event_type FROM audit_events WHERE entity_id = {published.Id} AND event_type = 'REVISION_PUBLISHED'"));
    }

    [Theory, Databases]
    public async Task A_diff_names_what_changed_by_its_codes(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        var draft = (await bench.Draft(product.Id)).Must();
        var components = ProductBench.Inputs(draft.Components).ToList();
        components[0] = components[0] with { Name = new("Keret", "Frame"), Materials = [components[0].Materials![0] with { Constraints = ProductBench.Element(new { length_mm = 1250, pieces = 4, waste_percent = 3 }) }] };
        components[1] = components[1] with { Materials = [.. components[1].Materials!.Where(m => m.MaterialSku != "FOOT-M8")] };
        (await bench.Edit(product.Id, draft, components)).Must();

        var changes = (await bench.Revisions.Diff(product.Id, 1, 2, TestPlant.Ct)).Must().Changes;
        Assert.Equal(
        [
            ("/components/FRAME/name/en", DiffKind.Changed, false), ("/components/FRAME/name/hu", DiffKind.Changed, false), ("/components/PLATE/materials/FOOT-M8", DiffKind.Removed, true),
            ("/computed/FRAME/TUB-20/qty_per_unit", DiffKind.Changed, true), ("/computed/PLATE/FOOT-M8", DiffKind.Removed, true), ("/constraints/FRAME/TUB-20/fields/length_mm", DiffKind.Changed, true), ("/constraints/PLATE/FOOT-M8", DiffKind.Removed, true),
        ], changes.Select(c => (c.Path, c.Kind, c.Breaking)).Order());
        var length = changes.Single(c => c.Path.EndsWith("length_mm", StringComparison.Ordinal));
        Assert.Equal((1200, 1250), (length.Old!.Value.GetInt32(), length.New!.Value.GetInt32()));
        Assert.All((await bench.Revisions.Diff(product.Id, 2, 1, TestPlant.Ct)).Must().Changes, c => Assert.NotEqual(DiffKind.Removed, c.Kind));
        Assert.Empty((await bench.Revisions.Diff(product.Id, 1, 1, TestPlant.Ct)).Must().Changes);
        Assert.Equal("NOT_FOUND", (await bench.Revisions.Diff(product.Id, 1, 9, TestPlant.Ct)).Refusal?.Code);
    }

    [Theory, Databases]
    public async Task A_revision_is_published_only_when_it_is_whole_and_everything_missing_is_said(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Product();
        (await bench.Draft(product.Id)).Must();
        Assert.Equal(["components", "graph"], (await bench.Refuses("REVISION_INCOMPLETE", () => bench.Publish(product.Id, 1))).Reasons.Select(r => r.Variant).Order());
        (await bench.Do(DiscardRevisionOperation.Is, (await bench.Revision(product.Id, 1)).Id)).Must();

        var frame = (await bench.Add(product.Id, "FRAME")).Must();
        (await bench.Add(product.Id, "PLATE")).Must();
        var tube = (await bench.Add(product.Id, frame.Id, "TUB-20", "TUBE", new { length_mm = 1200 })).Must();
        (await bench.Change(product.Id, frame.Id, tube, new() { RoleCode = "LINING" }, confirm: true)).Must();
        var (flow, version) = await bench.Graph("FRAME", "PLATE");
        var unpublished = await bench.Version(flow, 2, "DRAFT", "FRAME");
        var draft = (await bench.Draft(product.Id, unpublished)).Must();
        Assert.Equal(["graph_unpublished", "materials", "quantity"], (await bench.Refuses("REVISION_INCOMPLETE", () => bench.Publish(product.Id, 1))).Reasons.Select(r => r.Variant).Order());

        ComponentInput[] whole = [new("FRAME", null, new("Keret", "Frame"), 0, [new() { MaterialSku = "TUB-20", RoleCode = "TUBE", Constraints = ProductBench.Element(new { length_mm = 1200 }) }])];
        draft = (await bench.Edit(product.Id, draft, whole, flowVersion: version)).Must();
        Assert.Equal("PLATE", (await bench.Refuses("COMPONENT_SLOT_UNMAPPED", () => bench.Publish(product.Id, 1))).Args["components"]);
        draft = (await bench.Edit(product.Id, draft, [.. whole, whole[0] with { ComponentCode = "PLATE" }])).Must();
        // Writing the parts into the product as well makes the draft a copy of something that is no more.
        (await bench.Change(product.Id, frame, new(null, null, new("Váz", "Frame body"), null))).Must();
        await bench.Refuses("REVISION_OUTDATED", () => bench.Publish(product.Id, 1));
        (await bench.Change(product.Id, (await bench.Detail(product.Id)).Components[0], new(null, null, frame.Name, null))).Must();
        (await bench.Publish(product.Id, 1)).Must();
        Assert.Equal((version, BindingMode.Pinned), ((await bench.Detail(product.Id)).Binding!.ResolvedVersionId, (await bench.Detail(product.Id)).Binding!.Mode));

        draft = (await bench.Draft(product.Id)).Must();
        await bench.Refuses("MATERIAL_TWICE", () => bench.Edit(product.Id, draft, [whole[0] with { Materials = [whole[0].Materials![0], whole[0].Materials![0]] }]));
        var wrong = await bench.Refuses("CONSTRAINT_INVALID", () => bench.Edit(product.Id, draft, [whole[0] with { Materials = [new() { MaterialSku = "TUB-20", RoleCode = "TUBE" }] }]));
        Assert.Equal("/components/0/materials/0/constraints/length_mm", wrong.Reasons.Single().Pointer);
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-30")]
    public async Task A_published_revision_never_changes_again_and_says_why(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Used();
        var published = await bench.Revision(product.Id, 1);
        await bench.Refuses("REVISION_IMMUTABLE", () => bench.Edit(product.Id, published, notes: "n"));
        await bench.Refuses("REVISION_IMMUTABLE", () => bench.Publish(product.Id, 1));
        await bench.Refuses("REVISION_IMMUTABLE", () => bench.Do(DiscardRevisionOperation.Is, published.Id));
        var reason = (await bench.Revisions.LockedReason(product.Id, 1, TestPlant.Ct)).Must();
        Assert.Equal((true, "REVISION_IMMUTABLE", "JT-20260124-DUNA-0001"), (reason.Locked, reason.Code, reason.By.Single().Code));

        var draft = (await bench.Draft(product.Id)).Must();
        Assert.False((await bench.Revisions.LockedReason(product.Id, 2, TestPlant.Ct)).Must().Locked);
        await bench.Refuses("REVISION_NOT_PUBLISHED", () => bench.Retire(product.Id, 2));
        Assert.Equal(2, (await bench.Do(DiscardRevisionOperation.Is, draft.Id)).Must().ImpactSummary["components"].Count);
        await bench.Refuses("REASON_TOO_SHORT", () => bench.Retire(product.Id, 1, "short"));
        Assert.Equal(RevisionStatus.Retired, (await bench.Retire(product.Id, 1)).Must().Status);
        Assert.Null((await bench.Detail(product.Id)).ActiveRevision);
        await bench.Refuses("REVISION_NOT_PUBLISHED", () => bench.Retire(product.Id, 1));
        await bench.Refuses("REVISION_IMMUTABLE", () => bench.Edit(product.Id, published, notes: "n"));
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-28")]
    public async Task The_revisions_of_a_product_agree_on_five_things(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        Assert.Equal(UsageState.Draft, product.UsageState);
        (string Field, ProductInput Input)[] five =
        [
            ("sku", new() { Sku = "SR-99" }), ("uom_base", new() { UomBase = Uom.Kg }), ("material_category", new() { MaterialCategory = "WOOD" }),
            ("inventory_accounting_method", new() { InventoryAccountingMethod = AccountingMethod.Average }), ("traceability_level", new() { TraceabilityLevel = TraceabilityLevel.None }),
        ];
        foreach (var (field, input) in five) Assert.Equal(field, (await bench.Refuses("REVISION_INVARIANT", () => bench.Change(product, input))).Args["fields"]);
        Assert.Equal(["sku", "uom_base"], (await bench.Refuses("REVISION_INVARIANT", () => bench.Change(product, new() { Sku = "SR-99", UomBase = Uom.Kg }))).Reasons.Select(r => (string)r.Args["fields"]!));
        (await bench.Change(product, new() { SerialSku = "SR99" })).Must();

        (string Column, string Value, string Back)[] columns =
            [("sku", "'SR-99'", "'SR-40'"), ("uom_base", "'KG'", "'PC'"), ("material_category", "NULL", "'METAL'"), ("inventory_accounting_method", "'AVERAGE'", "'FIFO'"), ("traceability_level", "'NONE'", "'SERIAL'")];
        foreach (var (column, value, back) in columns)
        {
            await Set(bench, column, value);
            Assert.Equal(column, (await bench.Refuses("REVISION_INVARIANT", () => bench.Draft(product.Id))).Args["fields"]);
            await Set(bench, column, back);
        }
        var draft = (await bench.Draft(product.Id)).Must();
        foreach (var (column, value, back) in columns)
        {
            await Set(bench, column, value);
            await bench.Refuses("REVISION_INVARIANT", () => bench.Edit(product.Id, draft, notes: "n"));
            await bench.Refuses("REVISION_INVARIANT", () => bench.Publish(product.Id, 2));
            await Set(bench, column, back);
        }
        (await bench.Publish(product.Id, 2)).Must();
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-29")]
    public async Task A_draft_stores_the_version_that_the_binding_means_and_never_the_newest(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var (flow, one) = await bench.Graph("FRAME");
        (await bench.Bind(product.Id, flow)).Must();
        await bench.Refuses("NOT_FOUND", () => bench.Draft(product.Id, Guid.NewGuid()));
        var process = (await new RawRows(bench.Plant).Insert("flow_versions", ("status", "DRAFT"))).Id;
        await bench.Plant.Sql($"UPDATE flow_definitions SET kind = 'PROCESS' WHERE id <> {flow}");
        await bench.Refuses("FLOW_KIND_MISMATCH", () => bench.Draft(product.Id, process));
        var draft = (await bench.Draft(product.Id)).Must();
        await bench.Plant.Sql($"UPDATE flow_versions SET status = 'DEPRECATED' WHERE id = {one}");
        await bench.Version(flow, 2, "PUBLISHED", "FRAME");
        Assert.Equal(one, (await bench.Revision(product.Id, 1)).FlowVersionId);
        Assert.Equal((one, 1), (draft.FlowVersionId, draft.VersionNum));
    }

    [Theory, Databases]
    public async Task A_revision_is_not_published_by_a_graph_that_takes_no_new_work(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var (flow, closed) = await bench.Graph("FRAME", "PLATE");
        var draft = (await bench.Draft(product.Id, closed)).Must();
        await bench.Plant.Sql($"UPDATE flow_versions SET allow_new_jobs = {false}, status = 'DEPRECATED' WHERE id = {closed}");
        var open = await bench.Version(flow, 2, "PUBLISHED", "FRAME", "PLATE");

        Assert.Equal(["graph_closed"], (await bench.Refuses("REVISION_INCOMPLETE", () => bench.Publish(product.Id, 1))).Reasons.Select(r => r.Variant));
        (await bench.Edit(product.Id, draft, flowVersion: open)).Must();
        // What a newer version took the place of goes on taking work until it is deprecated by itself.
        await bench.Plant.Sql($"UPDATE flow_versions SET status = 'DEPRECATED' WHERE id = {open}");
        Assert.Equal(RevisionStatus.Published, (await bench.Publish(product.Id, 1)).Must().Status);
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-31")]
    public async Task A_snapshot_is_complete_hashed_and_of_a_known_schema(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        var text = (await bench.Plant.Scalar<string>($"SELECT snapshot_json FROM product_revision WHERE product_id = {product.Id}"))!;
        Assert.Equal(CanonicalJson.Of(JsonElement.Parse(text)), text);
        Assert.Equal(CanonicalJson.Hash(text), (await bench.Revision(product.Id, 1)).ContentHash);
        var snapshot = JsonElement.Parse(text);
        foreach (var section in (string[])["product", "graph"]) Assert.NotEmpty(snapshot.GetProperty(section).EnumerateObject());
        foreach (var section in (string[])["components", "constraints", "computed"]) Assert.NotEmpty(snapshot.GetProperty(section).EnumerateArray());
        Assert.Equal(4.944m, snapshot.GetProperty("computed").EnumerateArray().Single(c => c.GetProperty("material_sku").GetString() == "TUB-20").GetProperty("qty_per_unit").GetDecimal());

        await using var read = bench.Plant.Open();
        Assert.True(read.Revisions.Single(r => r.ProductId == product.Id).TakesNewJobs);
        await new RawRows(bench.Plant).Without("product_revision_immutable");
        await bench.Plant.Sql($"UPDATE product_revision SET snapshot_schema = 0 WHERE product_id = {product.Id}");
        await using var again = bench.Plant.Open();
        Assert.False(again.Revisions.Single(r => r.ProductId == product.Id).TakesNewJobs);
        Assert.Equal(1, (await bench.Revision(product.Id, 1)).RevisionNo);
    }

    [Theory, Databases]
    public async Task Of_many_drafts_and_publications_at_once_one_of_each_succeeds(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        Race.AssertAnswers(await Race.Of(10, _ => bench.Draft(product.Id)), 1, "DRAFT_EXISTS");
        Race.AssertAnswers(await Race.Of(10, _ => bench.Publish(product.Id, 2)), 1, "REVISION_IMMUTABLE");
        bench.Plant.AssertNoFault();
    }

    private static Task<int> Set(ProductBench bench, string column, string value) => bench.Plant.Sql(System.Runtime.CompilerServices.FormattableStringFactory.Create($"UPDATE product SET {column} = {value}"));
}
