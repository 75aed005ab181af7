using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>
/// A browser without a screen: loads a page, opens the circuit that the page asks for, acknowledges every batch, answers calls to JavaScript
/// with nothing, keeps the connection alive, and says goodbye as a closed tab does.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource leaving = new();
    private readonly TaskCompletionSource<string> circuit = new(TaskCreationOptions.RunContinuationsAsynchronously), attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient http;
    private Task receiving = Task.CompletedTask, pinging = Task.CompletedTask;
    private int jsObjects;
    private volatile bool saidGoodbye;
    private byte[]? expected;
    private TaskCompletionSource<long> arrival = new();

    private CircuitClient(HttpClient http) => this.http = http;

    /// <summary>Batches received so far.</summary>
    public int Batches { get; private set; }

    /// <summary>Bytes received over the connection so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>When a batch that holds this text arrived; set by <see cref="Expect"/>.</summary>
    public Task<long> Arrival => arrival.Task;

    /// <summary>Watches for the next batch that holds the text.</summary>
    public void Expect(string text)
    {
        arrival = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        expected = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>What ended the circuit from the other side, if anything did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Opens the page and returns once the circuit has drawn it.</summary>
    public static async Task<CircuitClient> Open(HttpClient http, CookieContainer cookies, string path)
    {
        var html = await http.GetStringAsync(new Uri(path, UriKind.Relative));
        var records = Marker().Matches(html).Select(m => m.Groups[1].Value).Where(m => m.Contains("\"type\":\"server\"", StringComparison.Ordinal)).ToList();
        if (records.Count == 0) throw new InvalidOperationException($"{path} has no interactive component: {html[..Math.Min(300, html.Length)]}");
        var state = State().Match(html) is { Success: true } found ? found.Groups[1].Value : "";
        var client = new CircuitClient(http);
        client.socket.Options.Cookies = cookies;
        var root = http.BaseAddress!;
        await client.socket.ConnectAsync(new UriBuilder(root) { Scheme = "ws", Path = "/_blazor" }.Uri, CancellationToken.None);
        await client.Send(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text);
        client.receiving = client.Receive();
        client.pinging = client.Ping();
        await client.Call("0", "StartCircuit", root.ToString(), new Uri(root, path).ToString(), "[]", state);
        await client.circuit.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var operations = records.Select((r, i) => $$"""{"type":"add","ssrComponentId":{{i + 1}},"marker":{{r}}}""");
        await client.Call(null, "UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', operations)}}]}""", state);
        await client.attached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return client;
    }

    private Task Call(string? id, string target, params object?[] arguments) => Send(PackWriter.Message(1, PackWriter.Headers.None, id, target, arguments, Array.Empty<object?>()));

    private async Task Send(byte[] message, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        await sending.WaitAsync();
        try
        {
            if (socket.State == WebSocketState.Open) await socket.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task Ping()
    {
        try
        {
            using var timer = new PeriodicTimer(PingEvery);
            while (await timer.WaitForNextTickAsync(leaving.Token)) await Send(PackWriter.Message(6));
        }
        catch (OperationCanceledException)
        {
            // The tab is closed.
        }
        catch (WebSocketException) when (saidGoodbye)
        {
            // The server was quicker to close.
        }
    }

    private async Task Receive()
    {
        try
        {
            var (buffer, pending, greeted) = (new byte[16 * 1024], new List<byte>(), false);
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), leaving.Token);
                if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("The server closed the connection.");
                Bytes += part.Count;
                pending.AddRange(buffer.AsSpan(0, part.Count));
                if (!greeted && pending.IndexOf(0x1e) is >= 0 and var end)
                {
                    pending.RemoveRange(0, end + 1);
                    greeted = true;
                }
                while (greeted && Take(pending) is { } message) await Handle(message);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            if (!leaving.IsCancellationRequested) Failure = e;
            circuit.TrySetException(e);
            attached.TrySetException(e);
        }
    }

    /// <summary>The next whole message, or null until more has come.</summary>
    private static object?[]? Take(List<byte> pending)
    {
        var (length, at) = (0, 0);
        do
        {
            if (at >= pending.Count) return null;
            length |= (pending[at] & 0x7f) << (7 * at);
        }
        while ((pending[at++] & 0x80) != 0);
        if (pending.Count < at + length) return null;
        var body = pending.GetRange(at, length).ToArray();
        pending.RemoveRange(0, at + length);
        return (object?[])new PackReader(body).Read()!;
    }

    private async Task Handle(object?[] message)
    {
        switch (message[0])
        {
            case 3L when message[^1] is string id:
                circuit.TrySetResult(id);
                break;
            case 3L:
                throw new InvalidOperationException($"StartCircuit was refused: {message[^1]}");
            case 7L:
                throw new InvalidOperationException($"The server ended the connection: {message.ElementAtOrDefault(1)}");
            case 1L:
                await Invoked((string)message[3]!, (object?[])message[4]!);
                break;
        }
    }

    private async Task Invoked(string target, object?[] arguments)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                Batches++;
                if (expected is { } text && ((byte[])arguments[1]!).AsSpan().IndexOf(text) >= 0)
                {
                    expected = null;
                    arrival.TrySetResult(System.Diagnostics.Stopwatch.GetTimestamp());
                }
                await Call(null, "OnRenderCompleted", arguments[0], null);
                break;
            case "JS.EndUpdateRootComponents":
                attached.TrySetResult("");
                break;
            case "JS.BeginInvokeJS" when arguments[0] is long and not 0:
                var result = arguments[3] is 1L ? string.Create(CultureInfo.InvariantCulture, $"{{\"__jsObjectId\":{++jsObjects}}}") : "null";
                await Call(null, "EndInvokeJSFromDotNet", arguments[0], true, string.Create(CultureInfo.InvariantCulture, $"[{arguments[0]},true,{result}]"));
                break;
            case "JS.Error":
                throw new InvalidOperationException($"The circuit failed: {arguments[0]}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        saidGoodbye = true;
        if (circuit.Task.IsCompletedSuccessfully)
        {
            using var goodbye = new FormUrlEncodedContent([new("circuitId", await circuit.Task)]);
            using var answer = await http.PostAsync(new Uri("/_blazor/disconnect", UriKind.Relative), goodbye);
            answer.EnsureSuccessStatusCode();
        }

        await leaving.CancelAsync();
        await Task.WhenAll(receiving, pinging);
        socket.Dispose();
        sending.Dispose();
        leaving.Dispose();
    }

    [GeneratedRegex("<!--Blazor:(\\{.*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
