using System.Net;
using System.Net.WebSockets;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

/// <summary>What a page of another site, or whoever holds a copy of the database, can not do.</summary>
public sealed class ForeignSiteTests
{
    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_page_of_another_site_opens_no_circuit_and_sends_nothing(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var own = plant.Address.GetLeftPart(UriPartial.Authority);
        foreach (var origin in (string[])["https://evil.test", "null", own + ".evil.test", own.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), own[..^1], "not an address"])
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => Circuit(plant, origin));
            Assert.Contains("403", refused.Message, StringComparison.Ordinal);
            foreach (var path in (string[])["/login", "/logout", "/_blazor/negotiate?negotiateVersion=1", "/_blazor/disconnect"])
            {
                using var form = await Send(plant, path, origin);
                Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
            }
            manager.Http.DefaultRequestHeaders.Remove("Origin");
            manager.Http.DefaultRequestHeaders.TryAddWithoutValidation("Origin", origin);
            await NothingIsMade(plant, async () => (await manager.Post("/api/suppliers", new { code = "SUP-X", name = "Quail & Co" })).MustRefuse(403, "FOREIGN_ORIGIN"));
            Assert.Equal(200, (await manager.Get("/api/suppliers")).Status);
        }

        await Circuit(plant, own);
        await Circuit(plant, null);
        manager.Http.DefaultRequestHeaders.Remove("Origin");
        manager.Http.DefaultRequestHeaders.TryAddWithoutValidation("Origin", own);
        (await manager.Post("/api/suppliers", new { code = "SUP-X", name = "Quail & Co" })).Must(201);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Forms_without_their_token_are_refused_and_sign_nobody_in_or_out(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var path in (string[])["/login", "/logout"])
        {
            using var answer = await Send(plant, path, null, new() { ["email"] = People.Manager.Email, ["password"] = People.Password, ["badge_code"] = "B-0002", ["pin"] = "2468" });
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.DoesNotContain("Set-Cookie", answer.Headers.Where(h => h.Value.Any(v => v.StartsWith(SignInSchemes.CookieName + "=", StringComparison.Ordinal))).Select(h => h.Key));
        }
        await using var read = plant.Get<Dialect>().Open();
        Assert.DoesNotContain(read.AuditEvents, e => e.EventType == "LOGIN_SUCCEEDED");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task The_cookie_is_kept_from_scripts_from_other_sites_and_over_a_secure_connection_from_plain_ones(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var cookie = plant.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SignInSchemes.Cookie).Cookie;
        Assert.Equal((true, SameSiteMode.Lax, "/"), (cookie.HttpOnly, cookie.SameSite, cookie.Path ?? "/"));
        Assert.True(cookie.Build(new DefaultHttpContext { Request = { Scheme = "https" } }).Secure);
    }

    [Fact]
    public void A_password_is_kept_as_a_slow_salted_hash()
    {
        var (one, two) = (PasswordHash.Of("correct horse"), PasswordHash.Of("correct horse"));
        Assert.NotEqual(one, two);
        Assert.DoesNotContain("horse", one, StringComparison.Ordinal);
        var parts = one.Split('$');
        Assert.Equal("pbkdf2-sha512", parts[0]);
        Assert.True(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) >= 210_000);
        Assert.Equal((16, 32), (Convert.FromBase64String(parts[2]).Length, Convert.FromBase64String(parts[3]).Length));
        Assert.True(PasswordHash.Verify("correct horse", two));
        Assert.False(PasswordHash.Verify("correct horse ", two));
        Assert.False(PasswordHash.Verify("", two));
        Assert.False(PasswordHash.Verify("correct horse", null));
    }

    /// <summary>Passwords, PINs, login tokens and API keys: whoever reads the rows cannot sign in with them.</summary>
    [Theory, Databases]
    public async Task No_credential_is_stored_as_it_is_spoken(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        (await admin.Post("/api/users", new { email = "new@duna.test", full_name = "Operator C", role = "OPERATOR", password = "a long enough one", badge_code = "B-0777", pin = "86420" })).Must(201);
        var key = (await admin.Post("/api/api-keys", new { name = "gateway", role = "OPERATOR" })).Must(201).GetProperty("key").GetString()!;
        using var anonymous = plant.Anonymous();
        var token = (await anonymous.Login(People.Manager)).GetProperty("token").GetString()!;

        await using var look = TestPlant.On(plant.Database);
        foreach (var (table, columns) in ((string, string)[])[("users", "password_hash || COALESCE(pin_hash, '')"), ("login_tokens", "token_hash"), ("api_keys", "key_hash"), ("audit_events", "COALESCE(old_state, '') || COALESCE(new_state, '') || metadata"), ("idempotency_records", "response_body")])
        {
            foreach (var value in await look.Column<string>(System.Runtime.CompilerServices.FormattableStringFactory.Create($"SELECT CAST({columns} AS TEXT) FROM {table} WHERE 1 = 1")))
            {
                foreach (var secret in (string[])["a long enough one", "86420", key, key.Replace("crk_", "", StringComparison.Ordinal), token]) Assert.DoesNotContain(secret, value ?? "", StringComparison.Ordinal);
            }
        }
    }

    private static async Task Circuit(WebPlant plant, string? origin)
    {
        using var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(plant.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, TestPlant.Ct);
    }

    private static async Task<HttpResponseMessage> Send(WebPlant plant, string path, string? origin, Dictionary<string, string>? fields = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = plant.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields ?? []) };
        if (origin is not null) request.Headers.TryAddWithoutValidation("Origin", origin);
        return await client.SendAsync(request, TestPlant.Ct);
    }

    private static async Task NothingIsMade(WebPlant plant, Func<Task> attempt)
    {
        await using var look = TestPlant.On(plant.Database);
        var before = await look.Fingerprint();
        await attempt();
        Assert.Equal(before, await look.Fingerprint());
    }
}
