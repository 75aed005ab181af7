using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Rest;

public sealed class ConventionTests
{
    private static readonly object Supplier = new { code = "SUP-Q", name = "Quail & Co" };

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-02")]
    public async Task A_repeated_create_answers_200_with_the_stored_body_and_has_no_second_effect(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var key = Guid.NewGuid().ToString();

        var first = await manager.Post("/api/suppliers", Supplier, key);
        var again = await manager.Post("/api/suppliers", Supplier, key);

        first.Must(201);
        again.Must(200);
        Assert.False(first.Headers.ContainsKey("Idempotent-Replayed"));
        Assert.Equal("true", again.Headers["Idempotent-Replayed"]);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("\"1\"", again.Headers["ETag"]);
        await using var read = plant.Get<Dialect>().Open();
        Assert.Equal(1, read.Suppliers.Count());
        Assert.Equal(1, read.AuditEvents.Count(e => e.EventType == "SUPPLIER_CREATED"));
    }

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-03")]
    public async Task A_key_that_was_used_for_another_body_path_or_query_is_refused(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var key = Guid.NewGuid().ToString();
        var id = (await manager.Post("/api/suppliers", Supplier, key)).Must(201).GetProperty("id").GetGuid();

        (await manager.Post("/api/suppliers", new { code = "SUP-R", name = "Other" }, key)).MustRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        (await manager.Patch($"/api/suppliers/{id}", Supplier, "\"1\"", key)).MustRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        (await manager.Post("/api/suppliers?x=1", Supplier, key)).MustRefuse(422, "IDEMPOTENCY_KEY_REUSED");
        using var admin = await plant.As(Role.Admin);
        (await admin.Post("/api/suppliers", new { code = "SUP-R", name = "Other" }, key)).Must(201);
    }

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-03")]
    public async Task A_key_whose_first_request_is_still_running_is_refused_for_a_second(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var key = Guid.NewGuid();
        var (inside, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        var caller = People.Manager.Call().With(new Intent(key, "POST", "/api/suppliers", "x"));
        var running = plant.Get<TransactionBoundary>().Do<string>(caller, Permission.Read, async _ =>
        {
            inside.SetResult();
            await leave.Task;
            return "done";
        }, TestPlant.Ct);
        await inside.Task;

        var second = await manager.Post("/api/suppliers", Supplier, key.ToString());
        leave.SetResult();

        second.MustRefuse(409, "IDEMPOTENCY_IN_PROGRESS");
        Assert.Equal("1", second.Headers["Retry-After"]);
        Assert.True((await running).Done);
    }

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-04")]
    public async Task A_refused_request_may_be_repeated_with_its_key_and_then_counts(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var taken = (await manager.Post("/api/suppliers", Supplier)).Must(201);
        var key = Guid.NewGuid().ToString();
        (await manager.Post("/api/suppliers", Supplier, key)).MustRefuse(409, "SUPPLIER_EXISTS");

        (await manager.Delete($"/api/suppliers/{taken.GetProperty("id").GetGuid()}?confirm=yes")).Must(200);

        (await manager.Post("/api/suppliers", Supplier, key)).Must(201);
    }

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-05")]
    public async Task Twenty_parallel_requests_with_one_key_make_one_row(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => manager.Post("/api/suppliers", Supplier, key)));

        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => Assert.True(a.Status == 200 || a.Code == "IDEMPOTENCY_IN_PROGRESS", a.Text));
        await using var read = plant.Get<Dialect>().Open();
        Assert.Equal(1, read.Suppliers.Count());
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-RATE-01")]
    public async Task The_eleventh_login_of_a_minute_is_refused_with_headers_and_the_next_window_is_open(Db db)
    {
        var time = new FakeTime();
        await using var plant = await WebPlant.Start(db, time, ["RateLimits:Enabled=true"]);
        using var client = plant.Anonymous();
        for (var i = 10; i > 0; i--)
        {
            var wrong = await client.Post("/api/login", new { email = "nobody@plant.test", password = "wrong" });
            wrong.MustRefuse(401, "INVALID_CREDENTIALS");
            Assert.Equal(("10", $"{i - 1}"), (wrong.Headers["X-RateLimit-Limit"], wrong.Headers["X-RateLimit-Remaining"]));
        }

        var eleventh = await client.Post("/api/login", new { email = "nobody@plant.test", password = "wrong" });

        eleventh.MustRefuse(429, "RATE_LIMITED");
        Assert.Equal("60", eleventh.Headers["Retry-After"]);
        Assert.Equal("0", eleventh.Headers["X-RateLimit-Remaining"]);
        Assert.Equal(new DateTimeOffset(time.Now).AddSeconds(60).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), eleventh.Headers["X-RateLimit-Reset"]);
        time.Advance(TimeSpan.FromSeconds(60));
        (await client.Post("/api/login", new { email = "nobody@plant.test", password = "wrong" })).MustRefuse(401, "INVALID_CREDENTIALS");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-RATE-01")]
    public async Task Limits_count_per_user_and_route(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), ["RateLimits:Enabled=true"]);
        using var manager = await plant.As(Role.Manager);
        using var admin = await plant.As(Role.Admin);
        for (var i = 0; i < 20; i++) (await manager.Delete($"/api/suppliers/{Guid.NewGuid()}?confirm=yes")).MustRefuse(404, "NOT_FOUND");

        (await manager.Delete($"/api/suppliers/{Guid.NewGuid()}?confirm=yes")).MustRefuse(429, "RATE_LIMITED");
        (await manager.Get("/api/suppliers")).Must(200);
        (await admin.Delete($"/api/suppliers/{Guid.NewGuid()}?confirm=yes")).MustRefuse(404, "NOT_FOUND");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-ERR-01")]
    public async Task A_problem_has_the_members_of_RFC_9457_and_ours_in_the_language_of_the_reader(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        manager.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("hu");
        var sent = Guid.NewGuid();
        manager.Http.DefaultRequestHeaders.Add("X-Correlation-Id", sent.ToString());

        var answer = await manager.Post("/api/suppliers", new { code = "sup q", name = "" });

        var problem = answer.MustRefuse(422, "VALIDATION_FAILED");
        Assert.Equal("/problems/VALIDATION_FAILED", problem.GetProperty("type").GetString());
        Assert.Equal("Validation failed", problem.GetProperty("title").GetString());
        Assert.Equal(422, problem.GetProperty("status").GetInt32());
        Assert.Equal("/api/suppliers", problem.GetProperty("instance").GetString());
        Assert.Equal(new Refusal(RefusalKind.Invalid, "VALIDATION_FAILED").Detail(LocalText.Hungarian), problem.GetProperty("detail").GetString());
        Assert.NotEqual("", problem.GetProperty("guidance").GetString());
        Assert.NotEqual("", problem.GetProperty("trace_id").GetString());
        Assert.Equal(["/code", "/name"], problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("pointer").GetString()));
        Assert.Equal(sent.ToString(), answer.Headers["X-Correlation-Id"]);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-ERR-01")]
    public async Task Unknown_paths_and_methods_below_api_are_problems_and_never_pages(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var client = await plant.As(Role.Admin);

        (await client.Get("/api/nothing/here")).MustRefuse(404, "NOT_FOUND");
        (await client.Get("/api")).MustRefuse(404, "NOT_FOUND");
        (await client.Get("/api/users/not-a-uuid")).MustRefuse(404, "NOT_FOUND");
        var wrong = await client.Put("/api/users", new { });
        wrong.MustRefuse(405, "METHOD_NOT_ALLOWED");
        Assert.Contains("POST", wrong.Headers["Allow"], StringComparison.Ordinal);
    }

    [Theory]
    [Databases("{\"email\":5}", 400, "MALFORMED_BODY", "/email", Only = Db.Sqlite)]
    [Databases("{\"is_active\":\"yes\"}", 400, "MALFORMED_BODY", "/is_active", Only = Db.Sqlite)]
    [Databases("{\"row_version\":99999999999999999999}", 400, "MALFORMED_BODY", "/row_version", Only = Db.Sqlite)]
    [Databases("{\"row_version\":1e999}", 400, "MALFORMED_BODY", "/row_version", Only = Db.Sqlite)]
    [Databases("{\"role\":\"operator\"}", 422, "WORD_UNKNOWN", "/role", Only = Db.Sqlite)]
    [Databases("{\"role\":7}", 422, "WORD_UNKNOWN", "/role", Only = Db.Sqlite)]
    public async Task A_value_of_the_wrong_kind_is_named_by_its_pointer(Db db, string body, int status, string code, string pointer)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var path = body.Contains("email", StringComparison.Ordinal) ? "/api/users" : $"/api/users/{People.Viewer.Id}";

        var answer = await admin.Send(path == "/api/users" ? HttpMethod.Post : HttpMethod.Patch, path, body);

        Assert.Equal(pointer, answer.MustRefuse(status, code).GetProperty("errors")[0].GetProperty("pointer").GetString());
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Unknown_members_are_ignored_and_an_empty_body_counts_as_an_empty_object(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);

        (await admin.Patch($"/api/users/{People.Viewer.Id}", new { full_name = "Hall", is_violation = true })).Must(200);
        (await admin.Send(HttpMethod.Patch, $"/api/users/{People.Viewer.Id}")).Must(200);
    }

    [Theory, Databases]
    public async Task Lists_are_bare_arrays_with_the_next_page_in_Link_and_the_size_only_when_asked_for(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        var seen = new List<Guid>();
        for (var next = "/api/users?limit=3"; next is not null;)
        {
            var page = await admin.Get(next);
            seen.AddRange(page.Must(200).EnumerateArray().Select(u => u.GetProperty("id").GetGuid()));
            Assert.False(page.Headers.ContainsKey("X-Total-Count"));
            next = page.Headers.TryGetValue("Link", out var link) ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }

        Assert.Equal(People.All.Count - 1, seen.Count);
        Assert.Equal(seen.Distinct().OrderDescending(), seen);
        Assert.Equal($"{People.All.Count - 1}", (await admin.Get("/api/users?count=true&limit=1")).Headers["X-Total-Count"]);
        (await admin.Get("/api/users?limit=501")).MustRefuse(422, "LIMIT_OUT_OF_RANGE");
        (await admin.Get("/api/users?limit=0")).MustRefuse(422, "LIMIT_OUT_OF_RANGE");
        (await admin.Get("/api/users?after=1")).MustRefuse(422, "CURSOR_INVALID");
        Assert.Equal("/limit", (await admin.Get("/api/users?limit=x")).MustRefuse(422, "PARAMETER_INVALID").GetProperty("errors")[0].GetProperty("pointer").GetString());
        (await admin.Get("/api/users?after=%00")).MustRefuse(422, "TEXT_INVALID");
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_answer_forbids_framing_sniffing_and_foreign_scripts(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var client = plant.Anonymous();
        foreach (var path in (string[])["/login", "/api/me", "/health/live", "/no-such-page"])
        {
            var headers = (await client.Get(path)).Headers;
            Assert.Equal(("nosniff", "DENY"), (headers["X-Content-Type-Options"], headers["X-Frame-Options"]));
            Assert.Contains("frame-ancestors 'none'", headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.Contains("script-src 'self' 'nonce-", headers["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_database_that_is_gone_is_503_on_reads_and_the_application_stays_alive(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        await using var pooled = new SqliteConnection(plant.Database.ConnectionString);
        SqliteConnection.ClearPool(pooled);
        var file = pooled.DataSource;
        foreach (var suffix in (string[])["-wal", "-shm"]) File.Delete(file + suffix);
        await File.WriteAllTextAsync(file, new string('x', 5000), TestPlant.Ct);

        (await admin.Get("/api/users")).MustRefuse(503, "DATABASE_UNAVAILABLE");
        Assert.Equal(503, (await admin.Get("/health/ready")).Status);
        Assert.Equal(200, (await admin.Get("/health/live")).Status);
    }

    [Theory, Databases]
    [Trait("Rule", "R-TIME-01")]
    public async Task An_instant_means_the_same_with_an_offset_without_one_and_as_a_day(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var admin = await plant.As(Role.Admin);
        foreach (var path in new[] { "/api/runs", "/api/temperature-logs", "/api/audit/events" })
        {
            foreach (var from in new[] { "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00%2B01:00" }) (await admin.Get($"{path}?from={from}&to={from}")).Must(200);
        }

        Assert.All(["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00"], text => Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Clock.Utc(DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind))));
    }
}
