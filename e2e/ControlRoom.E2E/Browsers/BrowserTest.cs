using ControlRoom.Tests.Kit;
using ControlRoom.Web.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.E2E.Browsers;

/// <summary>A test with people in front of browsers. When it fails, a picture and a trace of each of them, and what the application complained of, are kept under TestResults.</summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<Seat> seats = [];
    private readonly List<IAsyncDisposable> belongings = [];

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A trace costs time; a measurement goes without.</summary>
    protected virtual bool Traced => true;

    /// <summary>
    /// The plant lies where it is about noon now: a test runs on the real clock, and its production day must not end in the middle of it.
    /// The area east of Greenwich has a minus in these names.
    /// </summary>
    private static string Noon => (12 - DateTime.UtcNow.Hour) is var east && east >= 0 ? $"TimeZone=Etc/GMT-{east}" : $"TimeZone=Etc/GMT+{-east}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The application over a database of its own, on the real clock.</summary>
    protected Task<WebPlant> Plant(Db db, params string[] settings) => Plant(db, _ => { }, settings);

    /// <param name="configure">Registrations that win over the product's.</param>
    protected async Task<WebPlant> Plant(Db db, Action<IServiceCollection> configure, params string[] settings)
    {
        // Asked first: without a browser nothing needs to be built.
        _ = chromium.Browser;
        return Keep(await WebPlant.Start(db, settings: [Noon, .. settings], configure: configure));
    }

    /// <summary>Is disposed of after the test.</summary>
    protected T Keep<T>(T belonging) where T : IAsyncDisposable
    {
        belongings.Add(belonging);
        return belonging;
    }

    /// <summary>A browser that nobody has signed in to.</summary>
    protected async Task<Seat> Sit(Uri address, string name, string locale = "en-GB", int width = 1440, int height = 900)
    {
        ArgumentNullException.ThrowIfNull(address);
        var context = await chromium.Browser.NewContextAsync(new() { BaseURL = address.ToString(), Locale = locale, ViewportSize = new() { Width = width, Height = height } });
        context.SetDefaultTimeout((float)Seat.Patience.TotalMilliseconds);
        if (Traced) await context.Tracing.StartAsync(new() { Snapshots = true });
        var seat = new Seat(context, await context.NewPageAsync(), name, Traced);
        seats.Add(seat);
        return seat;
    }

    /// <summary>Somebody who has signed in and is where their role begins.</summary>
    protected async Task<Seat> Seated(WebPlant plant, Person person, string locale = "en-GB", int width = 1440, int height = 900)
    {
        var seat = await Sit(plant.Address, person.Name.Replace(' ', '-'), locale, width, height);
        await seat.SignIn(person);
        return seat;
    }

    /// <summary>The wall, five metres away.</summary>
    protected Task<Seat> Wall(WebPlant plant) => Seated(plant, People.Viewer, width: 1920, height: 1080);

    public async ValueTask DisposeAsync()
    {
        var evidence = TestContext.Current.TestState?.Result == TestResult.Failed ? Evidence() : null;
        foreach (var seat in seats) await seat.Leave(evidence);
        if (evidence is not null) await File.WriteAllLinesAsync(evidence + ".log", belongings.OfType<WebPlant>().SelectMany(p => p.Logs.Lines).Where(l => l.Level >= LogLevel.Warning).Select(l => $"{l.Level} {l.Category}: {l.Message} {l.Exception}"), CancellationToken.None);
        foreach (var belonging in Enumerable.Reverse(belongings)) await belonging.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A file below TestResults for something that is to be kept.</summary>
    protected static string Kept(string file)
    {
        var folder = Repository.File("TestResults", "e2e");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, file);
    }

    private static string Evidence() => Kept(string.Concat((TestContext.Current.Test?.TestDisplayName ?? "test").Split('.')[^1].Select(c => char.IsLetterOrDigit(c) ? c : '_')));
}
