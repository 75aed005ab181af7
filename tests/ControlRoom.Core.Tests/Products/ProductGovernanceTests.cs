using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Products;

/// <summary>The gates of seed 000 where they bite: in the transaction that changes the rows.</summary>
public sealed class ProductGovernanceTests
{
    [Theory, Databases]
    [Trait("Rule", "PRD-09")]
    public async Task A_draft_is_edited_freely(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        Assert.Equal(UsageState.Draft, product.UsageState);
        Assert.All([product.EditPermissions.Texts, product.EditPermissions.Identity, product.EditPermissions.Components, product.EditPermissions.Binding], p => Assert.True(p.Editable));
        var changed = (await bench.Change(product, new() { Sku = "SR-41", SerialSku = "", UomBase = Uom.Kg, Notes = "Deburr the inner edge", ProductionLine = ProductionLine.Classic, TraceabilityLevel = TraceabilityLevel.Batch })).Must();
        Assert.Equal(("SR-41", null, Uom.Kg, ProductionLine.Classic, product.RowVersion + 1), (changed.Sku, changed.SerialSku, changed.UomBase, changed.ProductionLine, changed.RowVersion));
        (await bench.Change(product.Id, product.Components[0], new("FRAME_2", "WELDED", null, 5))).Must();
        (await bench.Do(RemoveMaterialOperation.Is, product.Components[1].Materials[0].Id)).Must();
        Assert.Equal(1, (await bench.Do(DeleteComponentOperation.Is, product.Components[1].Id)).Must().ImpactSummary["materials"].Count);
        Assert.Equal(["FRAME_2"], (await bench.Detail(product.Id)).Components.Select(c => c.ComponentCode));
        var same = (await bench.Change(changed, new() { Sku = "SR-41" })).Must();
        Assert.Equal(changed.RowVersion, same.RowVersion);
    }

    [Theory, Databases]
    public async Task What_a_product_must_be_like_is_said_field_by_field(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Product();
        await bench.Refuses("SKU_EXISTS", () => bench.Create(new() { Sku = "SR-40", Name = ProductBench.Rack, ProductionLine = ProductionLine.Classic }));
        await bench.Refuses("SKU_INVALID", () => bench.Create(new() { Sku = "sr 40", Name = ProductBench.Rack, ProductionLine = ProductionLine.Classic }));
        await bench.Refuses("FIELD_REQUIRED", () => bench.Create(new() { Sku = "SR-41", Name = ProductBench.Rack }));
        await bench.Refuses("SERIAL_SKU_FORMAT", () => bench.Change(product, new() { SerialSku = "SR-40" }));
        await bench.Refuses("PRODUCT_NAME_REQUIRED", () => bench.Change(product, new() { Name = new("Állvány", " ") }));
        Assert.Equal(["/serial_sku", "/name/hu", "/name/en", "/display_order"],
            (await bench.Refuses("VALIDATION_FAILED", () => bench.Change(product, new() { SerialSku = "x", Name = new("", ""), DisplayOrder = -1 }))).Reasons.Select(r => r.Pointer));
        await bench.Refuses("COMPONENT_CODE_INVALID", () => bench.Add(product.Id, "frame"));
        (await bench.Add(product.Id, "FRAME")).Must();
        await bench.Refuses("COMPONENT_EXISTS", () => bench.Add(product.Id, "FRAME"));
        (await bench.Create(new() { Sku = "SK-12", Name = ProductBench.Rack, ProductionLine = ProductionLine.Classic })).Must();
        await bench.Refuses("SKU_EXISTS", () => bench.Change(product, new() { Sku = "SK-12" }));
        Assert.Equal(["SK-12", "SR-40"], (await bench.Products.List(UsageState.Draft, null, Page.First, TestPlant.Ct)).Select(p => p.Sku).Order());
        Assert.Equal(["SR-40"], (await bench.Products.List(null, "sr-4", Page.First, TestPlant.Ct)).Select(p => p.Sku));
        Assert.Equal(0, await bench.Products.Count(UsageState.Active, null, TestPlant.Ct));
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-07"), Trait("Rule", "PRD-08"), Trait("Rule", "PRD-22")]
    public async Task A_product_that_was_used_takes_cosmetic_changes_and_asks_for_a_revision_for_all_others(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Used();
        var (frame, tube, flow) = (product.Components[0], product.Components[0].Materials[0], product.Binding!);

        foreach (var input in (ProductInput[])[new() { SerialSku = "SR99" }, new() { ProductionLine = ProductionLine.Classic }, new() { Notes = "both", ProductionLine = ProductionLine.Classic }])
        {
            var refusal = await bench.Refuses("REVISION_REQUIRED", () => bench.Change(product, input));
            Assert.Equal((UsageState.Active, true, "CREATE_REVISION"), ((UsageState)refusal.Members["usage_state"]!, (bool)refusal.Members["requires_revision"]!, (string)refusal.Members["suggested_action"]!));
        }
        await bench.Refuses("REVISION_REQUIRED", () => bench.Add(product.Id, "LEG"));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Change(product.Id, frame, new("FRAME_2", null, null, null)));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Add(product.Id, frame.Id, "TUB-25", "TUBE", new { length_mm = 1 }));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { Constraints = ProductBench.Element(new { length_mm = 1250 }) }));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { RoleCode = "LINING" }, confirm: true));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { Notes = "of a material" }));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Do(RemoveMaterialOperation.Is, tube.Id));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Do(DeleteComponentOperation.Is, frame.Id));
        await bench.Refuses("REVISION_REQUIRED", () => bench.Bind(product.Id, flow.FlowId, flow.ResolvedVersionId, flow.RowVersion));

        var changed = (await bench.Change(product, new() { Name = new("Új név", "New name"), Description = new("", "Rack"), Notes = "n", DisplayOrder = 3 })).Must();
        Assert.Equal(("New name", 3, UsageState.Active), (changed.Name.En, changed.DisplayOrder, changed.UsageState));
        Assert.Equal("Frame", (await bench.Change(product.Id, frame, new(null, null, new("Keret", "Frame"), 7))).Must().Name.En);
        Assert.Equal((true, false, "REVISION_REQUIRED"), (changed.EditPermissions.Texts.Editable, changed.EditPermissions.Components.Editable, changed.EditPermissions.Binding.Code));
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-12")]
    public async Task A_retired_product_changes_in_nothing_and_never_comes_back(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var before = await bench.Used();
        await bench.Refuses("REASON_TOO_SHORT", () => bench.Retire(before.Id, "short"));
        await bench.Refuses("STALE_VERSION", () => bench.Retire(before.Id, seen: before.RowVersion + 1));
        var draft = (await bench.Draft(before.Id)).Must();
        var product = (await bench.Retire(before.Id, seen: before.RowVersion)).Must();
        Assert.Equal(UsageState.Retired, product.UsageState);
        var (frame, tube) = (product.Components[0], product.Components[0].Materials[0]);

        await bench.Refuses("PRODUCT_RETIRED", () => bench.Change(product, new() { Notes = "n" }));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Change(product, new() { Name = new("", "") }));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Change(product.Id, frame, new(null, null, null, 7)));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Change(product.Id, frame.Id, tube, new() { Notes = "n" }));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Add(product.Id, "LEG"));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Do(DeleteComponentOperation.Is, frame.Id));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Bind(product.Id, product.Binding!.FlowId, product.Binding.ResolvedVersionId, product.Binding.RowVersion));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Draft(product.Id));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Edit(product.Id, draft, notes: "n"));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Publish(product.Id, draft.RevisionNo));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Retire(product.Id, 1));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Do(DiscardRevisionOperation.Is, draft.Id));
        await bench.Refuses("PRODUCT_RETIRED", () => bench.Retire(product.Id));
    }

    /// <summary>Whoever plans work shares the product's row before reading it; an edit that came later decides on what that left behind.</summary>
    [Theory, Databases]
    [Trait("Rule", "PRD-13")]
    public async Task An_edit_that_waits_for_work_to_be_planned_is_refused_by_it(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.Published();
        var (inside, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var planning = bench.Plant.Boundary.Do<string>(bench.Plant.Manager, Permission.PlanWork, async work =>
        {
            await work.LockProducts(LockStrength.Share, product.Id);
            work.Db.RevisionReferences.Add(new() { Id = work.NewId(), RevisionId = product.ActiveRevision!.Id, RefType = RevisionRefType.JobTicket, RefId = work.NewId(), RefCode = "JT-1", At = work.Now });
            inside.SetResult();
            await leave.Task;
            return "planned";
        }, TestPlant.Ct);
        await inside.Task;
        var edit = bench.Change(product.Id, product.Components[0].Id, product.Components[0].Materials[0], new() { Constraints = ProductBench.Element(new { length_mm = 1 }) });
        leave.SetResult();
        Assert.True((await planning).Done);
        Assert.Equal("REVISION_REQUIRED", (await edit).Refusal?.Code);
        bench.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-17"), Trait("Rule", "PRD-19")]
    public async Task Of_fifty_writers_who_saw_the_same_version_one_succeeds(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        for (var round = 0; round < 2; round++)
        {
            var seen = await bench.Detail(product.Id);
            var answers = await Race.Of(50, i => bench.Change(seen, new() { Notes = $"round {round} writer {i}" }));
            Race.AssertAnswers(answers, 1, "STALE_VERSION");
            Assert.Equal(answers.Single(a => a.Done).Value!.Notes, (await bench.Detail(product.Id)).Notes);
        }
        var tube = product.Components[0].Materials[0];
        var materials = await Race.Of(20, i => bench.Change(product.Id, product.Components[0].Id, tube, new() { Priority = i + 1 }));
        Race.AssertAnswers(materials, 1, "STALE_VERSION");
        var stale = (await bench.Change(product, new() { Notes = "late" })).Refusal!;
        Assert.Equal((RefusalKind.Stale, product.RowVersion + 2), (stale.Kind, (int)stale.Args["row_version"]!));
        bench.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-20")]
    public async Task Another_role_is_confirmed_and_clears_the_constraints_of_the_old_one(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var (frame, tube) = (product.Components[0], product.Components[0].Materials[0]);

        var asked = await bench.Refuses("CONFIRMATION_REQUIRED", () => bench.Change(product.Id, frame.Id, tube, new() { RoleCode = "LINING" }));
        Assert.Equal(RefusalKind.Conflict, asked.Kind);
        Assert.Contains("LINING", asked.Detail(LocalText.English), StringComparison.Ordinal);
        // A form sends the constraints that it shows; those of the old role are not taken for new ones.
        var lining = (await bench.Change(product.Id, frame.Id, tube, new() { RoleCode = "LINING", Constraints = ProductBench.Element(tube.Constraints) }, confirm: true)).Must();
        Assert.Equal(("LINING", 0, null, false, Uom.M2), (lining.RoleCode, lining.Constraints.Count, lining.QtyRequired, lining.ComputedFromConstraints, lining.UomCode));
        Assert.Equal("{}", await bench.Plant.Scalar<string>($"SELECT constraints_json FROM component_material WHERE id = {tube.Id}"));
        var fastener = (await bench.Change(product.Id, frame.Id, lining, new() { RoleCode = "FASTENER", Constraints = ProductBench.Element(new { count = 8 }) }, confirm: true)).Must();
        Assert.Equal((8m, Uom.Pc), (fastener.QtyRequired, fastener.UomCode));
    }

    [Theory, Databases]
    public async Task A_product_is_bound_to_workshop_graphs_only(Db db)
    {
        await using var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var process = (await new RawRows(bench.Plant).Insert("flow_definitions", ("kind", "PROCESS"), ("is_deleted", false))).Id;
        var (flow, version) = await bench.Graph("FRAME");
        var draft = await bench.Version(flow, 2, "DRAFT", "FRAME");

        await bench.Refuses("FLOW_KIND_MISMATCH", () => bench.Bind(product.Id, process));
        await bench.Refuses("NOT_FOUND", () => bench.Bind(product.Id, Guid.NewGuid()));
        await bench.Refuses("NOT_FOUND", () => bench.Bind(product.Id, flow, Guid.NewGuid()));
        Assert.Equal("NOT_FOUND", (await bench.Products.Binding(product.Id, TestPlant.Ct)).Refusal?.Code);
        var latest = (await bench.Bind(product.Id, flow)).Must();
        Assert.Equal((BindingMode.Latest, null, version, 1), (latest.Mode, latest.FlowVersionId, latest.ResolvedVersionId, latest.VersionNum));
        await bench.Refuses("VERSION_MISSING", () => bench.Bind(product.Id, flow, version));
        await bench.Refuses("STALE_VERSION", () => bench.Bind(product.Id, flow, version, latest.RowVersion + 1));
        Assert.Equal(BindingMode.Pinned, (await bench.Bind(product.Id, flow, draft, latest.RowVersion)).Must().Mode);
        var (other, _) = await bench.Graph("FRAME", "HANDLE");
        var unmapped = await bench.Refuses("COMPONENT_SLOT_UNMAPPED", () => bench.Bind(product.Id, other, null, latest.RowVersion + 1));
        Assert.Equal("HANDLE", unmapped.Args["components"]);
        Assert.Equal([flow], (await bench.Products.WhereUsed(product.Id, TestPlant.Ct)).Must().Flows.Select(f => f.Id));
    }
}
