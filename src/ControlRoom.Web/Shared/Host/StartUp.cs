using ControlRoom.Core.Database;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Users;

namespace ControlRoom.Web.Shared.Host;

/// <summary>The configuration or the database forbids to run; the message is for whoever starts the application.</summary>
public sealed class StartRefusedException(string message) : Exception(message);

/// <summary>
/// Brings the database to the model and makes the first users before anything is served. While the database does not answer, the host is
/// alive but not ready and tries again.
/// </summary>
public sealed class StartUp(Migrator migrator, EnsureFirstUsersHandler firstUsers, DemoPlayer demo, PlantOptions plant, SeedGatesHandler gates, EnsureSaltsHandler salts, Dialect dialect, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<StartUp> log) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(30);

    private Task work = Task.CompletedTask;

    public bool IsReady { get; private set; }

    /// <summary>Settings with which nothing may be served; asked before anything else is built.</summary>
    /// <exception cref="StartRefusedException">There are such; the message names each with a sentence.</exception>
    public static void Check(PlantOptions plant, IConfiguration configuration, IHostEnvironment host)
    {
        Refuse(ConfigurationCheck.Broken(plant, configuration), "The configuration cannot be worked with.");
        Refuse(ConfigurationCheck.Unsafe(plant, configuration, host.IsDevelopment()),
            "This is a production environment, because ControlRoom:Environment is not staging, development or test, and some settings are not safe for one.");
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        work = Prepare(lifetime.ApplicationStopping);
        await Task.WhenAny(work, Task.Delay(Patience, time, cancellationToken));
        if (work.IsFaulted) await work;
        work = EndWith(work);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAny(work, Task.Delay(Timeout.Infinite, cancellationToken));

    /// <summary>Whoever waits for the start is told by its exception; stopping while it still waits would only cancel the wait.</summary>
    private async Task EndWith(Task refused)
    {
        try
        {
            await refused;
        }
        catch (Exception)
        {
            lifetime.StopApplication();
        }
    }

    private static void Refuse(IEnumerable<UnsafeSetting> settings, string because)
    {
        var lines = settings.Select(s => $"\n  {s.Key}: {s.Problem}").ToList();
        if (lines.Count > 0) throw new StartRefusedException(because + string.Concat(lines));
    }

    private async Task Prepare(CancellationToken ct)
    {
        try
        {
            while (!await Try(ct)) await Task.Delay(Pause, time, ct);
            IsReady = true;
            log.LogInformation("Ready");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped before it was ready.
        }
        catch (Exception e)
        {
            log.LogCritical(e, "Start refused");
            Environment.ExitCode = 1;
            throw;
        }
    }

    /// <summary>False when the database does not answer yet.</summary>
    private async Task<bool> Try(CancellationToken ct)
    {
        try
        {
            await migrator.Run(ct);
            var outcome = await firstUsers.Handle(ct);
            if (outcome.Refusal is { Kind: RefusalKind.Unavailable }) return false;
            if (outcome.Refusal is { } refused) throw new StartRefusedException($"{refused.Detail()} {refused.Guidance()}");
            if (outcome.Must().Created is { Count: > 0 } created) log.LogInformation("Created users {Users}", string.Join(", ", created));
            if (plant.Demo && await demo.PlayOnce(ct)) log.LogInformation("Played the demo plant");
            if ((await salts.Handle(ct)).Value is { Missing: { Count: > 0 } missing }) log.LogWarning("No serials of {Kinds} can be made: their salts are missing", string.Join(", ", missing.Select(Word.Of)));
            // Refused only when the database is away, or another process adds the same gates at this moment.
            return (await gates.Handle(ct)).Done;
        }
        catch (Exception e) when (dialect.Classify(e) is Fault.Unavailable or Fault.Transient || e is RefusedException { Refusal.Kind: RefusalKind.Unavailable })
        {
            log.LogWarning(e, "The database does not answer; trying again");
            return false;
        }
    }
}
