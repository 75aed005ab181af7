using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>
/// The real application as a process of its own, killed with SIGKILL while clients work. What a client was told is there afterwards, and
/// what it was not told is whole or absent.
/// </summary>
public sealed class KilledProcessTests
{
    [Theory, Databases]
    [Trait("Rule", "R-IDEM-05")]
    public async Task A_killed_application_has_what_it_acknowledged_and_of_everything_else_all_or_nothing(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        (await day.Advance()).Must();
        var (work, random) = (new Workload(plant.Database, day), new Random(7));
        for (var kills = Chaos.Times(10, 200); kills > 0; kills--)
        {
            // Clients bring what the one before left unanswered to the next application.
            await using var app = await App.Start(plant.Database);
            work.Start(() => app.Client());
            await work.Answered(4 + random.Next(40));
            app.Kill();
            await work.Gone();
            await work.MustBeWhole();
        }

        await using var last = await App.Start(plant.Database);
        work.Start(() => last.Client());
        await work.EveryoneGoesOn();
        await work.Stop();
        await work.MustBeWhole();
        using var manager = await last.Client();
        await work.MustStillSay(manager);
        await work.MustBeWhole();
        using var admin = await last.Client(People.Admin);
        Assert.True((await admin.Get("/api/audit/verify")).Must(200).GetProperty("valid").GetBoolean());
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
            var started = Stopwatch.StartNew();
            await Until.Read(() => app.IsReady(http), ready => ready);
            Assert.True(started.Elapsed < Chaos.Recovery, $"It was ready after {started.Elapsed}.");
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
