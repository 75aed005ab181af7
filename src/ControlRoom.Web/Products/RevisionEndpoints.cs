using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Products;

public static class RevisionEndpoints
{
    private const string All = ProductEndpoints.One + "/revisions", Revision = All + "/{rev:int}";

    internal static void MapRevisions(this ApiRoutes api)
    {
        api.Read(All, Permission.Read, 100, (Guid id, Api api, RevisionQueries revisions, CancellationToken ct) => api.Answer(revisions.List(id, ct)))
            .WithSummary("The revisions of a product, newest first.");
        api.Create(All, Permission.DesignProducts, 50, (Guid id, CreateRevisionBody body, Api api, CreateRevisionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, Requests.Need(body.Reason, "reason"), body.Notes, body.FlowVersionId), api.Caller, ct)))
            .WithSummary("Makes a draft: a copy of components, materials and routing that is edited apart from the product.");
        api.Read(Revision, Permission.Read, 100, (Guid id, int rev, Api api, RevisionQueries revisions, CancellationToken ct) => api.Answer(revisions.Detail(id, rev, ct)))
            .WithSummary("A revision with its snapshot; of a draft, the snapshot it would have now.");
        api.Edit("PATCH", Revision, Permission.DesignProducts, 100, (Guid id, int rev, ChangeRevisionBody body, Api api, ChangeRevisionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, rev, api.RequiredVersion(body.RowVersion), body.Notes, body.FlowVersionId, body.Parts), api.Caller, ct)))
            .WithSummary("Edits a draft; components is the whole list.");
        api.Write("DELETE", Revision, Permission.DesignProducts, ApiRoute.DeleteRate,
                (Guid id, int rev, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, DiscardRevisionHandler handler, CancellationToken ct) =>
                    api.Answer(handler.Handle(id, rev, query.Request(DiscardRevisionOperation.Is, Guid.Empty, body, api), api.Caller, ct)))
            .WithSummary("Discards a draft; wants confirm yes, or dry_run.");
        api.Write("POST", Revision + "/publish", Permission.DesignProducts, 20, (Guid id, int rev, PublishRevisionBody body, Api api, PublishRevisionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, rev, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Publishes a draft: new tickets take it, those in hand keep theirs, the revision before it is retired.");
        api.Write("POST", Revision + "/retire", Permission.DesignProducts, 20, (Guid id, int rev, ProductReasonBody body, Api api, RetireRevisionHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, rev, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("New tickets take the revision no more; those in hand keep it.");
        api.Read(All + "/{a:int}/diff/{b:int}", Permission.Read, 100, (Guid id, int a, int b, Api api, RevisionQueries revisions, CancellationToken ct) => api.Answer(revisions.Diff(id, a, b, ct)))
            .WithSummary("What differs from revision a to revision b, read from their snapshots only.");
        api.Read(Revision + "/locked-reason", Permission.Read, 100, (Guid id, int rev, Api api, RevisionQueries revisions, CancellationToken ct) => api.Answer(revisions.LockedReason(id, rev, ct)))
            .WithSummary("Whether the revision can still be edited, and what relies on it.");
    }
}

public sealed record PublishRevisionBody(int? RowVersion);
