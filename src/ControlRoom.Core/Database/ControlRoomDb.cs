using System.Text;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Floor;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Products;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Runs;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using ControlRoom.Core.Stock;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ControlRoom.Core.Database;

/// <summary>The application's database. Only <see cref="TransactionBoundary"/> writes through it; queries read without tracking.</summary>
public abstract class ControlRoomDb : DbContext
{
    protected ControlRoomDb(DbContextOptions options) : base(options)
    {
        // A command is one transaction that is kept or lost as a whole: nothing ever goes back to a savepoint.
        Database.AutoSavepointsEnabled = false;
    }

    internal const string ProviderAnnotation = "ControlRoom:Provider";

    /// <summary>The areas in the order their tables are created.</summary>
    public static readonly IReadOnlyList<IAreaTables> Areas =
        [
            new UserTables(), new FlowTables(), new FloorTables(), new RoutingTables(), new RunTables(), new SupplierTables(), new LotTables(), new StockTables(), new QualityTables(), new AlarmTables(),
            new AuditTables(), new ScheduleTables(), new SettingTables(), new ProductTables(), new TicketTables(), new TokenTables(), new DispatchTables(), new SerialTables(), new MonitorTables(), new DatabaseTables(),
        ];

    public DbSet<User> Users => Set<User>();
    public DbSet<LoginToken> LoginTokens => Set<LoginToken>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<FlowDefinition> Flows => Set<FlowDefinition>();
    public DbSet<FlowVersion> FlowVersions => Set<FlowVersion>();
    public DbSet<WorkCenter> WorkCenters => Set<WorkCenter>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<UserSkill> UserSkills => Set<UserSkill>();
    public DbSet<Availability> Availabilities => Set<Availability>();
    public DbSet<PublishedRoute> Routes => Set<PublishedRoute>();
    public DbSet<PublishedRouteNode> RouteNodes => Set<PublishedRouteNode>();
    public DbSet<PublishedRouteEdge> RouteEdges => Set<PublishedRouteEdge>();
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<StepExecution> Steps => Set<StepExecution>();
    public DbSet<Supplier> Suppliers => Set<Supplier>();
    public DbSet<Lot> Lots => Set<Lot>();
    public DbSet<GenealogyLink> Links => Set<GenealogyLink>();
    public DbSet<WasteRecord> Waste => Set<WasteRecord>();
    public DbSet<Buffer> Buffers => Set<Buffer>();
    public DbSet<InventoryItem> Inventory => Set<InventoryItem>();
    public DbSet<StockMove> Moves => Set<StockMove>();
    public DbSet<Inspection> Inspections => Set<Inspection>();
    public DbSet<TemperatureLog> Readings => Set<TemperatureLog>();
    public DbSet<Deviation> Deviations => Set<Deviation>();
    public DbSet<DeviationLot> DeviationLots => Set<DeviationLot>();
    public DbSet<DeviationDisposition> DeviationDispositions => Set<DeviationDisposition>();
    public DbSet<QcGate> Gates => Set<QcGate>();
    public DbSet<Alarm> Alarms => Set<Alarm>();
    public DbSet<Product> Products => Set<Product>();
    public DbSet<ProductComponent> Components => Set<ProductComponent>();
    public DbSet<ComponentMaterial> Materials => Set<ComponentMaterial>();
    public DbSet<MaterialRole> MaterialRoles => Set<MaterialRole>();
    public DbSet<ProductGraphBinding> GraphBindings => Set<ProductGraphBinding>();
    public DbSet<ProductRevision> Revisions => Set<ProductRevision>();
    public DbSet<RevisionReference> RevisionReferences => Set<RevisionReference>();
    public DbSet<AuditEvent> AuditEvents => Set<AuditEvent>();
    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();
    public DbSet<ChoreRun> ChoreRuns => Set<ChoreRun>();
    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<MaterialAdjustment> MaterialAdjustments => Set<MaterialAdjustment>();
    public DbSet<RuntimeSnapshot> Snapshots => Set<RuntimeSnapshot>();
    public DbSet<GraphInstance> Instances => Set<GraphInstance>();
    public DbSet<SpawnCycle> SpawnCycles => Set<SpawnCycle>();
    public DbSet<FlowToken> Tokens => Set<FlowToken>();
    public DbSet<TokenEventRow> TokenEvents => Set<TokenEventRow>();
    public DbSet<SplitRow> Splits => Set<SplitRow>();
    public DbSet<JoinArrivalRow> JoinArrivals => Set<JoinArrivalRow>();
    public DbSet<JoinFiringRow> JoinFirings => Set<JoinFiringRow>();
    public DbSet<NodeInstance> NodeInstances => Set<NodeInstance>();
    public DbSet<TokenAssignment> Assignments => Set<TokenAssignment>();
    public DbSet<WorkSession> WorkSessions => Set<WorkSession>();
    public DbSet<ManagerAssignment> ManagerAssignments => Set<ManagerAssignment>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();
    public DbSet<CodeSequence> CodeSequences => Set<CodeSequence>();
    public DbSet<SsccSequence> SsccSequences => Set<SsccSequence>();

    public DbSet<SiteSettings> SiteSettings => Set<SiteSettings>();
    public DbSet<TicketSerial> TicketSerials => Set<TicketSerial>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<SerialSequence> SerialSequences => Set<SerialSequence>();
    public DbSet<SerialSalt> SerialSalts => Set<SerialSalt>();
    public DbSet<QuarantinedSerial> QuarantinedSerials => Set<QuarantinedSerial>();

    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<MonitorState> MonitorStates => Set<MonitorState>();

    protected abstract string Provider { get; }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Model[ProviderAnnotation] = Provider;
        foreach (var area in Areas) area.Configure(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            Name(entity);
            foreach (var guard in Areas.SelectMany(a => a.Guards).Where(g => g.Table == entity.GetTableName())) entity.AddTrigger(guard.Name);
        }
    }

    /// <summary>How columns, indexes, keys and words of an entity are called.</summary>
    internal static void Name(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties()) Conventions(entity, property);
        foreach (var index in entity.GetIndexes()) index.SetDatabaseName(index.Name ?? $"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(p => p.GetColumnName()))}");
        foreach (var key in entity.GetKeys()) key.SetName($"pk_{entity.GetTableName()}");
        foreach (var foreign in entity.GetForeignKeys())
        {
            foreign.SetConstraintName($"fk_{entity.GetTableName()}_{string.Join('_', foreign.Properties.Select(p => p.GetColumnName()))}");
            foreign.DeleteBehavior = DeleteBehavior.Restrict;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();

    private static void Conventions(IMutableEntityType entity, IMutableProperty property)
    {
        var column = Snake(property.Name);
        property.SetColumnName(column);
        if (property.Name == nameof(Aggregate.RowVersion)) property.IsConcurrencyToken = true;
        if (property.IsPrimaryKey() && property.ClrType == typeof(Guid)) property.ValueGenerated = ValueGenerated.Never;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (!type.IsEnum) return;
        property.SetValueConverter((ValueConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(type))!);
        var words = (IReadOnlyList<string>)typeof(Word).GetMethod(nameof(Word.All))!.MakeGenericMethod(type).Invoke(null, null)!;
        property.SetMaxLength(20);
        entity.AddCheckConstraint($"ck_{entity.GetTableName()}_{column}", $"{column} IN ({string.Join(", ", words.Select(w => $"'{w}'"))})");
    }

    internal static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i])) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(v => Clock.Utc(v), v => DateTime.SpecifyKind(v, DateTimeKind.Utc));

    private sealed class WordConverter<T>() : ValueConverter<T, string>(v => Word.Of(v), v => Word.Parse<T>(v)) where T : struct, Enum;
}

/// <summary>The embedded database; its own type because EF keeps one set of migrations per context type.</summary>
public sealed class SqliteControlRoomDb(DbContextOptions<SqliteControlRoomDb> options) : ControlRoomDb(options)
{
    protected override string Provider => "sqlite";
}

public sealed class PostgresControlRoomDb(DbContextOptions<PostgresControlRoomDb> options) : ControlRoomDb(options)
{
    protected override string Provider => "postgres";
}
