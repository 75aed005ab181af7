using System.Diagnostics;
using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Shared.Rest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>The database goes away, its disk is full, or somebody else holds it: clients are told so, nothing is half done, and it goes on by itself.</summary>
public sealed partial class OutageTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Theory]
    [Databases(false, Only = Db.Postgres)]
    [Databases(true, Only = Db.Postgres)]
    public async Task A_server_that_stops_is_said_on_every_route_and_everything_goes_on_within_ten_seconds_after_its_return(Db db, bool crash)
    {
        using var server = await PostgresServer.Own();
        var database = await DatabaseTemplates.On(server);
        await using var plant = await WebPlant.Start(db, settings: ["Schedule=true"], database: database);
        using var manager = await plant.As(Role.Manager);
        using var admin = await plant.As(Role.Admin);
        (await manager.Post("/api/suppliers", Supplier("SUP-1"))).Must(201);
        await Until.Read(() => Task.FromResult(plant.Get<FeedBridge>().IsListening), listening => listening);
        // Many connections lie in the pool when the server goes; none of them may spoil a request after its return.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => manager.Get("/api/runs")));

        await server.StopServing(crash);

        var key = Guid.NewGuid().ToString();
        MustSayUnavailable(await manager.Post("/api/suppliers", Supplier("SUP-2"), key), "DATABASE_UNAVAILABLE");
        await EveryRouteMustSaySo(plant);
        Assert.Equal(503, (await manager.Get("/health/ready")).Status);
        Assert.Equal(200, (await manager.Get("/health/live")).Status);

        await server.ServeAgain();
        var returned = Stopwatch.StartNew();
        (await manager.Post("/api/suppliers", Supplier("SUP-2"), key)).Must(201);
        (await manager.Post("/api/suppliers", Supplier("SUP-2"), key)).Must(200);
        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => manager.Get("/api/suppliers")))) Assert.Equal(2, answer.Must(200).GetArrayLength());
        (await manager.Get("/health/ready")).Must(200);
        (await admin.Post("/api/chores/reading-sweep/run")).Must(200);
        await Until.Read(() => Task.FromResult(plant.Get<FeedBridge>().IsListening), listening => listening);
        using (var bell = plant.Get<ChangeFeed>().Subscribe(Topics.Site))
        await using (var neighbour = TestPlant.On(database))
        {
            await neighbour.Boundary.Do<string>(People.Manager.Call(), Permission.ManageMasterData, work =>
            {
                work.Record(new Fact("SUPPLIER_UPDATED", EntityTypes.Supplier, Ids.System, "SUP-1", null, null));
                return Task.FromResult<Outcome<string>>("done");
            }, TestPlant.Ct);
            // The neighbour has no bridge; the poll of this process finds what it did.
            Assert.True(await bell.Wait(TestPlant.Ct));
        }
        Assert.True(returned.Elapsed < TenSeconds, $"It took {returned.Elapsed}.");
        await using var read = plant.Get<Dialect>().Open();
        Assert.Equal(2, read.AuditEvents.Count(e => e.EventType == "SUPPLIER_CREATED"));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_full_disk_refuses_writes_shows_what_there_is_and_takes_the_same_request_when_there_is_room(Db db)
    {
        var database = await DatabaseTemplates.Copy(db);
        var disk = new FailingDialect(database);
        await using var plant = await WebPlant.Start(db, database: database, configure: s => s.Replace(ServiceDescriptor.Singleton<Dialect>(disk)));
        using var manager = await plant.As(Role.Manager);
        (await manager.Post("/api/suppliers", Supplier("SUP-1"))).Must(201);
        await using var look = TestPlant.On(database);
        disk.Disk = Disk.Full;

        // Small rows find room in pages that are there already; sooner or later there is none.
        var (answer, key, n) = (default(Answer)!, "", 2);
        for (; n < 2000; n++)
        {
            key = Guid.NewGuid().ToString();
            var before = await look.Fingerprint();
            answer = await manager.Post("/api/suppliers", Supplier($"SUP-{n}"), key);
            if (answer.Status == 201) continue;
            Assert.Equal(before, await look.Fingerprint());
            break;
        }

        MustSayUnavailable(answer, "STORAGE_FULL");
        Assert.Equal(n - 1, (await manager.Get("/api/suppliers?limit=500&count=true")).Must(200).GetArrayLength());
        Assert.Equal(200, (await manager.Get("/health/ready")).Status);
        disk.Disk = Disk.Fine;
        (await manager.Post("/api/suppliers", Supplier($"SUP-{n}"), key)).Must(201);
        Assert.Equal(n, await look.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task A_file_that_another_process_holds_refuses_every_waiting_write_in_time_and_reads_go_on(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var manager = await plant.As(Role.Manager);
        var keys = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid().ToString()).ToList();
        await using var other = new SqliteConnection(plant.Database.ConnectionString);
        await other.OpenAsync(TestPlant.Ct);
        await using (await other.BeginTransactionAsync(TestPlant.Ct))
        {
            var waited = Stopwatch.StartNew();
            var writing = Task.WhenAll(keys.Select((key, i) => manager.Post("/api/suppliers", Supplier($"SUP-{i}"), key)));
            Assert.Equal(0, (await manager.Get("/api/suppliers")).Must(200).GetArrayLength());

            foreach (var answer in await writing) MustSayUnavailable(answer, "DATABASE_UNAVAILABLE");
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), $"The last one waited {waited.Elapsed}.");
        }

        for (var i = 0; i < keys.Count; i++) (await manager.Post("/api/suppliers", Supplier($"SUP-{i}"), keys[i])).Must(201);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Pages_are_served_while_the_database_is_away_and_the_login_form_says_why_it_is_refused(Db db)
    {
        var database = await DatabaseTemplates.Copy(db);
        var disk = new FailingDialect(database);
        await using var plant = await WebPlant.Start(db, database: database, configure: s => s.Replace(ServiceDescriptor.Singleton<Dialect>(disk)));
        using var browser = new HttpClient { BaseAddress = plant.Address };
        await SignIn(browser);
        disk.Disk = Disk.Gone;

        foreach (var path in (string[])["/dashboard", "/command", "/flow-editor", "/command/run/RUN-20260101-DUNA-0001", "/presentation", "/login"])
        {
            using var page = await browser.GetAsync(path, TestPlant.Ct);
            var text = await page.Content.ReadAsStringAsync(TestPlant.Ct);
            Assert.True(page.IsSuccessStatusCode, $"{path}: {page.StatusCode} {text}");
            MustShowNoStack(text);
        }
        using var stranger = new HttpClient { BaseAddress = plant.Address };
        var back = await SignIn(stranger);
        Assert.Contains("The database does not answer", back, StringComparison.Ordinal);
        MustShowNoStack(back);

        disk.Disk = Disk.Fine;
        Assert.Equal("/dashboard", (await browser.GetAsync("/", TestPlant.Ct)).RequestMessage!.RequestUri!.AbsolutePath);
    }

    private static async Task<string> SignIn(HttpClient browser)
    {
        var form = await browser.GetStringAsync("/login", TestPlant.Ct);
        var token = AntiforgeryToken().Match(form).Groups[1].Value;
        using var fields = new FormUrlEncodedContent([new("email", People.Manager.Email), new("password", People.Password), new("__RequestVerificationToken", token)]);
        using var answer = await browser.PostAsync("/login", fields, TestPlant.Ct);
        return await answer.Content.ReadAsStringAsync(TestPlant.Ct);
    }

    private static async Task EveryRouteMustSaySo(WebPlant plant)
    {
        using var admin = await plant.As(Role.Admin);
        foreach (var route in RouteTableTests.Routes(plant).Where(r => r is { Method: "GET", Permission: not null } && r.Path != "/api/health"))
        {
            var answer = await admin.Get(RouteTableTests.Address(route));
            if (answer.Status is not (404 or 422)) MustSayUnavailable(answer, "DATABASE_UNAVAILABLE");
        }
        using var nobody = plant.Anonymous();
        MustSayUnavailable(await nobody.Post("/api/login", new { email = People.Manager.Email, password = People.Password }, ""), "DATABASE_UNAVAILABLE");
    }

    private static void MustSayUnavailable(Answer answer, string code)
    {
        var problem = answer.MustRefuse(503, code);
        Assert.NotEqual("", problem.GetProperty("guidance").GetString());
        Assert.Equal("1", answer.Headers["Retry-After"]);
        MustShowNoStack(answer.Text);
    }

    private static void MustShowNoStack(string text)
    {
        foreach (var inner in (string[])["   at ", "Exception", "Npgsql", "SQLite Error"]) Assert.DoesNotContain(inner, text, StringComparison.Ordinal);
    }

    private static object Supplier(string code) => new { code, name = "Quail & Co", goods_class = "MEAT" };

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryToken();
}
