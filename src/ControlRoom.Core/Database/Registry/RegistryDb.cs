using ControlRoom.Core.Serials;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ControlRoom.Core.Database.Registry;

/// <summary>
/// The core registry: every serial of every site, in a database of its own. The plant works while it is away; no transaction spans both.
/// </summary>
public abstract class RegistryDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<RegistryRow> Serials => Set<RegistryRow>();

    internal Task Keep(CancellationToken ct) => SaveChangesAsync(ct);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var row = modelBuilder.Table<RegistryRow>("serial_registry", t =>
        {
            t.Check("context", "(production_type = 'HAT' AND serial_scope = 'PIECE' AND linked_source = 'DAG_TOKEN') OR (production_type = 'OEM' AND serial_scope = 'BATCH' AND linked_source = 'JOB_TICKET' AND token_id IS NULL)");
            t.Check("version", "registry_version >= 1 AND hash_salt_version >= 1");
        });
        row.Property(r => r.SerialCode).HasMaxLength(64);
        row.Property(r => r.TenantCode).HasMaxLength(8);
        row.Property(r => r.Sku).HasMaxLength(8);
        row.Property(r => r.HashSignature).HasMaxLength(128);
        row.Property(r => r.Checksum).HasMaxLength(1);
        row.Property(r => r.RegistryVersion).IsConcurrencyToken();
        row.HasIndex(r => r.SerialCode).IsUnique();
        row.HasIndex(r => new { r.TenantCode, r.SerialCode });
        foreach (var entity in modelBuilder.Model.GetEntityTypes()) ControlRoomDb.Name(entity);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTime>().HaveConversion<ControlRoomDb.UtcConverter>();
}

public sealed class SqliteRegistryDb(DbContextOptions<SqliteRegistryDb> options) : RegistryDb(options);

public sealed class PostgresRegistryDb(DbContextOptions<PostgresRegistryDb> options) : RegistryDb(options);

/// <summary>For <c>dotnet ef migrations</c> only.</summary>
internal sealed class SqliteRegistryDesign : IDesignTimeDbContextFactory<SqliteRegistryDb>
{
    public SqliteRegistryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite("Data Source=design.db").Options);
}

/// <inheritdoc cref="SqliteRegistryDesign"/>
internal sealed class PostgresRegistryDesign : IDesignTimeDbContextFactory<PostgresRegistryDb>
{
    public PostgresRegistryDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql("Host=design").Options);
}
