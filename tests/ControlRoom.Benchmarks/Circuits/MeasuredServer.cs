using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>The measured process as its clients see it: the application and the bare one, and the questions it answers.</summary>
internal sealed partial class MeasuredServer : IAsyncDisposable
{
    private readonly Process process;

    private MeasuredServer(Process process, string[] said)
    {
        this.process = process;
        (Plant, Bare, RunId) = (new ServedSite(said[0]), new ServedSite(said[1]), said[2]);
    }

    public string RunId { get; }

    /// <summary>The application, with somebody signed in.</summary>
    public ServedSite Plant { get; }

    /// <summary>What Blazor alone serves.</summary>
    public ServedSite Bare { get; }

    public static async Task<MeasuredServer> Start(Db db)
    {
        var process = Process.Start(Itself(CircuitServer.Verb, db.ToString()))!;
        var server = new MeasuredServer(process, await Said(process, CircuitServer.Ready));
        await server.SignIn();
        return server;
    }

    /// <summary>What it answers, behind the word.</summary>
    public async Task<string[]> Ask(string question, string answer)
    {
        await process.StandardInput.WriteLineAsync(question);
        await process.StandardInput.FlushAsync();
        return await Said(process, answer);
    }

    /// <summary>This program once more, whether it was started by its own name or by the runtime's, in the folder where its host looks for the application's files.</summary>
    private static ProcessStartInfo Itself(params string[] arguments)
    {
        var program = Environment.ProcessPath!;
        var isRuntime = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, isRuntime ? [typeof(MeasuredServer).Assembly.Location, .. arguments] : arguments) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardInput = true, RedirectStandardOutput = true };
    }

    /// <summary>The next line that begins with the word; others are its log.</summary>
    private static async Task<string[]> Said(Process server, string word)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(word + " ", StringComparison.Ordinal)) return line.Split(' ')[1..];
        }
        throw new InvalidOperationException($"The measured process ended before it said '{word}'.");
    }

    private async Task SignIn()
    {
        var form = await Plant.Http.GetStringAsync(new Uri("/login", UriKind.Relative));
        using var body = new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(form).Groups[1].Value), new("email", People.Manager.Email), new("password", People.Password)]);
        using var answer = await Plant.Http.PostAsync(new Uri("/login", UriKind.Relative), body);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath == "/login") throw new InvalidOperationException($"Signing in ended at {answer.RequestMessage.RequestUri}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    public async ValueTask DisposeAsync()
    {
        Plant.Dispose();
        Bare.Dispose();
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }
}

/// <summary>One of the two applications, as its clients see it.</summary>
internal sealed class ServedSite : IDisposable
{
    private readonly CookieContainer cookies = new();

    public ServedSite(string address) => Http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = new Uri(address) };

    public HttpClient Http { get; }
    public Uri Address => Http.BaseAddress!;
    public CookieCollection Cookies => cookies.GetCookies(Address);

    /// <summary>A circuit of a page.</summary>
    public Task<CircuitClient> Circuit(string path) => CircuitClient.Open(Http, cookies, path);

    public void Dispose() => Http.Dispose();
}
