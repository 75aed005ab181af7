using ControlRoom.Core.Database;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Users;

namespace ControlRoom.Web.Shared.Host;

/// <summary>The configuration or the database forbids to run; the message is for whoever starts the application.</summary>
public sealed class StartRefusedException(string message) : Exception(message);

/// <summary>
/// Brings the database to the model and makes the first users before anything is served. While the database does not answer, the host is
/// alive but not ready and tries again.
/// </summary>
public sealed class StartUp(Migrator migrator, EnsureFirstUsersHandler firstUsers, DemoPlayer demo, PlantOptions plant, SeedGatesHandler gates, Dialect dialect, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<StartUp> log) : IHostedService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(30);

    private Task work = Task.CompletedTask;

    public bool IsReady { get; private set; }

    /// <summary>Settings that must never meet; asked before anything else is built.</summary>
    /// <exception cref="StartRefusedException">They do.</exception>
    public static void Check(PlantOptions plant)
    {
        if (plant is { IsProduction: true, Demo: true }) throw new StartRefusedException(Production("ControlRoom:Demo is true: the demo has public passwords and invented records."));
        if (plant.CompanyPrefix is { Length: > 0 } prefix && !Gs1.IsCompanyPrefix(prefix) || plant.Gs1.ExtensionDigit is < 0 or > 9) throw new StartRefusedException("ControlRoom:Gs1 is not usable: CompanyPrefix has 4 to 12 digits or is empty, ExtensionDigit is one digit.");
        if (plant is { IsProduction: true, Simulator: true }) throw new StartRefusedException(Production("ControlRoom:Simulator is true: it would write invented readings."));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        work = Prepare(lifetime.ApplicationStopping);
        await Task.WhenAny(work, Task.Delay(Patience, time, cancellationToken));
        if (work.IsFaulted) await work;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAny(work, Task.Delay(Timeout.Infinite, cancellationToken));

    private static string Production(string because) =>
        $"This is a production environment (ControlRoom:Environment), and {because} Set ControlRoom:Environment to staging, development or test if this is none.";

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
            lifetime.StopApplication();
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
