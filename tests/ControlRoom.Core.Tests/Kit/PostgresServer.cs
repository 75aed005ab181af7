using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ControlRoom.Tests.Kit;

/// <summary>
/// One private PostgreSQL for the whole test process: own data folder, own port, started at first use. A small shell guards it and waits at
/// the end of a pipe from this process; when the pipe closes, however the tests ended, it stops the server and removes the folder.
/// </summary>
/// <remarks><c>CONTROLROOM_TEST_FSYNC=off</c> trades durability for speed; the default is the real thing.</remarks>
public sealed class PostgresServer : IDisposable
{
    private const string Guardian =
        """
        trap '' INT HUP
        "$BIN/initdb" -D "$DATA/db" --wal-segsize="$SEGMENT" -U postgres -A trust -E UTF8 --no-locale --no-sync >"$DATA/log" 2>&1 || { cat "$DATA/log"; rm -rf "$DATA"; exit 1; }
        launch() { "$BIN/postgres" -D "$DATA/db" -p "$PORT" -h 127.0.0.1 -k "$DATA" -c fsync="$FSYNC" -c max_connections=300 -c timezone=UTC >>"$DATA/log" 2>&1 </dev/null & server=$!; }
        launch
        echo started
        while read -r order; do
          case $order in
            stop) kill -INT $server; wait $server ;;
            crash) kill -QUIT $server; wait $server ;;
            start) "$BIN/pg_ctl" status -D "$DATA/db" >/dev/null 2>&1 || launch ;;
          esac
          echo done
        done
        kill -QUIT $server 2>/dev/null
        wait $server
        rm -rf "$DATA"
        """;

    private static readonly Lazy<Task<PostgresServer>> Single = new(() => Start(null));
    private static readonly string? Bin = FindBin();

    private readonly Process guardian;
    private readonly string log;
    private int stopped;

    private PostgresServer(Process guardian, string connectionString, string log)
    {
        this.guardian = guardian;
        this.log = log;
        ConnectionString = connectionString;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    /// <summary>Why tests on PostgreSQL cannot run here; null when they can, and under <c>CI=true</c>, where they must.</summary>
    public static string? WhyNot { get; } = Bin is null && Environment.GetEnvironmentVariable("CI") != "true"
        ? "PostgreSQL is not installed (initdb and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin); install the package postgresql."
        : null;

    /// <summary>Superuser connection to the database <c>postgres</c>.</summary>
    public string ConnectionString { get; }

    public static Task<PostgresServer> Get() => Single.Value;

    /// <summary>One more server, for a test that stops it.</summary>
    public static Task<PostgresServer> Own() => Start(null);

    /// <summary>One more server on a disk of its own that a test fills; null with the reason where no file system may be mounted.</summary>
    public static async Task<(PostgresServer? Server, SmallDisk? Disk, string? WhyNot)> OnSmallDisk(int megabytes)
    {
        var (disk, why) = SmallDisk.Mount(megabytes);
        if (disk is null) return (null, null, why);
        try
        {
            return (await Start(disk), disk, null);
        }
        catch (InvalidOperationException)
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Ends all connections and the server, as an administrator does; with <paramref name="crash"/> as a power cut does.</summary>
    public Task StopServing(bool crash = false) => Order(crash ? "crash" : "stop");

    public async Task ServeAgain()
    {
        await Order("start");
        await WaitUntilReady(log);
    }

    private async Task Order(string order)
    {
        await guardian.StandardInput.WriteLineAsync(order);
        await guardian.StandardInput.FlushAsync();
        await guardian.StandardOutput.ReadToEndOrLine("done");
    }

    /// <summary>Connection string of another database on this server. Pools are small: many plants live side by side.</summary>
    public string To(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database, Pooling = true, MaxPoolSize = 40, MinPoolSize = 0, IncludeErrorDetail = true }.ToString();

    /// <summary>Runs one statement as superuser in the database <c>postgres</c>.</summary>
    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> Start(SmallDisk? disk)
    {
        if (Bin is null) throw new InvalidOperationException("PostgreSQL is not installed, and CI=true does not allow skipping: install the package postgresql.");
        var folder = disk?.Folder ?? Directory.CreateTempSubdirectory("controlroom-pg-").FullName;
        var port = FreePort();
        // Small segments leave a small disk to the data.
        var guardian = Launch(folder, port, segment: disk is null ? 16 : 1);
        var said = await guardian.StandardOutput.ReadToEndOrLine("started");
        if (said is not null) throw new InvalidOperationException($"PostgreSQL could not be started: {said} {await guardian.StandardError.ReadToEndAsync()}");
        var server = new PostgresServer(guardian, $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false;Timeout=15;Command Timeout=60", Path.Combine(folder, "log"));
        await server.WaitUntilReady(server.log);
        return server;
    }

    /// <summary>PostgreSQL refuses to run as root, so root steps down to a user without rights.</summary>
    private static Process Launch(string folder, int port, int segment)
    {
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] shell = ["/bin/sh", "-c", Guardian];
        if (Environment.UserName == "root" || Environment.IsPrivilegedProcess)
        {
            var user = File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
            using (var chown = Process.Start("chown", [user, folder])) chown.WaitForExit();
            shell = ["setpriv", $"--reuid={user}", "--clear-groups", .. shell];
        }

        start.FileName = shell[0];
        foreach (var argument in shell.Skip(1)) start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        start.Environment["BIN"] = Bin;
        start.Environment["DATA"] = folder;
        start.Environment["PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["SEGMENT"] = segment.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["FSYNC"] = Environment.GetEnvironmentVariable("CONTROLROOM_TEST_FSYNC") == "off" ? "off" : "on";
        return Process.Start(start)!;
    }

    private async Task WaitUntilReady(string log)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await Execute("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (limit.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(50);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL does not answer: {await File.ReadAllTextAsync(log)}", e);
            }
        }
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        if (Interlocked.Exchange(ref stopped, 1) != 0) return;
        guardian.StandardInput.Close();
        guardian.WaitForExit(TimeSpan.FromSeconds(10));
        guardian.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string? FindBin()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0).Select(d => Path.Combine(d, "bin"))
            : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(packaged)
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }
}

internal static class ReaderExtensions
{
    /// <summary>Null as soon as the line was read; everything that was read when it never comes.</summary>
    public static async Task<string?> ReadToEndOrLine(this StreamReader reader, string line)
    {
        var seen = new List<string>();
        while (await reader.ReadLineAsync() is { } read)
        {
            if (read == line) return null;
            seen.Add(read);
        }
        return string.Join(' ', seen);
    }
}
