using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Suppliers;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Upkeep;

public sealed class BackupTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("controlroom-backup-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string[] Settings(params string[] more) => [$"Backup:Directory={folder}", $"DataDirectory={folder}", .. more];

    [Theory, Databases]
    [Trait("Rule", "4.12")]
    public async Task A_backup_made_while_commands_are_written_is_one_state_and_agrees_with_its_manifest(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        var acknowledged = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestPlant.Ct);
        // Each on a thread of its own: SQLite answers without ever waiting.
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                (await Supply(plant, $"W{writer}-{n}")).Must();
                Interlocked.Increment(ref acknowledged);
            }
        }, TestPlant.Ct)).ToList();
        await Until.Read(() => Task.FromResult(Volatile.Read(ref acknowledged)), count => count >= 20 || writers.Exists(w => w.IsCompleted));
        var before = Volatile.Read(ref acknowledged);

        var (manifest, file) = await plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        var verdict = (await plant.Get<BackupStore>().Verify(file, TestPlant.Ct)).Must();
        Assert.Empty(verdict.Findings);
        Assert.Equal(manifest.Contents, verdict.Contents);
        Assert.True(verdict.Audit!.Valid);
        Assert.InRange(manifest.Contents.AuditEvents, before, acknowledged);
        Assert.Equal([file], plant.Get<BackupStore>().List());
        Assert.Equal(2, Directory.GetFileSystemEntries(folder, "controlroom-*").Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
        if (!OperatingSystem.IsWindows() && db == Db.Sqlite) Assert.Empty(Directory.GetFiles(folder, "*-wal"));
    }

    /// <summary>The drill: load, backup under load, an empty place, everything acknowledged before the backup is there, the chain holds, work goes on.</summary>
    [Theory, Databases]
    [Trait("Rule", "4.12")]
    public async Task What_was_acknowledged_before_the_backup_is_there_after_a_restore_and_work_goes_on(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Settings());
        await day.To(4);
        var lots = await day.Plant.Column<string>($"SELECT lot_code FROM lots ORDER BY lot_code");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestPlant.Ct);
        var writer = Task.Run(() => Load(day.Plant, enough.Token), TestPlant.Ct);
        var (_, file) = await day.Plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        await enough.CancelAsync();
        await writer;
        var empty = await DatabaseTemplates.Empty(db);
        try
        {
            await using (var fresh = TestPlant.On(empty, Settings()))
            {
                var plan = (await fresh.Get<Restorer>().Plan(file, TestPlant.Ct)).Must();
                Assert.Null(plan.Gap);
                var report = (await fresh.Get<Restorer>().Carry(plan, "confirm", TestPlant.Ct)).Must();

                Assert.Equal(plan.Verdict.Contents, report.Contents);
                Assert.True(report.Audit!.Valid);
                Assert.Null(report.ReplacedKeptAs);
                Assert.Equal(lots, await fresh.Column<string>($"SELECT lot_code FROM lots ORDER BY lot_code"));
                var note = await fresh.Scalar<string>($"SELECT metadata FROM audit_events WHERE event_type = 'DESTRUCTIVE_OP_EXECUTED'");
                Assert.Contains(Path.GetFileName(file), note!, StringComparison.Ordinal);
                fresh.Time.Advance(TimeSpan.FromDays(1));
                (await Supply(fresh, "AFTER")).Must();
                Assert.True((await fresh.Get<Core.Audit.AuditVerification>().Run(TestPlant.Ct)).Valid);
                await Assert.ThrowsAnyAsync<Exception>(() => fresh.Sql($"DELETE FROM audit_events"));
            }
        }
        finally
        {
            await empty.Drop();
        }
    }

    [Theory, Databases]
    [Trait("Rule", "8.2")]
    public async Task Restoring_over_a_database_keeps_it_and_tells_what_the_backup_does_not_know(Db db)
    {
        var plant = await TestPlant.Start(db, Settings());
        var database = plant.Database;
        (await Supply(plant, "BEFORE")).Must();
        var (manifest, file) = await plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        plant.Time.Advance(TimeSpan.FromMinutes(5));
        (await Supply(plant, "AFTER")).Must();

        var plan = (await plant.Get<Restorer>().Plan(file, TestPlant.Ct)).Must();
        var report = (await plant.Get<Restorer>().Carry(plan, "force", TestPlant.Ct)).Must();

        Assert.Equal((1, 0), (report.Gap!.AuditEvents, report.Gap.Lots));
        Assert.Equal(TimeSpan.FromMinutes(5), report.Gap.To - report.Gap.From);
        Assert.Equal(manifest.Contents, report.Contents);
        Assert.Equal(["BEFORE"], await plant.Column<string>($"SELECT code FROM suppliers"));
        Assert.NotNull(report.ReplacedKeptAs);
        await using (var kept = TestPlant.On(db == Db.Sqlite ? database with { ConnectionString = Core.Database.SqliteDialect.ConnectionString(report.ReplacedKeptAs) } : database with { ConnectionString = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = report.ReplacedKeptAs }.ToString() }))
        {
            Assert.Equal(["AFTER", "BEFORE"], await kept.Column<string>($"SELECT code FROM suppliers ORDER BY code"));
        }
        await plant.DisposeAsync();
    }

    [Theory, Databases]
    [Trait("Rule", "8.2")]
    public async Task Production_never_restores_over_active_runs_whatever_the_consent(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Settings());
        await using var production = day.Plant.Neighbour(Settings("Environment=production"));
        await (await day.Another()).LookAtRun();
        var (_, file) = await day.Plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        var restorer = production.Get<Restorer>();
        var plan = (await restorer.Plan(file, TestPlant.Ct)).Must();

        Assert.Equal("2 active runs", plan.WhyNot!.Short());
        var refused = await production.ChangesNothing(() => restorer.Carry(plan, "force", TestPlant.Ct), mayNote: true);

        Assert.Equal("RUNS_ACTIVE", refused.Refusal!.Code);
        var skipped = await production.Event("DESTRUCTIVE_OP_SKIPPED");
        Assert.Equal(("ops.restore", "production", "force", "RUNS_ACTIVE"),
            (AuditRead.Read(skipped.Metadata, "operation"), AuditRead.Read(skipped.Metadata, "environment"), AuditRead.Read(skipped.Metadata, "confirmed_by"), AuditRead.Read(skipped.Metadata, "protected_by")));
        Assert.Null((await day.Plant.Get<Restorer>().Plan(file, TestPlant.Ct)).Must().WhyNot);
    }

    [Theory, Databases]
    [Trait("Rule", "D-12")]
    public async Task A_run_that_began_while_somebody_was_asked_keeps_its_database(Db db)
    {
        await using var day = await ProductionDay.Begin(db, Settings("Environment=production"));
        (await day.Abort()).Must();
        var (_, file) = await day.Plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        var restorer = day.Plant.Get<Restorer>();
        var plan = (await restorer.Plan(file, TestPlant.Ct)).Must();
        Assert.Null(plan.WhyNot);
        await using var begun = await day.Another();
        // A held run is as active as a running one.
        (await begun.Hold()).Must();

        var refused = await day.Plant.ChangesNothing(() => restorer.Carry(plan, "prompt", TestPlant.Ct), mayNote: true);

        Assert.Equal("RUNS_ACTIVE", refused.Refusal!.Code);
    }

    [Theory, Databases]
    [Trait("Rule", "D-15")]
    public async Task A_restore_that_was_declined_is_on_the_trail_and_one_that_was_looked_at_is_not(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        var (manifest, file) = await plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        var plan = (await plant.ChangesNothing(() => plant.Get<Restorer>().Plan(file, TestPlant.Ct))).Must();

        var report = await plant.ChangesNothing(() => plant.Get<Restorer>().Cancel(plan, TestPlant.Ct), mayNote: true);

        Assert.Equal((Restorer.Cancelled, "none"), (report.Status, report.ConfirmedBy));
        var cancelled = await plant.Event("DESTRUCTIVE_OP_CANCELLED");
        Assert.Equal(("ops.restore", manifest.File, "test"), (AuditRead.Read(cancelled.Metadata, "operation"), AuditRead.Read(cancelled.Metadata, "backup"), AuditRead.Read(cancelled.Metadata, "environment")));

        var empty = await DatabaseTemplates.Empty(db);
        await using (var fresh = TestPlant.On(empty, Settings()))
        {
            Assert.Equal(Restorer.Cancelled, (await fresh.Get<Restorer>().Cancel((await fresh.Get<Restorer>().Plan(file, TestPlant.Ct)).Must(), TestPlant.Ct)).Status);
            Assert.Null((await fresh.Get<Restorer>().Plan(file, TestPlant.Ct)).Must().Gap);
        }
        await empty.Drop();
    }

    [Theory, Databases]
    public async Task A_database_somebody_works_on_is_not_replaced(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        var (_, file) = await plant.Get<BackupStore>().Create(null, TestPlant.Ct);
        await using var other = plant.Neighbour(Settings());
        await using var open = other.Open();
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.OpenConnectionAsync(open.Database, TestPlant.Ct);
        Assert.Equal(0L, await plant.Scalar<long>($"SELECT COUNT(*) FROM suppliers"));
        await using (var command = Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.GetDbConnection(open.Database).CreateCommand())
        {
            command.CommandText = "SELECT COUNT(*) FROM suppliers";
            await command.ExecuteScalarAsync(TestPlant.Ct);
        }
        var plan = (await plant.Get<Restorer>().Plan(file, TestPlant.Ct)).Must();

        var refused = await plant.Get<Restorer>().Carry(plan, "confirm", TestPlant.Ct);

        Assert.Equal("DATABASE_IN_USE", refused.Refusal!.Code);
    }

    [Theory, Databases]
    public async Task A_backup_that_was_touched_or_does_not_fit_is_found_and_not_restored(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        var store = plant.Get<BackupStore>();
        var (manifest, file) = await store.Create(null, TestPlant.Ct);
        var whole = await File.ReadAllBytesAsync(file, TestPlant.Ct);
        var told = await File.ReadAllTextAsync(file + ".json", TestPlant.Ct);

        whole[whole.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, whole, TestPlant.Ct);
        Assert.False((await store.Verify(file, TestPlant.Ct)).Must().Valid);
        Assert.Equal("BACKUP_DAMAGED", (await plant.Get<Restorer>().Plan(file, TestPlant.Ct)).Refusal!.Code);
        whole[whole.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, whole, TestPlant.Ct);
        Assert.True((await store.Verify(file, TestPlant.Ct)).Must().Valid);

        await Tell(manifest with { Contents = manifest.Contents with { Users = 99 } });
        Assert.Contains("differ", Assert.Single((await store.Verify(file, TestPlant.Ct)).Must().Findings), StringComparison.Ordinal);
        await Tell(manifest with { Database = "other" });
        Assert.Equal("BACKUP_OTHER_DATABASE", (await store.Verify(file, TestPlant.Ct)).Refusal!.Code);
        await Tell(manifest with { IsEncrypted = true });
        Assert.Equal("BACKUP_KEY_MISSING", (await store.Verify(file, TestPlant.Ct)).Refusal!.Code);
        await Tell(manifest with { Format = 2 });
        Assert.Equal("BACKUP_MANIFEST_UNREADABLE", (await store.Verify(file, TestPlant.Ct)).Refusal!.Code);
        await File.WriteAllTextAsync(file + ".json", "{", TestPlant.Ct);
        Assert.Equal("BACKUP_MANIFEST_UNREADABLE", (await store.Verify(file, TestPlant.Ct)).Refusal!.Code);
        File.Delete(file + ".json");
        Assert.Equal("NOT_FOUND", (await store.Verify(file, TestPlant.Ct)).Refusal!.Code);

        Task Tell(BackupManifest other) => File.WriteAllTextAsync(file + ".json", Json.Text(other), TestPlant.Ct);
    }

    [Theory, Databases]
    public async Task A_backup_of_a_newer_schema_is_refused(Db db)
    {
        await using var plant = await TestPlant.Start(db, Settings());
        await plant.Sql($"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '10.0.14')""");
        var (_, file) = await plant.Get<BackupStore>().Create(null, TestPlant.Ct);

        Assert.Equal("BACKUP_TOO_NEW", (await plant.Get<Restorer>().Plan(file, TestPlant.Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task A_sealed_backup_opens_with_its_key_only_and_tells_nothing_without()
    {
        var key = Path.Combine(folder, "backup.key");
        await File.WriteAllBytesAsync(key, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), TestPlant.Ct);
        await using var plant = await TestPlant.Start(Db.Sqlite, Settings($"Backup:KeyFile={key}"));
        (await Supply(plant, "VERY-SECRET")).Must();
        var store = plant.Get<BackupStore>();

        var (manifest, file) = await store.Create(null, TestPlant.Ct);

        Assert.True(manifest.IsEncrypted);
        Assert.True((await store.Verify(file, TestPlant.Ct)).Must().Valid);
        Assert.DoesNotContain("VERY-SECRET", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestPlant.Ct)), StringComparison.Ordinal);
        await File.WriteAllTextAsync(key, Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), TestPlant.Ct);
        Assert.Contains("key", (await Assert.ThrowsAsync<BackupFailedException>(() => store.Verify(file, TestPlant.Ct))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(key, "short", TestPlant.Ct);
        await Assert.ThrowsAsync<BackupFailedException>(() => store.Create(null, TestPlant.Ct));
    }

    private static Task<Outcome<SupplierView>> Supply(TestPlant plant, string code) =>
        plant.Get<CreateSupplierHandler>().Handle(new CreateSupplier(code, code, Species.Chicken, MaterialClass.Meat, true), plant.Manager, TestPlant.Ct);

    private static async Task Load(TestPlant plant, CancellationToken enough)
    {
        for (var n = 0; !enough.IsCancellationRequested; n++) (await Supply(plant, $"L-{n}")).Must();
    }
}
