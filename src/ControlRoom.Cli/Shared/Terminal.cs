using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ControlRoom.Core;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Core.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ControlRoom.Cli.Shared;

/// <summary>Runs one command against the plant's database and says how it ended: results on standard output, refusals on standard error.</summary>
public static class Terminal
{
    /// <summary>Parses and runs; a wrong command line is a refusal like any other.</summary>
    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return parsed.Errors.Count > 0 ? ExitCode.Refused : code;
    }

    /// <summary>Opens the plant, brings its database to the model, runs <paramref name="command"/> and prints its outcome.</summary>
    /// <param name="human">The sentence for people; the value itself is what <c>--json</c> prints.</param>
    public static Task<int> Execute<T>(ParseResult parsed, Func<IServiceProvider, Caller, CancellationToken, Task<Outcome<T>>> command, Func<T, string> human, CancellationToken ct) =>
        Look(parsed, async (services, token) =>
        {
            await services.GetRequiredService<Migrator>().Run(token);
            var users = await services.GetRequiredService<EnsureFirstUsersHandler>().Handle(token);
            return users.Done ? await command(services, Caller.System(services.GetRequiredService<Clock>().Now), token) : users.Refusal;
        }, human, _ => ExitCode.Done, ct);

    /// <summary>Runs <paramref name="command"/> on the plant's database as it is, and prints its outcome.</summary>
    /// <param name="exit">The exit code of a command that was done.</param>
    public static async Task<int> Look<T>(ParseResult parsed, Func<IServiceProvider, CancellationToken, Task<Outcome<T>>> command, Func<T, string> human, Func<T, int> exit, CancellationToken ct)
    {
        var json = parsed.GetValue(Options.Json);
        await using var services = Plant();
        var dialect = services.GetRequiredService<Dialect>();
        try
        {
            var outcome = await command(services, ct);
            if (!outcome.Done) return Print(outcome.Refusal, json);
            Console.Out.WriteLine(json ? JsonSerializer.Serialize(outcome.Value, Json.Options) : human(outcome.Value));
            return exit(outcome.Value);
        }
        catch (BackupFailedException e)
        {
            return Print(Refusal.Conflict("BACKUP_FAILED").With("problem", e.Message), json);
        }
        catch (Exception e) when (dialect.Classify(e) is var fault && fault != Fault.None)
        {
            return Print(TransactionBoundary.Refused(fault), json);
        }
    }

    /// <summary>The plant that the configuration names: files in the working directory, beside the program, then the environment.</summary>
    /// <param name="testDb">A separate database beside the plant's own, in the environment <c>test</c>.</param>
    internal static ServiceProvider Plant(bool testDb = false)
    {
        var builder = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables();
        IConfiguration configuration = testDb ? builder.AddInMemoryCollection(TestSettings(builder.Build())).Build() : builder.Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(l => l.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning))
            .AddControlRoomCore(configuration)
            .BuildServiceProvider(validateScopes: true);
    }

    /// <summary>SQLite: a folder of its own; PostgreSQL: the same server, the database's name with _test behind it. It is made when it is not there.</summary>
    private static Dictionary<string, string?> TestSettings(IConfiguration configuration)
    {
        var plant = configuration.GetSection(PlantOptions.Section).Get<PlantOptions>() ?? new PlantOptions();
        var settings = new Dictionary<string, string?> { ["ControlRoom:Environment"] = "test", ["ControlRoom:Demo"] = "false" };
        var connection = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = configuration.GetConnectionString("ControlRoom") ?? "" };
        if (plant.IsPostgres)
        {
            connection["Database"] = $"{connection["Database"]}_test";
            settings["ConnectionStrings:ControlRoom"] = connection.ConnectionString;
        }
        else
        {
            var folder = Path.Combine(plant.DataDirectory, "test");
            Directory.CreateDirectory(folder);
            settings["ConnectionStrings:ControlRoom"] = SqliteDialect.ConnectionString(Path.Combine(folder, "controlroom.db"));
        }
        return settings;
    }

    /// <summary>Whoever sits at this machine acts as the plant's own user; the trail names them beside it.</summary>
    internal static Caller Here(IServiceProvider services) => Caller.System(services.GetRequiredService<Clock>().Now) with { Name = $"cli:{Environment.UserName}" };

    /// <summary>The terminal that the program was started on, or what its streams lead to.</summary>
    internal static Screen Screen(bool json)
    {
        if (json || !Console.IsOutputRedirected) Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new(Console.In, Console.Out, Console.Error, !Console.IsInputRedirected, json, Console.OutputEncoding.CodePage == Encoding.UTF8.CodePage ? Marks.Unicode : Marks.Ascii);
    }

    /// <summary>The language of the plant: a terminal tells none.</summary>
    internal static void Speak(PlantOptions plant) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(plant.DefaultCulture);

    private static int Print(Refusal refusal, bool json)
    {
        var code = ExitCode.Of(refusal);
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                status = "error", code = refusal.Code, message = refusal.Code == "CONFIRMATION_REQUIRED" ? Sentence(refusal) : refusal.Detail(), guidance = refusal.Guidance(),
                errors = refusal.Reasons.Select(r => new { pointer = r.Pointer ?? "", code = r.Code, message = r.Detail() }), exit_code = code,
            }, Json.Options));
            return code;
        }

        Console.Error.WriteLine($"Error: {Sentence(refusal)}");
        foreach (var reason in refusal.Reasons) Console.Error.WriteLine($"  {reason.Detail()}");
        return code;
    }

    /// <summary>Consent is given here with other words than over REST.</summary>
    private static string Sentence(Refusal refusal) => refusal.Code == "CONFIRMATION_REQUIRED" ? OperationText.Text("NotTty") : $"{refusal.Detail()} {refusal.Guidance()}".TrimEnd();
}
