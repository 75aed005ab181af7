using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Web.Shared.Rest;

namespace ControlRoom.Web.Upkeep;

/// <param name="Selectors">Codes, names, ids or patterns with * and ?.</param>
/// <param name="Choice">A word of the operation's own: what becomes of rejected lots.</param>
public sealed record OperationBody(IReadOnlyList<string>? Selectors, string? Confirm, string? Reason, string? Choice);

/// <summary>An operation with its rule, as the contract pages print it.</summary>
public sealed record OperationView(string Operation, string Noun, string Verb, Permission? Permission, bool NeedsReason, bool Removes, string UnsafeWhen, string Rationale, string Implementation, string Cascade, string Alternative);

public static class OperationEndpoints
{
    /// <summary>Every destructive operation for one target or many; single things also have their DELETE.</summary>
    public static void MapOperations(this ApiRoutes routes, DestructiveOperations operations)
    {
        var api = routes.Area("ops");
        api.Read("/ops", Permission.Administer, 60, (Api api, DestructiveOperations known) => api.List([.. known.Acts.Select(View)], null, null))
            .WithSummary("The registry of destructive operations: what production protects, and why.");
        foreach (var operation in operations.All)
        {
            var path = operation.Noun == "ops" ? $"/ops/{operation.Verb}" : $"/ops/{operation.Noun}/{operation.Verb}";
            api.Write("POST", path, Permission.Administer, ApiRoute.DeleteRate, (OperationBody body, [AsParameters] ConfirmQuery query, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(Request(operation, body, query), api.Caller, null, ct)))
                .WithSummary($"{operation.Name} for every target of the selectors. Unsafe in production when {operation.Rule.UnsafeWhen.TrimEnd('.')}. Wants confirm yes, or dry_run.");
        }
    }

    private static OperationRequest Request(DestructiveOperation operation, OperationBody body, ConfirmQuery query) =>
        new(operation.Name, operation.OnlyTarget is { } only ? [only] : [.. Requests.Each(body.Selectors, "selectors")])
        {
            Confirm = ConfirmQuery.IsYes(body.Confirm) || ConfirmQuery.IsYes(query.Confirm), DryRun = query.IsDryRun, Reason = body.Reason, Choice = body.Choice,
        };

    private static OperationView View(ProtectedAct act) => new(act.Name, act.Noun, act.Verb, (act as DestructiveOperation)?.Permission, act is DestructiveOperation { NeedsReason: true }, act is DestructiveOperation { Removes: true },
        act.Rule.UnsafeWhen, act.Rule.Rationale, act.Rule.Implementation, act.Rule.Cascade, act.Rule.Alternative);
}
