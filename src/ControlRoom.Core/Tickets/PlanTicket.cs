// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>A new ticket, always PLANNED: the active revision of the product is copied into its runtime snapshot, and from then on nothing of the product reaches it.</summary>
public sealed record PlanTicket(Guid ProductId, string? JobName, decimal? TargetQty, ProcessMode? ProcessMode)
{
    public WorkPriority Priority { get; init; } = WorkPriority.Normal;
    public DateTime? DueAt { get; init; }
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
    public RoutingMode RoutingMode { get; init; } = RoutingMode.Dag;
    public string? RunCode { get; init; }
    public string? LotCode { get; init; }
}

public sealed class PlanTicketHandler(TransactionBoundary boundary, TicketPlanning planning)
{
    public Task<Outcome<TicketView>> Handle(PlanTicket command, Caller caller, CancellationToken ct) => boundary.Do<TicketView>(caller, Permission.PlanWork, async work =>
    {
        var planned = await planning.Plan(work, command);
        return planned.Done ? await work.Db.TicketView(planned.Value, work.Ct) : planned.Refusal;
    }, ct);
}

/// <summary>Plans and starts in one.</summary>
public sealed class CreateAndStartTicketHandler(TransactionBoundary boundary, TicketPlanning planning, TicketSpawning spawning)
{
    public Task<Outcome<StartedTicket>> Handle(PlanTicket command, Caller caller, CancellationToken ct) => boundary.Do<StartedTicket>(caller, Permission.PlanWork, async work =>
    {
        var planned = await planning.Plan(work, command);
        return planned.Done ? await spawning.Begin(work, planned.Value, TicketAction.Start, null) : planned.Refusal;
    }, ct);
}

/// <summary>Makes tickets with their snapshots, inside the command that asks for one.</summary>
public sealed class TicketPlanning(PlantOptions plant)
{
    internal async Task<Outcome<Ticket>> Plan(Work work, PlanTicket command)
    {
        if (await SiteSettingsReader.IsReadOnly(work.Db, work.Ct)) return Refusal.Conflict("DAG_DISABLED");
        if (command.RoutingMode == RoutingMode.Linear) return Refusal.Conflict("LINEAR_NOT_AVAILABLE");
        // Whoever changes the product's design waits, and so does whoever retires it.
        await work.LockProducts(LockStrength.Share, command.ProductId);
        if (await work.Db.Products.AsNoTracking().FirstOrDefaultAsync(p => p.Id == command.ProductId, work.Ct) is not { } product) return Refusal.NotFound("product", command.ProductId);
        if (WhyNot(command, product) is { } refusal) return refusal;
        var revision = await Eligible(work.Db, product, work.Ct);
        if (!revision.Done) return revision.Refusal;
        var shown = await Shown(work, command);
        return shown.Done ? await Make(work, command, product, revision.Value, revision.Value.FlowVersionId!.Value, shown.Value) : shown.Refusal;
    }

    /// <summary>The revision that new tickets of the product take, with a graph that may be worked by.</summary>
    internal static async Task<Outcome<ProductRevision>> Eligible(ControlRoomDb db, Product product, CancellationToken ct)
    {
        var revision = product.ActiveRevisionId is { } active ? await db.Revisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == active, ct) : null;
        if (revision is not { TakesNewJobs: true, FlowVersionId: { } version }) return Refusal.Conflict("NO_ELIGIBLE_REVISION").With("sku", product.Sku);
        return await db.FlowVersions.AnyAsync(v => v.Id == version && v.AllowNewJobs, ct) ? revision : Refusal.Conflict("NO_PUBLISHED_GRAPH").With("sku", product.Sku);
    }

    private static Refusal? WhyNot(PlanTicket command, Product product)
    {
        if (ProductGates.Retired(product) is { } retired) return retired;
        var mistakes = TicketRules.PlanMistakes(command.JobName, command.TargetQty, command.ProcessMode, product.UomBase == Uom.Pc, command.Attributes).ToList();
        if (command.ProcessMode is null) mistakes.Add(Refusal.Invalid("PROCESS_MODE_MISSING", "/process_mode"));
        if (command.ProcessMode == ProcessMode.Piece && product.ProductionLine != ProductionLine.Hatthasilpa) mistakes.Add(Refusal.Invalid("MODE_NOT_FOR_LINE", "/process_mode").With("line", Word.Of(product.ProductionLine)));
        return TicketRules.All(mistakes);
    }

    /// <summary>The run and the lot that are only shown beside it.</summary>
    private static async Task<Outcome<(Guid? Run, Guid? Lot)>> Shown(Work work, PlanTicket command)
    {
        var run = command.RunCode is { } runCode ? await work.Db.Runs.Where(r => r.RunCode == runCode).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(work.Ct) : null;
        if (command.RunCode is not null && run is null) return Refusal.NotFound("run", command.RunCode);
        var lot = command.LotCode is { } lotCode ? await work.Db.Lots.Where(l => l.LotCode == lotCode).Select(l => (Guid?)l.Id).FirstOrDefaultAsync(work.Ct) : null;
        return command.LotCode is not null && lot is null ? Refusal.NotFound("lot", command.LotCode) : (run, lot);
    }

    private async Task<Outcome<Ticket>> Make(Work work, PlanTicket command, Product product, ProductRevision revision, Guid version, (Guid? Run, Guid? Lot) shown)
    {
        var code = await work.NextCode(TicketCodes.Prefix, plant.SiteCode);
        if (!code.Done) return code.Refusal;
        var (id, snapshot) = (work.NewId(), JsonElement.Parse(revision.SnapshotJson!));
        var pinned = new RuntimeSnapshot
        {
            Id = work.NewId(), JobTicketId = id, ProductId = product.Id, ProductRevisionId = revision.Id, FlowVersionId = version, ProductJson = Part("product"), ComponentsJson = Part("components"),
            ConstraintsJson = Part("constraints"), GraphJson = CanonicalJson.Of(snapshot.GetProperty("graph").GetProperty("document")), ComputedQtyJson = Part("computed"),
            SchemaVersion = RuntimeSnapshot.CurrentSchema, ContentHash = "", CreatedAt = work.Now,
        };
        pinned = pinned.Sealed();
        var ticket = Ticket.Plan(id, code.Value, new TicketPlan(command.JobName!.Trim(), product.Id, revision.Id, version, product.Sku, revision.RevisionNo, Word.Of(product.UomBase),
            Units.Hundredths(command.TargetQty!.Value)!.Value, command.ProcessMode!.Value, product.ProductionLine == ProductionLine.Hatthasilpa ? ProductionType.Hatthasilpa : ProductionType.Classic,
            command.Priority, command.DueAt is { } due ? Clock.Utc(due) : null, TicketRules.AttributesText(command.Attributes), pinned.Id, shown.Run, shown.Lot), work.Caller.UserId, work.Now, work.Caller.IsSimulated);
        work.Db.Tickets.Add(ticket);
        work.Db.Snapshots.Add(pinned);
        work.Db.RevisionReferences.Add(new RevisionReference { Id = work.NewId(), RevisionId = revision.Id, RefType = RevisionRefType.JobTicket, RefId = id, RefCode = code.Value, At = work.Now });
        await work.Flush();
        return ticket;

        string Part(string name) => CanonicalJson.Of(snapshot.GetProperty(name));
    }
}
