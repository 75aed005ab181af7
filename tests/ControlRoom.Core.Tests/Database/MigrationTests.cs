using ControlRoom.Core.Database;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ControlRoom.Core.Tests.Database;

public sealed class MigrationTests
{
    [Theory, Databases]
    public async Task The_migrations_make_the_model_as_it_is_now(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var context = plant.Open();

        Assert.False(context.Database.HasPendingModelChanges(), "The model has changes without a migration: add one for both databases (docs/handbook; src/ControlRoom.Core/Database/remigrate.sh before the first release).");
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task Every_declared_guard_is_in_the_database_and_no_other(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        Assert.Equal(Declared(db), await Present(plant));
    }

    [Fact]
    public async Task Guards_lost_when_a_table_is_rebuilt_are_back_after_the_next_start()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite);
        await using (var context = plant.Open()) await plant.Get<Migrator>().MakeWay(context, TestPlant.Ct);
        await plant.Sql($"CREATE TABLE rebuilt AS SELECT * FROM audit_events");
        await plant.Sql($"DROP TABLE audit_events");
        await plant.Sql($"ALTER TABLE rebuilt RENAME TO audit_events");
        Assert.DoesNotContain("audit_events_no_update", await Present(plant));

        await plant.Get<Migrator>().Run(TestPlant.Ct);

        Assert.Equal(Declared(Db.Sqlite), await Present(plant));
    }

    [Theory, Databases]
    public async Task Starting_twice_at_once_and_again_leaves_one_schema_and_all_rows(Db db)
    {
        var database = await DatabaseTemplates.Empty(db);
        var (first, second) = (DatabaseTemplates.Dialect(database), DatabaseTemplates.Dialect(database));
        try
        {
            // The embedded database belongs to one process, so only PostgreSQL is started twice at the same moment.
            Task[] starts = db == Db.Postgres ? [Start(first), Start(second)] : [Start(first)];
            await Task.WhenAll(starts);
            await Start(second);
            await using var context = second.Open();
            Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestPlant.Ct));
        }
        finally
        {
            foreach (var dialect in ((Dialect[])[first, second]).OfType<IAsyncDisposable>()) await dialect.DisposeAsync();
            await database.Drop();
        }
    }

    [Theory, Databases]
    public async Task Every_enum_column_has_a_check_with_exactly_its_words(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var context = plant.Open();
        var missing = new List<string>();
        foreach (var entity in context.GetService<IDesignTimeModel>().Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties().Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType).IsEnum))
            {
                if (!entity.GetCheckConstraints().Any(c => c.Sql.StartsWith(property.GetColumnName() + " IN ('", StringComparison.Ordinal))) missing.Add($"{entity.GetTableName()}.{property.GetColumnName()}");
            }
        }
        House.AssertNone(missing, "Enum columns without a CHECK: ControlRoomDb.Conventions adds it; do not configure the column past it.");
    }

    private static Task Start(Dialect dialect) => new Migrator(dialect, NullLogger<Migrator>.Instance).Run(TestPlant.Ct);

    private static List<string> Declared(Db db) => [.. ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.HoldsOn(db == Db.Sqlite)).Select(g => g.Name).Order(StringComparer.Ordinal)];

    private static async Task<List<string>> Present(TestPlant plant)
    {
        var names = await plant.Column<string>(System.Runtime.CompilerServices.FormattableStringFactory.Create(plant.Dialect.ListGuards));
        return [.. names.Select(n => n!).Order(StringComparer.Ordinal)];
    }
}
