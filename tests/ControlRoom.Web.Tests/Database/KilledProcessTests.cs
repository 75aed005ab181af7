using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>
/// The real application as a process of its own, killed with SIGKILL while clients work. What a client was told is there afterwards, and
/// what it was not told is whole or absent. <c>CONTROLROOM_KILL_ROUNDS</c> says how often per database.
/// </summary>
public sealed class KilledProcessTests
{
    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("CONTROLROOM_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 3;

    /// <summary>A request as a client keeps it until it is answered.</summary>
    private sealed record Sent(string Key, string Path, string Body);

    [Theory, Databases]
    [Trait("Rule", "R-IDEM-05")]
    public async Task A_killed_application_has_what_it_acknowledged_and_of_everything_else_all_or_nothing(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        (await day.Advance()).Must();
        var acknowledged = new ConcurrentDictionary<Sent, string>();
        for (var round = 0; round < Rounds; round++)
        {
            var open = new ConcurrentDictionary<int, Sent>();
            await using (var app = await App.Start(plant.Database))
            {
                var enough = new SemaphoreSlim(0);
                var clients = Enumerable.Range(0, 4).Select(i => Work(app, day, i, acknowledged, open, enough)).ToList();
                for (var n = 0; n < 8 + 13 * round; n++) await enough.WaitAsync(TestPlant.Ct);
                app.Kill();
                await Task.WhenAll(clients);
            }

            await using (var again = await App.Start(plant.Database))
            {
                using var client = await again.Client();
                foreach (var (sent, answer) in acknowledged)
                {
                    var repeat = await client.Post(sent.Path, sent.Body, sent.Key);
                    Assert.Equal(answer, repeat.Must(200).GetRawText());
                    Assert.Equal("true", repeat.Headers["Idempotent-Replayed"]);
                }
                foreach (var sent in open.Values)
                {
                    var repeat = await client.Post(sent.Path, sent.Body, sent.Key);
                    Assert.True(repeat.Status is 200 or 201, repeat.Text);
                    acknowledged[sent] = repeat.Json.GetRawText();
                }
                using var admin = await again.Client(People.Admin);
                Assert.True((await admin.Get("/api/audit/verify")).Must(200).GetProperty("valid").GetBoolean());
                again.Kill();
            }
            await MustBeWhole(plant, day, acknowledged);
        }
    }

    /// <summary>One client: it sends the next request when the one before is answered, until nobody answers any more.</summary>
    private static async Task Work(App app, ProductionDay day, int number, ConcurrentDictionary<Sent, string> acknowledged, ConcurrentDictionary<int, Sent> open, SemaphoreSlim enough)
    {
        using var client = await app.Client();
        for (var n = 0; ; n++)
        {
            var id = Guid.NewGuid();
            var sent = (number % 2) switch
            {
                0 => new Sent(id.ToString(), "/api/lots", Json.Text(new { run_id = day.Run.Id, lot_type = "RAW", weight_kg = 1.25m, supplier_id = day.Floor.Suppliers["SUP-B"], temperature_c = 2.5m })),
                _ => new Sent(id.ToString(), "/api/suppliers", Json.Text(new { code = "K-" + id.ToString("N")[..12].ToUpperInvariant(), name = "Quail & Co" })),
            };
            open[number] = sent;
            try
            {
                var answer = await client.Post(sent.Path, sent.Body, sent.Key);
                acknowledged[sent] = answer.Must(201).GetRawText();
                open.TryRemove(number, out _);
                enough.Release();
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    /// <summary>Each effect once, with its event, its key and its parts.</summary>
    private static async Task MustBeWhole(TestPlant plant, ProductionDay day, ConcurrentDictionary<Sent, string> acknowledged)
    {
        int Of(string path) => acknowledged.Keys.Count(s => s.Path == path);
        var run = day.Run.Id;
        Assert.Equal(Of("/api/suppliers"), await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers WHERE code LIKE 'K-%'"));
        Assert.Equal(Of("/api/suppliers"), await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'SUPPLIER_CREATED' AND entity_code LIKE 'K-%'"));
        Assert.Equal(Of("/api/lots"), await plant.Scalar<int>($"SELECT COUNT(*) FROM lots"));
        Assert.Equal(Of("/api/lots"), await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'LOT_CREATED' AND run_id = {run}"));
        Assert.Equal(Of("/api/lots"), await plant.Scalar<int>($"SELECT COUNT(*) FROM temperature_logs"));
        Assert.Equal(Of("/api/lots"), await plant.Scalar<int>($"SELECT SUM(last_value) FROM code_sequences WHERE prefix = 'RAW'"));
        Assert.Equal(acknowledged.Count, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records WHERE path LIKE '/api/%'"));
        Assert.Equal(1.25m * Of("/api/lots"), (await day.Balance()).ReceivedKg);
    }

    /// <summary>The application as it is shipped, on a free port over a given database.</summary>
    private sealed class App : IAsyncDisposable
    {
        private readonly Process process;
        private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("controlroom-kill-");
        private readonly Uri address;

        private App(TestDatabase database)
        {
            address = new($"http://127.0.0.1:{FreePort()}");
            var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location]) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (key, value) in TestPlant.Settings(database, ["Schedule=true"])) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
            start.Environment["ControlRoom__DataDirectory"] = data.FullName;
            start.Environment["ASPNETCORE_URLS"] = address.ToString();
            process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public static async Task<App> Start(TestDatabase database)
        {
            var app = new App(database);
            using var http = new HttpClient { BaseAddress = app.address };
            await Until.Read(() => app.IsReady(http), ready => ready);
            return app;
        }

        public async Task<Api> Client(Person? person = null)
        {
            var http = new HttpClient { BaseAddress = address };
            var client = new Api(http);
            http.DefaultRequestHeaders.Authorization = new("Bearer", (await client.Login(person ?? People.Manager)).GetProperty("token").GetString());
            return client;
        }

        /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
        public void Kill() => process.Kill();

        public async ValueTask DisposeAsync()
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            data.Delete(recursive: true);
        }

        private async Task<bool> IsReady(HttpClient http)
        {
            Assert.False(process.HasExited, "The application ended while it started.");
            try
            {
                using var answer = await http.GetAsync("/health/ready", TestPlant.Ct);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
