using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Tickets;

/// <summary>Says how much of a material was really used, as a difference to what the snapshot computes.</summary>
public sealed record AdjustMaterial(Guid TicketId, string? MaterialSku, decimal? Qty, string? Reason);

public sealed record AdjustmentView(Guid Id, string MaterialSku, decimal Qty, string Reason, Guid CreatedBy, string CreatedByName, DateTime CreatedAt);

public sealed class AdjustMaterialHandler(TransactionBoundary boundary)
{
    public Task<Outcome<AdjustmentView>> Handle(AdjustMaterial command, Caller caller, CancellationToken ct) => boundary.Do<AdjustmentView>(caller, Permission.PlanWork, async work =>
    {
        if (await work.Db.WhyReadOnly(work.Ct) is { } off) return off;
        var loaded = await work.LoadTicket(command.TicketId);
        if (!loaded.Done) return loaded.Refusal;
        var ticket = loaded.Value;
        if (MaterialRules.WhyNot(ticket) is { } closed) return closed;
        var snapshot = await work.Db.Snapshots.AsNoTracking().FirstAsync(s => s.Id == ticket.SnapshotId, work.Ct);
        if (TicketRules.All(MaterialRules.Mistakes(snapshot, command.MaterialSku, command.Qty, command.Reason)) is { } invalid) return invalid;
        var row = new MaterialAdjustment
        {
            Id = work.NewId(), JobTicketId = ticket.Id, MaterialSku = command.MaterialSku!.Trim(), Qty = Units.Millionths(command.Qty!.Value)!.Value, Reason = command.Reason!.Trim(), CreatedBy = work.Caller.UserId, CreatedAt = work.Now,
        };
        work.Db.MaterialAdjustments.Add(row);
        work.Record(new Fact("MATERIAL_ADJUSTED", EntityTypes.Ticket, ticket.Id, ticket.TicketCode, null, new { material_sku = row.MaterialSku, qty = command.Qty }) { Metadata = new { reason = row.Reason }, TicketId = ticket.Id });
        return new AdjustmentView(row.Id, row.MaterialSku, Units.Material(row.Qty), row.Reason, row.CreatedBy, work.Caller.Name, row.CreatedAt);
    }, ct);
}
