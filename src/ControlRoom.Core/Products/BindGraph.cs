using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

/// <param name="FlowVersionId">Null: always the newest published version.</param>
/// <param name="SeenVersion">Of the binding; needed once there is one.</param>
public sealed record BindGraph(Guid ProductId, Guid FlowId, Guid? FlowVersionId, string? Note, int? SeenVersion);

public sealed class BindGraphHandler(TransactionBoundary boundary)
{
    public Task<Outcome<BindingView>> Handle(BindGraph command, Caller caller, CancellationToken ct) => boundary.Do<BindingView>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        var bound = await work.Db.GraphBindings.FirstOrDefaultAsync(b => b.ProductId == command.ProductId, work.Ct);
        if (bound is not null && command.SeenVersion is null) return Refusal.VersionMissing;
        if (bound is not null && command.SeenVersion != bound.RowVersion) return Refusal.Stale(bound.RowVersion);
        var choice = new BindingChoice(command.FlowId, command.FlowVersionId, string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim());
        if (bound?.Choice == choice) return (await ProductQueries.BindingOf(work.Db, command.ProductId, work.Ct))!;
        if (ProductGates.Part(found.Value, ChangeClassifier.Binding, ["flow_id", "flow_version_id", "note"]) is { } refusal) return refusal;
        if (Text.WhyTooLong(choice.Note, PartRules.MaxNotes, "/note") is { } tooLong) return tooLong;
        if (await WhyNot(work, command.ProductId, choice) is { } wrong) return wrong;
        if (bound is null) work.Db.GraphBindings.Add(ProductGraphBinding.Create(work.NewId(), command.ProductId, found.Value.Product.Sku, choice, caller.UserId, work.Now));
        else bound.Change(found.Value.Product.Sku, choice, caller.UserId, work.Now);
        await work.Flush();
        return (await ProductQueries.BindingOf(work.Db, command.ProductId, work.Ct))!;
    }, ct);

    /// <summary>The flow is a workshop graph, and the version that the binding means asks for no component that is not there.</summary>
    private static async Task<Refusal?> WhyNot(Work work, Guid productId, BindingChoice choice)
    {
        await work.ShareFlows(choice.FlowId);
        if (await work.Db.Flows.AsNoTracking().FirstOrDefaultAsync(f => f.Id == choice.FlowId && !f.IsDeleted, work.Ct) is not { } flow) return Refusal.NotFound("flow", choice.FlowId);
        if (FlowRules.WrongKind(flow.Kind, FlowKind.Routing, "/flow_id") is { } kind) return kind;
        if (choice.FlowVersionId is { } pinned && !await work.Db.FlowVersions.AnyAsync(v => v.Id == pinned && v.FlowDefinitionId == choice.FlowId, work.Ct)) return Refusal.NotFound("flow_version", pinned);
        var version = choice.FlowVersionId ?? await work.Db.FlowVersions.Where(v => v.FlowDefinitionId == flow.Id && v.Status == FlowVersionStatus.Published).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(work.Ct);
        if (version is not { } meant) return null;
        await work.ShareFlowVersion(meant);
        var route = await work.Db.Routed(meant, "/flow_id", work.Ct);
        return route.Done ? RevisionRules.SlotsUnmapped(route.Value, (await work.Db.Parts(productId, work.Ct)).Select(p => p.ComponentCode)) : route.Refusal;
    }
}
