using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ControlRoom.Core.Database;
using Npgsql;

namespace ControlRoom.Tests.Kit;

/// <summary>A line to the server that is cut, as when the process or the network dies: it stands between, reads the protocol and counts statements.</summary>
internal sealed class PostgresFaults : Faults
{
    private const byte Query = (byte)'Q', Execute = (byte)'E', ReadyForQuery = (byte)'Z';

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly CancellationTokenSource ended = new();
    private readonly PostgresDialect dialect;

    private PostgresFaults(TestDatabase database)
    {
        server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        listener.Start();
        var here = ((IPEndPoint)listener.LocalEndpoint).Port;
        dialect = new PostgresDialect(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = here, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ToString());
        _ = Accept();
    }

    public override Dialect Dialect => dialect;

    /// <summary>With one connection open, so that only what commands send is counted later.</summary>
    public static async Task<Faults> Open(TestDatabase database)
    {
        var faults = new PostgresFaults(database);
        await using var connection = await faults.dialect.Source.OpenConnectionAsync();
        return faults;
    }

    public override async Task Settle()
    {
        await using var connection = new NpgsqlConnection(server.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT COUNT(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()", connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task Accept()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                _ = Relay(await listener.AcceptTcpClientAsync(ended.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Relay(TcpClient caller)
    {
        using (caller)
        using (var called = new TcpClient { NoDelay = true })
        {
            caller.NoDelay = true;
            await called.ConnectAsync(server.Host!, server.Port);
            var line = new Line(caller.GetStream(), called.GetStream());
            try
            {
                await Task.WhenAny(Up(line), Down(line));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The other end is gone, and so is this one.
            }
        }
    }

    private sealed class Line(NetworkStream caller, NetworkStream called)
    {
        public NetworkStream Caller => caller;
        public NetworkStream Called => called;
        public bool LosesAnswer { get; set; }
    }

    /// <summary>What the client sends, until the statement that breaks.</summary>
    private async Task Up(Line line)
    {
        await line.Called.WriteAsync(await Message(line.Caller, typed: false));
        while (await Message(line.Caller, typed: true) is { Length: > 0 } message)
        {
            if (message[0] is Query or Execute)
            {
                if (BreaksNow()) return;
                if (message[0] == Query && LosesAnswerOf(Encoding.ASCII.GetString(message, 5, message.Length - 6))) line.LosesAnswer = true;
            }
            await line.Called.WriteAsync(message);
        }
    }

    /// <summary>What the server answers; a lost answer is waited for, and then nothing is said.</summary>
    private static async Task Down(Line line)
    {
        while (await Message(line.Called, typed: true) is { Length: > 0 } message)
        {
            if (!line.LosesAnswer) await line.Caller.WriteAsync(message);
            else if (message[0] == ReadyForQuery) return;
        }
    }

    /// <summary>One message of the protocol, its type and length included; nothing when the other end is gone.</summary>
    private static async Task<byte[]> Message(NetworkStream from, bool typed)
    {
        var head = new byte[typed ? 5 : 4];
        if (await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length) return [];
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(typed ? 1 : 0)) + (typed ? 1 : 0)];
        head.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }

    public override async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        await dialect.DisposeAsync();
        ended.Dispose();
    }
}
