using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Products;

/// <summary>Edits a draft; what is not given stays.</summary>
/// <param name="Components">The whole list, materials included.</param>
public sealed record ChangeRevision(Guid ProductId, int RevisionNo, int SeenVersion, string? Notes = null, Guid? FlowVersionId = null, IReadOnlyList<ComponentInput>? Components = null);

public sealed class ChangeRevisionHandler(TransactionBoundary boundary)
{
    public Task<Outcome<RevisionDetail>> Handle(ChangeRevision command, Caller caller, CancellationToken ct) => boundary.Do<RevisionDetail>(caller, Permission.DesignProducts, async work =>
    {
        var found = await work.Product(command.ProductId);
        if (!found.Done) return found.Refusal;
        if (ProductGates.Retired(found.Value.Product) is { } retired) return retired;
        var loaded = await work.Revision(command.ProductId, command.RevisionNo);
        if (!loaded.Done) return loaded.Refusal;
        var revision = loaded.Value;
        if (RevisionRules.WhyNot(revision, RevisionAction.Edit) is { } immutable) return immutable;
        if (command.SeenVersion != revision.RowVersion) return Refusal.Stale(revision.RowVersion);
        if (await RevisionInvariants.Broken(work, found.Value.Product, revision) is { } broken) return broken;
        if (Text.WhyTooLong(command.Notes, RevisionRules.MaxNotes, "/notes") is { } tooLong) return tooLong;
        if (command.FlowVersionId is { } pinned)
        {
            await work.ShareRoute(pinned);
            var route = await work.Db.Routed(pinned, "/flow_version_id", work.Ct);
            if (!route.Done) return route.Refusal;
        }
        var components = revision.ComponentsJson;
        if (command.Components is { } said)
        {
            var parts = Read(said, await work.Db.Roles(work.Ct));
            if (!parts.Done) return parts.Refusal;
            components = RevisionSnapshot.Text(ProductLocks.InOrder(parts.Value));
        }
        var notes = command.Notes is null ? revision.Notes : string.IsNullOrWhiteSpace(command.Notes) ? null : command.Notes.Trim();
        revision.Edit(notes, command.FlowVersionId ?? revision.FlowVersionId, components);
        await work.Flush();
        return (await RevisionQueries.DetailOf(work.Db, command.ProductId, command.RevisionNo, work.Ct))!;
    }, ct);

    private static Outcome<List<Part>> Read(IReadOnlyList<ComponentInput> said, IReadOnlyDictionary<string, MaterialRoleView> roles)
    {
        if (said.Count > PartRules.MaxComponents) return Refusal.Invalid("TOO_MANY_ITEMS", "/components").With("max", PartRules.MaxComponents);
        var parts = new List<Part>();
        foreach (var (input, i) in said.Select((c, i) => (c, i)))
        {
            var part = PartRules.Whole(input, roles);
            if (!part.Done) return PartRules.Below(part.Refusal, $"/components/{i}");
            if (parts.Exists(p => p.ComponentCode == part.Value.ComponentCode)) return AddComponentHandler.Taken(part.Value.ComponentCode);
            parts.Add(part.Value);
        }
        return parts;
    }
}
