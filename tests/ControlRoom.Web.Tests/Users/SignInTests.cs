using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Users;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Users;

public sealed partial class SignInTests
{
    [Theory, Databases]
    public async Task A_login_token_works_for_twelve_hours_and_until_it_is_signed_out(Db db)
    {
        var time = new FakeTime();
        await using var plant = await WebPlant.Start(db, time);
        using var anonymous = plant.Anonymous();
        var login = await anonymous.Login(People.Operator);
        Assert.Equal(time.Now.AddHours(12), login.GetProperty("expires_at").GetDateTime());
        Assert.Equal("OPERATOR", login.GetProperty("user").GetProperty("role").GetString());
        using var client = plant.Anonymous();
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", login.GetProperty("token").GetString());

        var me = (await client.Get("/api/me")).Must(200);
        Assert.Equal(People.Operator.Email, me.GetProperty("email").GetString());
        Assert.Contains("OPERATE_RUN", me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()));
        time.Advance(TimeSpan.FromHours(12));
        (await client.Get("/api/me")).MustRefuse(401, "TOKEN_INVALID");

        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", (await anonymous.Login(People.Operator)).GetProperty("token").GetString());
        (await client.Post("/api/logout", key: "")).Must(200);
        (await client.Get("/api/me")).MustRefuse(401, "TOKEN_INVALID");
        (await anonymous.Post("/api/logout", key: "")).Must(200);
    }

    [Theory, Databases]
    public async Task Wrong_password_unknown_address_and_closed_account_are_answered_alike_and_noted_once_a_minute(Db db)
    {
        var time = new FakeTime();
        await using var plant = await WebPlant.Start(db, time);
        using var client = plant.Anonymous();
        using (var admin = await plant.As(Role.Admin)) (await admin.Patch($"/api/users/{People.Viewer.Id}", new { is_active = false })).Must(200);

        foreach (var (email, password) in ((string, string)[])[(People.Operator.Email, "wrong"), (People.Operator.Email, "wrong"), ("who@plant.test", "wrong"), (People.Viewer.Email, People.Password)])
            (await client.Post("/api/login", new { email, password })).MustRefuse(401, "INVALID_CREDENTIALS");
        (await client.Post("/api/login", new { email = People.Operator.Email })).MustRefuse(422, "VALIDATION_FAILED");

        await using var read = plant.Get<Dialect>().Open();
        Assert.Equal([People.Operator.Email, People.Viewer.Email, "who@plant.test"], read.AuditEvents.Where(e => e.EventType == "LOGIN_FAILED").Select(e => e.EntityCode!).ToList().Order(StringComparer.Ordinal));
    }

    [Theory, Databases]
    public async Task A_badge_opens_only_with_its_pin_and_goes_with_it(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var client = plant.Anonymous();
        Task<Answer> Scan(string badge, string pin) => client.Post("/api/login", new { badge_code = badge, pin });
        var person = $"/api/users/{People.Operator.Id}";
        (await admin.Patch(person, new { pin = "1357" })).MustRefuse(422, "PIN_WITHOUT_BADGE");
        (await admin.Patch(person, new { badge_code = "B-7", pin = "12" })).MustRefuse(422, "PIN_INVALID");
        (await Scan("B-7", "1357")).MustRefuse(401, "INVALID_CREDENTIALS");
        var changed = (await admin.Patch(person, new { badge_code = "B-7", pin = "1357" })).Must(200);
        Assert.Equal("B-7", changed.GetProperty("badge_code").GetString());
        (await admin.Patch($"/api/users/{People.Viewer.Id}", new { badge_code = "B-7" })).MustRefuse(409, "BADGE_TAKEN");

        Assert.Equal(People.Operator.Email, (await Scan("b-7 ", "1357")).Must(200).GetProperty("user").GetProperty("email").GetString());
        (await Scan("B-7", "1358")).MustRefuse(401, "INVALID_CREDENTIALS");
        (await Scan("B-7", People.Password)).MustRefuse(401, "INVALID_CREDENTIALS");
        (await client.Post("/api/login", new { badge_code = "B-7" })).MustRefuse(422, "VALIDATION_FAILED");
        (await client.Post("/api/login", new { badge_code = "B-7", email = People.Operator.Email, password = People.Password })).MustRefuse(422, "VALIDATION_FAILED");

        // Another badge: the old PIN is no PIN of it.
        (await admin.Patch(person, new { badge_code = "B-8" })).Must(200);
        (await Scan("B-8", "1357")).MustRefuse(401, "INVALID_CREDENTIALS");
        (await Scan("B-7", "1357")).MustRefuse(401, "INVALID_CREDENTIALS");
        (await admin.Patch(person, new { badge_code = "" })).Must(200);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await admin.Get(person)).Must(200).GetProperty("badge_code").ValueKind);

        await using var read = plant.Get<Dialect>().Open();
        Assert.Equal(["USER_BADGE_SET", "USER_PIN_SET", "USER_BADGE_SET", "USER_BADGE_SET"], read.AuditEvents.Where(e => e.EventType.StartsWith("USER_") && e.EntityId == People.Operator.Id).OrderBy(e => e.Id).Select(e => e.EventType).ToList());
        Assert.DoesNotContain(read.AuditEvents.ToList(), e => $"{e.OldState}{e.NewState}{e.Metadata}".Contains("1357", StringComparison.Ordinal));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_badge_signs_in_at_the_page_too(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using (var admin = await plant.As(Role.Admin)) (await admin.Patch($"/api/users/{People.Operator.Id}", new { badge_code = "B-7", pin = "1357" })).Must(200);
        using var browser = new Browser(plant);
        Assert.Equal("/login?refused=INVALID_CREDENTIALS&by=badge", (await browser.Scan("B-7", "1111")).Headers.Location!.ToString());
        Assert.Equal("/command", (await browser.Scan("B-7", "1357")).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/me")).StatusCode);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Guessing_has_to_wait_longer_and_longer_but_nobody_is_locked_out(Db db)
    {
        var time = new FakeTime();
        await using var plant = await WebPlant.Start(db, time);
        using var client = plant.Anonymous();
        Task<Answer> Try(string password) => client.Post("/api/login", new { email = People.Operator.Email, password });
        for (var i = 0; i < 11; i++) (await Try("wrong")).MustRefuse(401, "INVALID_CREDENTIALS");

        var waits = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var refused = await Try(People.Password);
            refused.MustRefuse(429, "LOGIN_THROTTLED");
            waits.Add(refused.Headers["Retry-After"]);
            time.Advance(TimeSpan.FromSeconds(int.Parse(refused.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture)));
            (await Try("wrong")).MustRefuse(401, "INVALID_CREDENTIALS");
        }

        Assert.Equal(["1", "2", "4", "8", "16", "30", "30"], waits);
        time.Advance(TimeSpan.FromSeconds(30));
        (await Try(People.Password)).Must(200);
        (await Try("wrong")).MustRefuse(401, "INVALID_CREDENTIALS");
    }

    [Theory, Databases]
    public async Task An_API_key_is_shown_once_acts_with_its_own_role_and_ends_when_revoked(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var idempotency = Guid.NewGuid().ToString();
        var made = (await admin.Post("/api/api-keys", new { name = "Gateway", user_id = People.Manager.Id, role = "OPERATOR" }, idempotency)).Must(201);
        var again = (await admin.Post("/api/api-keys", new { name = "Gateway", user_id = People.Manager.Id, role = "OPERATOR" }, idempotency)).Must(200);
        Assert.StartsWith("crk_", made.GetProperty("key").GetString(), StringComparison.Ordinal);
        Assert.Null(again.GetProperty("key").GetString());
        Assert.DoesNotContain(made.GetProperty("key").GetString()!, (await admin.Get("/api/api-keys")).Text, StringComparison.Ordinal);

        using var machine = plant.Anonymous();
        machine.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.GetProperty("key").GetString());
        (await machine.Get("/api/suppliers")).Must(200);
        (await machine.Post("/api/suppliers", new { code = "SUP-A", name = "A" })).MustRefuse(403, "FORBIDDEN");
        (await admin.Post("/api/api-keys", new { name = "Too much", user_id = People.Operator.Id, role = "ADMIN" })).MustRefuse(422, "KEY_ROLE_TOO_HIGH");

        (await admin.Delete($"/api/api-keys/{made.GetProperty("id").GetGuid()}")).Must(200);
        (await machine.Get("/api/suppliers")).MustRefuse(401, "TOKEN_INVALID");
    }

    [Theory, Databases]
    public async Task A_changed_role_a_closed_account_and_a_new_password_count_at_once(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        using var manager = await plant.As(Role.Manager);
        var path = $"/api/users/{People.Manager.Id}";

        (await admin.Patch(path, new { role = "VIEWER" })).Must(200);
        (await manager.Post("/api/suppliers", new { code = "SUP-A", name = "A" })).MustRefuse(403, "FORBIDDEN");
        (await admin.Patch(path, new { password = "another good one" })).Must(200);
        (await manager.Get("/api/me")).MustRefuse(401, "TOKEN_INVALID");
        (await admin.Patch(path, new { is_active = false })).Must(200);
        using var anonymous = plant.Anonymous();
        (await anonymous.Post("/api/login", new { email = People.Manager.Email, password = "another good one" })).MustRefuse(401, "INVALID_CREDENTIALS");
        (await admin.Patch($"/api/users/{People.Admin.Id}", new { is_active = false })).MustRefuse(409, "OWN_ACCOUNT");
        (await admin.Patch($"/api/users/{People.Admin.Id}", new { role = "VIEWER" })).MustRefuse(409, "LAST_ADMINISTRATOR");
    }

    [Theory, Databases]
    public async Task A_new_account_can_sign_in_and_its_address_is_unique(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var user = new { email = "New@Plant.test", full_name = "New One", role = "AUDITOR", password = "long enough" };

        (await admin.Post("/api/users", user)).Must(201);

        (await admin.Post("/api/users", user)).MustRefuse(409, "USER_EXISTS");
        using var anonymous = plant.Anonymous();
        (await anonymous.Post("/api/login", new { email = "NEW@plant.test", password = "long enough" })).Must(200);
    }

    [Theory, Databases]
    public async Task Preferences_are_kept_and_the_language_answers_in_them(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var viewer = await plant.As(Role.Viewer);

        (await viewer.Put("/api/me/preferences", new { language = "hu", theme = "light" })).Must(200);
        (await viewer.Put("/api/me/preferences", new { text_size = "large" })).Must(200);

        var preferences = (await viewer.Get("/api/me")).Must(200).GetProperty("preferences");
        Assert.Equal(("hu", "light", "large"), (preferences.GetProperty("language").GetString(), preferences.GetProperty("theme").GetString(), preferences.GetProperty("text_size").GetString()));
        Assert.Equal(TransactionBoundary.NotAllowed(Permission.Administer).Detail(LocalText.Hungarian), (await viewer.Get("/api/users")).MustRefuse(403, "FORBIDDEN").GetProperty("detail").GetString());
        (await viewer.Put("/api/me/preferences", new { theme = "pink" })).MustRefuse(422, "VALIDATION_FAILED");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task The_login_form_sets_a_cookie_that_reads_the_API_but_never_writes(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var browser = new Browser(plant);
        Assert.Equal("/login", (await browser.Get("/")).Headers.Location!.ToString());

        Assert.Equal("/login?refused=INVALID_CREDENTIALS", (await browser.SignIn(People.Manager.Email, "wrong")).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post("/login", new() { ["email"] = People.Manager.Email, ["password"] = People.Password })).StatusCode);
        using var done = await browser.SignIn(People.Manager.Email, People.Password, "//evil.test/");
        Assert.Equal("/command", done.Headers.Location!.ToString());
        var cookie = done.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("controlroom=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("expires", cookie, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Post("/api/suppliers", [])).StatusCode);
        Assert.Equal("/dashboard", (await browser.Get("/")).Headers.Location!.ToString());
        await using (var read = plant.Get<Dialect>().Open()) Assert.Equal(1, read.AuditEvents.Count(e => e.EventType == "LOGIN_SUCCEEDED"));

        using var admin = await plant.As(Role.Admin);
        (await admin.Patch($"/api/users/{People.Manager.Id}", new { password = "another good one" })).Must(200);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/api/me")).StatusCode);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_wall_stays_signed_in_for_thirty_days_and_begins_where_it_was_sent(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var browser = new Browser(plant);

        using var done = await browser.SignIn(People.Viewer.Email, People.Password, "/presentation/channel/hall");

        Assert.Equal("/presentation/channel/hall", done.Headers.Location!.ToString());
        Assert.Contains("expires", done.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("controlroom=", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("/dashboard", (await browser.Get("/")).Headers.Location!.ToString());
    }

    [Theory, Databases]
    public async Task An_empty_demo_database_gets_the_demo_accounts_which_production_then_refuses(Db db)
    {
        var database = await DatabaseTemplates.Empty(db);
        var kept = database with { Drop = () => Task.CompletedTask };
        await using (var plant = await WebPlant.Start(db, database: kept))
        {
            // The accounts alone: playing the whole demo is another test's business.
            var created = await new EnsureFirstUsersHandler(plant.Get<TransactionBoundary>(), new PlantOptions { Environment = "test", Demo = true }).Handle(TestPlant.Ct);
            Assert.Equal(DemoAccounts.All.Select(a => a.Email), created.Must().Created);
            using var client = plant.Anonymous();
            foreach (var account in DemoAccounts.All) (await client.Post("/api/login", new { email = account.Email, password = "control-room" })).Must(200);
            (await client.Post("/api/login", new { badge_code = "B-0023", pin = "2468" })).Must(200);
        }

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => WebPlant.Start(db, settings: ["Environment=production"], database: kept));

        Assert.Contains("admin@duna.test", refused.ToString(), StringComparison.Ordinal);
        await database.Drop();
    }

    [Theory, Databases]
    public async Task A_production_database_gets_its_first_administrator_from_the_configuration_once(Db db)
    {
        var database = await DatabaseTemplates.Empty(db);
        await using var plant = await WebPlant.Start(db, settings: ["Environment=production", "Bootstrap:Email=Boss@plant.example", "Bootstrap:Password=a first password"], database: database);
        using var client = plant.Anonymous();

        Assert.Equal("ADMIN", (await client.Post("/api/login", new { email = "boss@plant.example", password = "a first password" })).Must(200).GetProperty("user").GetProperty("role").GetString());
        Assert.Empty((await plant.Get<EnsureFirstUsersHandler>().Handle(TestPlant.Ct)).Must().Created);
        Assert.Equal(200, (await client.Get("/health/ready")).Status);
        Assert.Contains("# TYPE", (await client.Get("/metrics")).Text, StringComparison.Ordinal);
    }

    /// <summary>Keeps cookies and follows nothing.</summary>
    private sealed partial class Browser(WebPlant plant) : IDisposable
    {
        private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = plant.Address };

        public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path, TestPlant.Ct);

        public Task<HttpResponseMessage> Post(string path, Dictionary<string, string> form) => http.PostAsync(path, new FormUrlEncodedContent(form), TestPlant.Ct);

        public Task<HttpResponseMessage> SignIn(string email, string password, string? returnUrl = null) => Enter(("email", email), ("password", password), ("returnUrl", returnUrl));

        public Task<HttpResponseMessage> Scan(string badge, string pin) => Enter(("badge_code", badge), ("pin", pin));

        private async Task<HttpResponseMessage> Enter(params (string Name, string? Value)[] fields)
        {
            var page = await http.GetStringAsync("/login", TestPlant.Ct);
            var form = fields.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value!, StringComparer.Ordinal);
            form["__RequestVerificationToken"] = Antiforgery().Match(page).Groups[1].Value;
            return await Post("/login", form);
        }

        public void Dispose() => http.Dispose();

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex Antiforgery();
    }
}
