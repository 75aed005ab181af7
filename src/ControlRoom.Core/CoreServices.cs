using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Upkeep;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Core.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ControlRoom.Core;

/// <summary>The only registration of Core. Everything is a singleton: handlers and queries hold no state and open their own contexts.</summary>
public static class CoreServices
{
    public static IServiceCollection AddControlRoomCore(this IServiceCollection services, IConfiguration configuration)
    {
        var plant = configuration.GetSection(PlantOptions.Section).Get<PlantOptions>() ?? new PlantOptions();
        services.AddSingleton(plant);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Clock>();
        services.AddSingleton<PlantMetrics>();
        services.TryAddSingleton<ChangeFeed>();
        services.AddSingleton<DemoPlayer>();
        services.AddSingleton<FeedBridge>();
        services.AddSingleton<AuditSealing>();
        services.AddSingleton<AuditVerification>();
        services.AddSingleton<Timetable>();
        services.AddSingleton<ChoreRunner>();
        services.AddSingleton<ChoreWatch>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<TransactionBoundary>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<DestructiveOperations>();
        foreach (var act in DestructiveOperations.Types()) services.AddSingleton(typeof(ProtectedAct), act);
        services.AddSingleton<Tickets.TicketPlanning>();
        services.AddSingleton<Tickets.StartGate>();
        services.AddSingleton<Tickets.TicketSpawning>();
        services.AddSingleton<Dispatch.TokenCommands>();
        services.AddSingleton<DatabaseWatch>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PostgresTools>();
        services.AddSingleton<BackupStore>();
        services.AddSingleton<Restorer>();
        services.AddSingleton<Doctor>();
        services.AddSingleton<SiteSettingsReader>();
        services.AddSingleton<SaltVault>();
        services.AddSingleton<SerialSalts>();
        services.AddSingleton<SerialBook>();
        services.AddSingleton<OutboxDispatcher>();
        services.AddSingleton<MonitorCatalogue>();
        services.AddSingleton<MonitorSweep>();
        services.AddSingleton<PayloadWatch>();
        services.AddSingleton<MonitorWatch>();
        services.AddSingleton<Remedies>();
        services.AddSingleton<Reconciler>();
        services.TryAddSingleton<SerialRegistry>();
        services.TryAddSingleton(_ => new RegistryStore(configuration.GetConnectionString("Core"), plant));
        services.TryAddSingleton<Dialect>(_ => plant.IsPostgres
            ? new PostgresDialect(configuration.GetConnectionString("ControlRoom") ?? throw new InvalidOperationException("ConnectionStrings:ControlRoom is missing; PostgreSQL needs one."))
            : new SqliteDialect(configuration.GetConnectionString("ControlRoom") ?? SqliteDialect.ConnectionString(DefaultFile(plant))));
        foreach (var monitor in typeof(CoreServices).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(MonitorDefinition)))) services.AddSingleton(typeof(MonitorDefinition), monitor);
        foreach (var type in typeof(CoreServices).Assembly.GetTypes().Where(IsService)) services.TryAddSingleton(type);
        return services;
    }

    /// <summary>Handlers, queries and the like are found by the name of their file.</summary>
    private static bool IsService(Type type) => type is { IsClass: true, IsAbstract: false, IsNested: false, IsPublic: true } &&
        (type.Name.EndsWith("Handler", StringComparison.Ordinal) || type.Name.EndsWith("Queries", StringComparison.Ordinal) || type.IsSubclassOf(typeof(Chore)));

    private static string DefaultFile(PlantOptions plant) => Path.Combine(PrivateFolder.Make(plant.DataDirectory), "controlroom.db");
}
