using System.Text.RegularExpressions;
using ControlRoom.Core.Products;
using ControlRoom.Core.Tests.Products;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>What has been planned means what it meant, whatever becomes of its design.</summary>
public sealed partial class PinnedMeaningTests
{
    [Theory, Databases]
    [Trait("Rule", "PRD-01"), Trait("Rule", "PRD-16"), Trait("Rule", "F3")]
    public async Task A_ticket_stays_with_its_revision_over_cancel_restart_and_the_revisions_that_come(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(2)).Must();
        var first = (await shop.Start(ticket.Id)).Must();
        var before = await Snapshot(shop, ticket.Id);
        (await shop.Cancel(ticket.Id)).Must();

        var bench = shop.Bench;
        var draft = (await bench.Draft(shop.ProductId, reason: RevisionReason.MaterialChange)).Must();
        var longer = ProductBench.Inputs(draft.Components).Select(c => c with { Materials = [.. c.Materials!.Select(m => m.MaterialSku == "TUB-20" ? m with { Constraints = ProductBench.Element(new { length_mm = 1500, pieces = 4 }) } : m)] }).ToList();
        (await bench.Edit(shop.ProductId, draft, longer)).Must();
        (await bench.Publish(shop.ProductId, 2)).Must();
        var second = (await shop.Restart(ticket.Id)).Must();

        Assert.NotEqual(first.InstanceId, second.InstanceId);
        var after = await Snapshot(shop, ticket.Id);
        Assert.Equal(before, after);
        Assert.Equal(after.ContentHash, after.Hash());
        Assert.Equal(1, (await shop.Ticket(ticket.Id)).RevisionNo);
        Assert.Equal(1, await shop.Plant.Scalar<long>($"SELECT COUNT(DISTINCT snapshot_id) FROM job_graph_instance WHERE job_ticket_id = {ticket.Id}"));
        Assert.Equal(2, (await shop.Ticket((await shop.Plan(1)).Must().Id)).RevisionNo);
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-02"), Trait("Rule", "RTE-01")]
    public async Task A_job_that_runs_finishes_without_the_design_it_came_from(Db db)
    {
        await using var shop = await Workshop.Open(db);
        var ticket = (await shop.Plan(1)).Must();
        var token = (await shop.Start(ticket.Id)).Must().Spawn.TokenIds[0];
        await shop.Do(token);

        // No command may do this: the product's parts, its binding and the meaning of its materials are gone.
        var plant = shop.Plant;
        await plant.Sql($"DELETE FROM component_material");
        await plant.Sql($"DELETE FROM product_component");
        await plant.Sql($"DELETE FROM product_graph_binding");
        await plant.Sql($"UPDATE product SET name_en = 'Gone', name_hu = 'Nincs'");

        await shop.Do(token, "seams");
        (await shop.Check(token, QcOutcome.Pass)).Must();
        await shop.Do(token);
        Assert.Equal(TicketStatus.Completed, (await shop.Ticket(ticket.Id)).Status);
        var snapshot = await Snapshot(shop, ticket.Id);
        Assert.Equal(snapshot.ContentHash, snapshot.Hash());
        await shop.AssertInvariants();
    }

    /// <summary>Planning copies the design; what runs after it reads the copy. Pages and scans say what a thing is called, and decide nothing.</summary>
    [Fact]
    [Trait("Rule", "PRD-02")]
    public void Only_planning_reads_products_and_the_graphs_in_design() => House.AssertNone(
        House.Core.Where(f => f.Area is "Tickets" or "Tokens" or "Dispatch" or "Serials" && f.Name != "PlanTicket.cs" && !f.Name.EndsWith("Queries.cs", StringComparison.Ordinal)).SelectMany(f => f.Code.Where(l => Design().IsMatch(l)).Select(l => $"{f.Path}: {l.Trim()}")),
        "Running work means what its snapshot says: read RuntimeSnapshot (PinnedGraph), never the live product, revision, binding or graph.");

    private static async Task<RuntimeSnapshot> Snapshot(Workshop shop, Guid ticket)
    {
        await using var read = shop.Plant.Get<Core.Database.Dialect>().Open();
        return await read.Snapshots.AsNoTracking().SingleAsync(s => s.JobTicketId == ticket, TestPlant.Ct);
    }

    [GeneratedRegex(@"\b[Dd]b\.(Products|Components|Materials|MaterialRoles|GraphBindings|Revisions|FlowVersions|RoutingGraphs)\b|\bSet<(Product|ProductComponent|ComponentMaterial|ProductRevision|FlowVersion)>")]
    private static partial Regex Design();
}
