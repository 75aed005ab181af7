using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Users;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Users;

public sealed record CreateUserBody(string? Email, string? FullName, Role? Role, string? Password, string? BadgeCode, string? Pin);

public sealed record ChangeUserBody(string? FullName, Role? Role, bool? IsActive, string? Password, string? BadgeCode, string? Pin, string? Language, int? RowVersion);

public sealed record PreferencesBody(string? Theme, string? Language, string? TextSize);

public sealed record CreateApiKeyBody(string? Name, Guid? UserId, Role? Role, DateTime? ExpiresAt);

public static class UserEndpoints
{
    public static void MapUsers(this ApiRoutes routes)
    {
        var api = routes.Area("users");
        api.Read("/me", Permission.Read, 200, (Api api, UserQueries users, CancellationToken ct) => api.Show(users.Me(api.Caller.UserId, ct), "user", api.Caller.UserId))
            .WithSummary("The signed-in user, what they may do and how they like to read.");
        api.Write("PUT", "/me/preferences", Permission.Read, 60, (PreferencesBody body, Api api, SetPreferencesHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Theme, body.Language, body.TextSize), api.Caller, ct)))
            .WithSummary("Sets one's own theme, language and text size; what is left out stays.");

        api.Read("/users", Permission.Administer, 100, ([AsParameters] PageQuery page, Api api, UserQueries users, CancellationToken ct) =>
                api.List(page, p => users.List(p, ct), u => u.Id, () => users.Count(ct)))
            .WithSummary("The accounts, newest first.");
        api.Read("/users/{id:guid}", Permission.Administer, 100, (Guid id, Api api, UserQueries users, CancellationToken ct) => api.Show(users.Find(id, ct), "user", id))
            .WithSummary("One account.");
        api.Create("/users", Permission.Administer, 20, (CreateUserBody body, Api api, CreateUserHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Email, body.FullName, body.Role, body.Password, body.BadgeCode, body.Pin), api.Caller, ct)))
            .WithSummary("Opens an account.");
        api.Write("PATCH", "/users/{id:guid}", Permission.Administer, 20, (Guid id, ChangeUserBody body, Api api, ChangeUserHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.FullName, body.Role, body.IsActive, body.Password, api.SeenVersion(body.RowVersion), body.BadgeCode, body.Pin, body.Language), api.Caller, ct)))
            .WithSummary("Changes name, role, language, password, badge or PIN of an account, or closes and reopens it.");
        api.Write("DELETE", "/users/{id:guid}", Permission.Administer, ApiRoute.DeleteRate,
                (Guid id, [AsParameters] ConfirmQuery query, [FromBody] ConfirmBody body, Api api, OperationRunner runner, CancellationToken ct) =>
                    api.Answer(runner.Answer(query.Request(RemoveUserOperation.Is, id, body, api), api.Caller, null, ct)))
            .WithSummary("Takes away an account that never did anything; any other is closed instead. Wants confirm yes, or dry_run.");

        api.Read("/api-keys", Permission.Administer, 100, ([AsParameters] PageQuery page, Api api, UserQueries users, CancellationToken ct) =>
                api.List(page, p => users.ApiKeys(p, ct), k => k.Id, () => users.CountApiKeys(ct)))
            .WithSummary("The keys of machines, newest first; never the keys themselves.");
        api.Create("/api-keys", Permission.Administer, 20, (CreateApiKeyBody body, Api api, CreateApiKeyHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(body.Name, body.UserId, body.Role, body.ExpiresAt), api.Caller, ct)))
            .WithSummary("Makes a key; the answer shows it once.");
        api.Write("DELETE", "/api-keys/{id:guid}", Permission.Administer, ApiRoute.DeleteRate, (Guid id, Api api, RevokeApiKeyHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id), api.Caller, ct)))
            .WithSummary("Ends a key at once.");
    }
}
