using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Serials;

public sealed record RetryOutboxBody(string? Reason);

public sealed record RotateSaltBody(SerialType? ProductionType);

public static class SerialEndpoints
{
    /// <summary>What the page and the route share: who verifies by hand has the same hour as who asks by machine.</summary>
    public static ApiRoute VerifyRoute(PlantOptions plant)
    {
        ArgumentNullException.ThrowIfNull(plant);
        return new("GET", ApiRoutes.Prefix + "/public/serials/{code}/verify", null, plant.Serials.VerifyPerHour, NeedsKey: false, Creates: false, ApiRoute.UsualBody) { Window = TimeSpan.FromHours(1), ByAddress = true };
    }

    public static void MapSerials(this ApiRoutes routes, PlantOptions plant)
    {
        var api = routes.Area("serials");
        api.Read("/serials/{code}", Permission.Read, 200, (string code, Api api, SerialQueries serials, CancellationToken ct) => api.Show(serials.Find(code, ct), "serial", code))
            .WithSummary("A serial of a ticket, and whether the core registry has heard all about it.");
        api.Read("/serials/outbox", Permission.ReadWatch, 100, ([AsParameters] PageQuery page, [FromQuery(Name = "status")] QueryWord<OutboxStatus>? status, Api api, OutboxQueries outbox, CancellationToken ct) =>
                api.List(page, p => outbox.List(status?.Value, p, ct), m => m.Id, () => outbox.Count(status?.Value, ct)))
            .WithSummary("Messages to the core registry, newest first.");
        api.Write("POST", "/serials/outbox/{id:guid}/retry", Permission.Administer, 50, (Guid id, RetryOutboxBody body, Api api, RetryOutboxHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Reason), api.Caller, ct)))
            .WithSummary("Sends a message again that was given up.");
        api.Write("POST", "/serials/reconcile", Permission.Administer, 10, (Api api, ReconcileSerialsHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(), api.Caller, ct)))
            .WithSummary("Compares plant and core registry; sends again what core lacks and puts aside what only a person can decide.");
        api.Read("/serials/metrics", Permission.ReadWatch, 100, (Api api, OutboxQueries outbox, CancellationToken ct) => api.Show(outbox.Metrics(ct)))
            .WithSummary("How much waits, failed and was given up.");
        api.Write("POST", "/platform/serial-salts/rotate", Permission.Administer, 10, (RotateSaltBody body, Api api, RotateSaltHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(body.ProductionType), api.Caller, ct)))
            .WithSummary("Puts a new salt in force and shows its secret this once; old serials go on verifying with old salts.");
        api.Open(VerifyRoute(plant), async (string code, Api api, HttpContext http, FlagQueries flags, VerifyQueries serials, CancellationToken ct) => await api.Answer(Verify(code, CallerClaims.UserId(http.User) is not null, flags, serials, ct)))
            .WithSummary("Whether a serial is genuine, for whoever holds the piece.");
    }

    /// <summary>What the site tells in public, or to whoever is signed in.</summary>
    internal static async Task<Outcome<VerifyView>> Verify(string code, bool signedIn, FlagQueries flags, VerifyQueries serials, CancellationToken ct)
    {
        var mode = await flags.VerifyMode(ct);
        if (mode == VerifyMode.Internal && !signedIn) return new Refusal(RefusalKind.NotSignedIn, "NOT_SIGNED_IN");
        return await serials.Verify(code, mode != VerifyMode.Minimal, ct);
    }
}
