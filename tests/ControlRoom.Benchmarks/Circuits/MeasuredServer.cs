using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>The measured process as its clients see it: the application and the bare one, and the questions it answers.</summary>
internal sealed partial class MeasuredServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly CookieContainer plantCookies = new(), bareCookies = new();
    private readonly HttpClient plant, bare;

    private MeasuredServer(Process process, string[] said)
    {
        this.process = process;
        (plant, bare, RunId) = (Browser(said[0], plantCookies), Browser(said[1], bareCookies), said[2]);
    }

    public string RunId { get; }
    public Uri Address => plant.BaseAddress!;

    /// <summary>The cookies of the person who is signed in.</summary>
    public CookieCollection Cookies => plantCookies.GetCookies(Address);

    public static async Task<MeasuredServer> Start(Db db)
    {
        var process = Process.Start(Itself(CircuitServer.Verb, db.ToString()))!;
        var server = new MeasuredServer(process, await Said(process, CircuitServer.Ready));
        await server.SignIn();
        return server;
    }

    /// <summary>A circuit of a page of the application.</summary>
    public Task<CircuitClient> Plant(string path) => CircuitClient.Open(plant, plantCookies, path);

    /// <summary>A circuit of a page that Blazor alone serves.</summary>
    public Task<CircuitClient> Bare(string path) => CircuitClient.Open(bare, bareCookies, path);

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

    private static HttpClient Browser(string address, CookieContainer cookies) => new(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = new Uri(address) };

    private async Task SignIn()
    {
        var form = await plant.GetStringAsync(new Uri("/login", UriKind.Relative));
        using var body = new FormUrlEncodedContent([new("__RequestVerificationToken", Token().Match(form).Groups[1].Value), new("email", People.Manager.Email), new("password", People.Password)]);
        using var answer = await plant.PostAsync(new Uri("/login", UriKind.Relative), body);
        if (answer.RequestMessage!.RequestUri!.AbsolutePath == "/login") throw new InvalidOperationException($"Signing in ended at {answer.RequestMessage.RequestUri}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    public async ValueTask DisposeAsync()
    {
        plant.Dispose();
        bare.Dispose();
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
