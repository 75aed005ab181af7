using System.Net;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Web.Tests.Serials;

public sealed class SerialEndpointTests
{
    private static readonly Guid Ticket = Guid.CreateVersion7();

    [Theory, Databases, Trait("Rule", "SER-17")]
    public async Task Anybody_verifies_a_serial_and_learns_no_more_than_the_site_tells(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var serial = (await Spawn(plant.Services, 1))[0];
        await plant.Get<OutboxDispatcher>().Pass(TestPlant.Ct);
        using var anybody = plant.Anonymous();
        using var admin = await plant.As(Role.Admin);
        var path = $"/api/public/serials/{serial.SerialNumber}/verify";

        var minimal = (await anybody.Get(path)).Must(200);
        Assert.Equal((true, "GENUINE"), (minimal.GetProperty("valid").GetBoolean(), minimal.GetProperty("verdict").GetString()));
        Assert.All(minimal.EnumerateObject().Where(m => m.Name is not ("valid" or "verdict")), m => Assert.Equal(JsonValueKind.Null, m.Value.ValueKind));

        (await admin.Put("/api/flags/FF_VERIFY_PUBLIC_MODE", new { value = "STANDARD" })).Must(200);
        var standard = await anybody.Get(path);
        Assert.Equal(("SR40", "ACTIVE"), (standard.Must(200).GetProperty("sku").GetString(), standard.Json.GetProperty("status").GetString()));
        foreach (var secret in (string[])[Ticket.ToString(), serial.TokenId.ToString()!, serial.Id.ToString(), "JT-", "test", "@", "signature", "salt"]) Assert.DoesNotContain(secret, standard.Text, StringComparison.OrdinalIgnoreCase);

        (await admin.Put("/api/flags/FF_VERIFY_PUBLIC_MODE", new { value = "INTERNAL" })).Must(200);
        (await anybody.Get(path)).MustRefuse(401, "NOT_SIGNED_IN");
        Assert.Equal("SR40", (await admin.Get(path)).Must(200).GetProperty("sku").GetString());
    }

    [Theory, Databases(Only = Db.Sqlite), Trait("Rule", "SER-17")]
    public async Task After_sixty_answers_an_address_waits_for_the_next_hour_on_the_page_too(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), ["RateLimits:Enabled=true", "Serials:VerifyPerHour=3"]);
        using var anybody = plant.Anonymous();
        using var manager = await plant.As(Role.Manager);
        Assert.Equal("BAD_FORMAT", (await anybody.Get("/api/public/serials/x/verify")).Must(200).GetProperty("verdict").GetString());
        Assert.Equal(HttpStatusCode.OK, (await anybody.Http.GetAsync("/verify/x", TestPlant.Ct)).StatusCode);
        (await manager.Get("/api/public/serials/x/verify")).Must(200);

        var refused = await anybody.Get("/api/public/serials/x/verify");
        refused.MustRefuse(429, "RATE_LIMITED");
        Assert.Equal("3600", refused.Headers["Retry-After"]);
        using var page = await anybody.Http.GetAsync("/verify/x", TestPlant.Ct);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)), (page.StatusCode, page.Headers.RetryAfter?.Delta));
        Assert.Contains("data-verdict=\"RATE_LIMITED\"", await page.Content.ReadAsStringAsync(TestPlant.Ct), StringComparison.Ordinal);

        plant.Time!.Advance(TimeSpan.FromHours(1));
        (await anybody.Get("/api/public/serials/x/verify")).Must(200);
    }

    [Theory, Databases(Only = Db.Sqlite), Trait("Rule", "SER-17")]
    public async Task The_page_says_the_verdict_in_the_readers_language(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var serial = (await Spawn(plant.Services, 1))[0].SerialNumber;
        await plant.Get<OutboxDispatcher>().Pass(TestPlant.Ct);
        using var anybody = plant.Anonymous();
        anybody.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("hu");

        var genuine = await anybody.Http.GetStringAsync($"/verify/{serial}", TestPlant.Ct);
        Assert.Contains("data-verdict=\"GENUINE\"", genuine, StringComparison.Ordinal);
        Assert.Contains("Valódi", WebUtility.HtmlDecode(genuine), StringComparison.Ordinal);
        Assert.Contains("data-verdict=\"BAD_CHECK\"", await anybody.Http.GetStringAsync($"/verify/{serial[..^1]}{(serial[^1] == '0' ? '1' : '0')}", TestPlant.Ct), StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task Serials_and_their_messages_are_read_and_what_was_given_up_is_sent_again_by_an_administrator(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var given = await Spawn(plant.Services, 3);
        using var admin = await plant.As(Role.Admin);
        using var @operator = await plant.As(Role.Operator);
        using var viewer = await plant.As(Role.Viewer);

        var seen = (await viewer.Get($"/api/serials/{given[0].SerialNumber}")).Must(200);
        Assert.Equal(("LINKED", given[0].TokenId, 1), (seen.GetProperty("state").GetString(), seen.GetProperty("token_id").GetGuid(), seen.GetProperty("sequence_no").GetInt32()));
        (await viewer.Get("/api/serials/none")).MustRefuse(404, "NOT_FOUND");
        (await viewer.Get("/api/serials/outbox")).MustRefuse(403, "FORBIDDEN");
        var page = await @operator.Get("/api/serials/outbox?limit=2&count=true");
        Assert.Equal((2, "3"), (page.Must(200).GetArrayLength(), page.Headers["X-Total-Count"]));
        Assert.Contains("rel=\"next\"", page.Headers["Link"], StringComparison.Ordinal);
        Assert.Empty((await @operator.Get("/api/serials/outbox?status=DEAD")).Must(200).EnumerateArray());
        Assert.Equal(3, (await @operator.Get("/api/serials/metrics")).Must(200).GetProperty("serials").GetInt32());

        var message = page.Json[0].GetProperty("id").GetGuid();
        (await admin.Post($"/api/serials/outbox/{message}/retry", new { reason = "The registry was repaired." })).MustRefuse(409, "OUTBOX_NOT_DEAD");
        await Sql(plant, $"UPDATE serial_outbox SET status = 'DEAD', attempt_count = 10 WHERE id = {message}");
        (await @operator.Post($"/api/serials/outbox/{message}/retry", new { reason = "The registry was repaired." })).MustRefuse(403, "FORBIDDEN");
        var again = (await admin.Post($"/api/serials/outbox/{message}/retry", new { reason = "The registry was repaired." })).Must(200);
        Assert.Equal(("PENDING", 0), (again.GetProperty("status").GetString(), again.GetProperty("attempt_count").GetInt32()));

        await plant.Get<OutboxDispatcher>().Pass(TestPlant.Ct);
        Assert.Empty((await admin.Post("/api/serials/reconcile")).Must(200).GetProperty("mismatches").EnumerateArray());
    }

    [Theory, Databases, Trait("Rule", "SER-08")]
    public async Task A_new_salt_is_shown_once_to_an_administrator(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var key = Guid.NewGuid().ToString();
        var first = (await admin.Post("/api/platform/serial-salts/rotate", new { production_type = "HAT" }, key)).Must(200);
        var repeat = (await admin.Post("/api/platform/serial-salts/rotate", new { production_type = "HAT" }, key)).Must(200);
        Assert.Equal((2, 64, JsonValueKind.Null), (first.GetProperty("version").GetInt32(), first.GetProperty("secret").GetString()!.Length, repeat.GetProperty("secret").ValueKind));
        (await admin.Post("/api/platform/serial-salts/rotate", new { })).MustRefuse(422, "REQUIRED");
        var flags = (await admin.Get("/api/flags")).Must(200).EnumerateArray().ToDictionary(f => f.GetProperty("key").GetString()!, f => f.GetProperty("value").GetString());
        Assert.Equal(("ON", "MINIMAL"), (flags["FF_SERIAL_STD_HAT"], flags["FF_VERIFY_PUBLIC_MODE"]));
        (await admin.Put("/api/flags/FF_SERIAL_STD_HAT", new { value = "perhaps" })).MustRefuse(422, "FLAG_VALUE_INVALID");
        (await admin.Put("/api/flags/UNKNOWN", new { value = "ON" })).MustRefuse(404, "NOT_FOUND");
    }

    /// <summary>The bell carries what was written, without waiting for the timetable.</summary>
    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task A_start_reaches_the_core_registry_by_itself(Db db)
    {
        await using var plant = await WebPlant.Start(db, settings: ["Schedule=true"]);
        using var viewer = await plant.As(Role.Viewer);
        var serial = (await Spawn(plant.Services, 1))[0].SerialNumber;
        await Until.Read(async () => (await viewer.Get($"/api/serials/{serial}")).Must(200).GetProperty("sync").GetString(), sync => sync == "DONE");
        Assert.Equal("GENUINE", (await viewer.Get($"/api/public/serials/{serial}/verify")).Must(200).GetProperty("verdict").GetString());
    }

    internal static async Task<IReadOnlyList<TicketSerial>> Spawn(IServiceProvider services, int count)
    {
        IReadOnlyList<TicketSerial> given = [];
        (await services.GetRequiredService<TransactionBoundary>().Do<int>(People.Manager.Call(), Permission.PlanWork, async work =>
        {
            given = (await services.GetRequiredService<SerialBook>().ForTokens(work, new(Ticket, "JT-20260124-DUNA-0001", 1, SerialType.Hat, "SR40"), [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())])).Must();
            return given.Count;
        }, TestPlant.Ct)).Must();
        return given;
    }

    private static async Task Sql(WebPlant plant, FormattableString sql)
    {
        await using var db = plant.Get<Dialect>().Open();
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlInterpolatedAsync(db.Database, sql, TestPlant.Ct);
    }
}
