using ControlRoom.Core.Audit;
using ControlRoom.Core.Database;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Suppliers;
using ControlRoom.Tests.Kit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;
using static ControlRoom.Core.Tests.Database.Deliveries;

namespace ControlRoom.Core.Tests.Database;

/// <summary>What the one door for all writes promises, asked through a small command that makes suppliers.</summary>
public sealed class TransactionBoundaryTests
{
    [Theory, Databases]
    public async Task A_done_command_leaves_its_rows_its_event_with_who_when_and_where_and_its_answer(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager with { IsSimulated = true };

        var made = (await Make(plant, caller, "SUP-1")).Must();

        await using var context = plant.Open();
        var supplier = await context.Suppliers.SingleAsync(TestPlant.Ct);
        var noted = await context.AuditEvents.SingleAsync(TestPlant.Ct);
        var answer = await context.IdempotencyRecords.SingleAsync(TestPlant.Ct);
        Assert.Equal((made.Id, "SUP-1", plant.Time.Now), (supplier.Id, supplier.Code, supplier.CreatedAt));
        Assert.Equal(("SUPPLIER_CREATED", EntityTypes.Supplier, supplier.Id, "SUP-1"), (noted.EventType, noted.EntityType, noted.EntityId, noted.EntityCode));
        Assert.Equal((caller.UserId, caller.Ip, caller.CorrelationId, true, plant.Time.Now), (noted.UserId, noted.IpAddress, noted.CorrelationId, noted.IsSimulated, noted.CreatedAt));
        Assert.Equal(noted.Hash, AuditTrail.Recompute(noted));
        Assert.Equal((caller.UserId, caller.Intent!.Key, plant.Time.Now + TransactionBoundary.KeyLife), (answer.UserId, answer.Key, answer.ExpiresAt));
    }

    [Theory, Databases]
    public async Task A_refusal_leaves_nothing_behind_and_rings_no_bell(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        using var page = plant.Feed.Subscribe(Topics.Site);
        var generation = plant.Feed.Generation(Topics.Site);

        var outcome = await plant.ChangesNothing(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            Deliver(work, "SUP-1");
            await work.NextCode("RUN", "DUNA");
            await work.Db.SaveChangesAsync(work.Ct);
            return Refusal.Conflict("DUPLICATE");
        }, TestPlant.Ct));

        Assert.Equal("DUPLICATE", outcome.Refusal?.Code);
        Assert.Equal(generation, plant.Feed.Generation(Topics.Site));
    }

    [Theory, Databases]
    public async Task A_bug_in_a_handler_leaves_nothing_behind_and_is_not_hidden(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;

        await plant.ChangesNothing(() => Assert.ThrowsAsync<FormatException>(() => plant.Boundary.Do<Made>(caller, Permission.ManageMasterData, work =>
        {
            Deliver(work, "SUP-1");
            throw new FormatException("bug");
        }, TestPlant.Ct)));

        Assert.True((await Make(plant, caller, "SUP-1")).Done);
    }

    [Theory, Databases]
    public async Task A_command_whose_caller_has_gone_leaves_nothing_behind(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(TestPlant.Ct);

        await plant.ChangesNothing(() => Assert.ThrowsAnyAsync<OperationCanceledException>(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            var made = Deliver(work, "SUP-1");
            await work.Db.SaveChangesAsync(work.Ct);
            await gone.CancelAsync();
            return made;
        }, gone.Token)));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-03")]
    public async Task When_the_audit_event_cannot_be_written_nothing_changes(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        if (db == Db.Sqlite) await plant.Sql($"CREATE TRIGGER injected BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'injected'); END");
        else await plant.Sql($"ALTER TABLE audit_events ADD CONSTRAINT injected CHECK (event_type <> 'SUPPLIER_CREATED')");

        var outcome = await plant.ChangesNothing(() => Make(plant, plant.Manager, "SUP-1"));

        Assert.Equal("GUARD_REFUSED", outcome.Refusal?.Code);
        Assert.Single(plant.Logs.Criticals);
    }

    [Theory, Databases, Trait("Rule", "R-AUD-03")]
    public async Task A_fact_about_an_unknown_kind_of_thing_stops_the_command(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        await plant.ChangesNothing(() => Assert.ThrowsAsync<ArgumentException>(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, work =>
        {
            work.Record(new Fact("SPACESHIP_LANDED", "spaceship", Guid.NewGuid(), null, null, null));
            return Task.FromResult<Outcome<Made>>(Deliver(work, "SUP-1"));
        }, TestPlant.Ct)));
    }

    [Theory, Databases]
    public async Task A_role_that_may_not_is_refused_and_changes_nothing_but_the_note_of_it(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        var outcome = await plant.ChangesNothing(() => Make(plant, plant.Viewer, "SUP-1"), mayNote: true);

        Assert.Equal((RefusalKind.NotAllowed, "FORBIDDEN"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
        Assert.Equal(["ACCESS_DENIED"], await plant.Column<string>($"SELECT event_type FROM audit_events"));
    }

    [Theory, Databases]
    public async Task Denials_are_noted_once_per_person_permission_and_minute(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        for (var i = 0; i < 3; i++) await Make(plant, plant.Viewer, "SUP-1");
        Assert.Equal(1, await Denials(plant));

        await plant.Boundary.Do<Made>(plant.Viewer, Permission.Administer, work => Task.FromResult<Outcome<Made>>(Deliver(work, "X")), TestPlant.Ct);
        await Make(plant, plant.Operator, "SUP-1");
        Assert.Equal(3, await Denials(plant));

        plant.Time.Advance(TimeSpan.FromSeconds(59));
        await Make(plant, plant.Viewer, "SUP-1");
        Assert.Equal(3, await Denials(plant));

        plant.Time.Advance(TimeSpan.FromSeconds(1));
        await Make(plant, plant.Viewer, "SUP-1");
        Assert.Equal(4, await Denials(plant));
    }

    [Theory, Databases]
    public async Task A_role_taken_away_since_the_login_counts_at_once(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"UPDATE users SET role = 'VIEWER' WHERE id = {People.Manager.Id}");

        var outcome = await plant.ChangesNothing(() => Make(plant, plant.Manager, "SUP-1"), mayNote: true);

        Assert.Equal((RefusalKind.NotAllowed, "FORBIDDEN"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Theory, Databases]
    public async Task An_account_closed_since_the_login_is_signed_out_at_once(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"UPDATE users SET is_active = {false} WHERE id = {People.Manager.Id}");

        var outcome = await plant.ChangesNothing(() => Make(plant, plant.Manager, "SUP-1"), mayNote: true);

        Assert.Equal((RefusalKind.NotSignedIn, "ACCOUNT_INACTIVE"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Theory, Databases]
    public async Task Evidence_of_a_refused_attempt_is_kept_although_nothing_else_is(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = Guid.NewGuid();
        using var page = plant.Feed.Subscribe(Topics.Run(run));
        var evidence = new Fact("CCP_PASS_REFUSED", EntityTypes.Lot, Guid.NewGuid(), "RAW-1", null, new { value = -178 }) { RunId = run };

        var outcome = await plant.ChangesNothing(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, work =>
        {
            Deliver(work, "SUP-1");
            return Task.FromResult<Outcome<Made>>(Refusal.Conflict("DUPLICATE") with { Evidence = evidence });
        }, TestPlant.Ct), mayNote: true);

        Assert.False(outcome.Done);
        Assert.Equal("""{"value":-178}""", await plant.Scalar<string>($"SELECT new_state FROM audit_events WHERE event_type = 'CCP_PASS_REFUSED'"));
        Assert.True(await page.Wait(TestPlant.Ct));
    }

    [Theory, Databases]
    public async Task The_bell_rings_after_the_commit_and_not_before(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var run = Guid.NewGuid();
        using var page = plant.Feed.Subscribe(Topics.Run(run));
        using var other = plant.Feed.Subscribe(Topics.Run(Guid.NewGuid()));
        var follow = page.Wait(TestPlant.Ct).AsTask();
        var elsewhere = other.Wait(TestPlant.Ct).AsTask();

        await plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            var made = Deliver(work, "SUP-1");
            work.Record(new Fact("SUPPLIER_UPDATED", EntityTypes.Supplier, made.Id, "SUP-1", null, null) { RunId = run });
            await work.Db.SaveChangesAsync(work.Ct);
            Assert.False(follow.IsCompleted);
            return made;
        }, TestPlant.Ct);

        Assert.True(await follow);
        Assert.Equal(1, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
        Assert.False(elsewhere.IsCompleted);
    }

    [Theory, Databases]
    public async Task Facts_become_events_in_the_order_they_were_recorded(Db db)
    {
        await using var plant = await TestPlant.Start(db);

        await plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, work =>
        {
            var made = Deliver(work, "SUP-1");
            work.Record(new Fact("SECOND", EntityTypes.Supplier, made.Id, null, null, null));
            Deliver(work, "SUP-2");
            work.Record(new Fact("FOURTH", EntityTypes.Supplier, made.Id, null, null, null));
            return Task.FromResult<Outcome<Made>>(made);
        }, TestPlant.Ct);

        Assert.Equal(["SUPPLIER_CREATED", "SECOND", "SUPPLIER_CREATED", "FOURTH"], await plant.Column<string>($"SELECT event_type FROM audit_events ORDER BY id"));
        Assert.Equal(["SUP-1", "SUP-2"], await plant.Column<string>($"SELECT entity_code FROM audit_events WHERE entity_code IS NOT NULL ORDER BY id"));
    }

    [Theory, Databases]
    public async Task A_row_that_changed_meanwhile_is_a_stale_version(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Make(plant, plant.Manager, "SUP-1");

        var outcome = await plant.ChangesNothing(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            var supplier = await work.Db.Suppliers.SingleAsync(work.Ct);
            await work.Db.Database.ExecuteSqlAsync($"UPDATE suppliers SET row_version = row_version + 1", work.Ct);
            supplier.Deactivate();
            return new Made(supplier.Id, supplier.Code);
        }, TestPlant.Ct));

        Assert.Equal((RefusalKind.Stale, "STALE_VERSION"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Theory, Databases]
    public async Task A_unique_index_is_a_duplicate_and_a_guard_is_a_bug_that_is_logged(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Make(plant, plant.Manager, "SUP-1");

        Assert.Equal("DUPLICATE", (await plant.ChangesNothing(() => Make(plant, plant.Manager, "SUP-1"))).Refusal?.Code);
        Assert.Empty(plant.Logs.Criticals);

        var reached = await plant.ChangesNothing(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            await work.Db.Database.ExecuteSqlAsync($"DELETE FROM audit_events", work.Ct);
            return Deliver(work, "SUP-2");
        }, TestPlant.Ct));
        Assert.Equal("GUARD_REFUSED", reached.Refusal?.Code);
        Assert.Contains(Guard.Marker + "audit_events_no_delete", Assert.Single(plant.Logs.Criticals).Exception!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [Databases(3, true)]
    [Databases(4, false)]
    public async Task A_passing_trouble_of_the_database_is_tried_again_three_times_with_the_same_key(Db db, int troubles, bool done)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        var calls = 0;

        var outcome = await plant.Boundary.Do<Made>(caller, Permission.ManageMasterData, work =>
        {
            var made = Deliver(work, "SUP-1");
            return calls++ < troubles ? throw Passing(db) : Task.FromResult<Outcome<Made>>(made);
        }, TestPlant.Ct);

        Assert.Equal(4, calls);
        Assert.Equal(done ? null : "DATABASE_UNAVAILABLE", outcome.Refusal?.Code);
        Assert.Equal(done ? 1 : 0, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
        Assert.Equal(done ? 1 : 0, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"));
        Assert.Equal(done ? 1 : 0, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records WHERE key = {caller.Intent!.Key}"));
    }

    [Theory, Databases(Only = Db.Postgres)]
    public async Task Two_commands_that_lock_each_other_out_are_both_done_in_the_end(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Guid[] people = [People.Operator.Id, People.Viewer.Id];
        using var both = new Barrier(2);

        Task<Outcome<Made>> Lock(string code, Guid first, Guid second)
        {
            var attempt = 0;
            return Task.Run(() => plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
            {
                await plant.Dialect.Lock(work.Db, "users", LockStrength.Update, "id = @id", work.Ct, ("id", first));
                if (attempt++ == 0) both.SignalAndWait(work.Ct);
                await plant.Dialect.Lock(work.Db, "users", LockStrength.Update, "id = @id", work.Ct, ("id", second));
                return Deliver(work, code);
            }, TestPlant.Ct), TestPlant.Ct);
        }

        var outcomes = await Task.WhenAll(Lock("SUP-1", people[0], people[1]), Lock("SUP-2", people[1], people[0]));

        Assert.All(outcomes, o => Assert.True(o.Done));
        Assert.Equal(2, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
    }

    [Fact]
    public async Task A_full_disk_refuses_the_write_and_leaves_nothing_behind()
    {
        await using var plant = await TestPlant.Start(Db.Sqlite);

        var outcome = await plant.Boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, async work =>
        {
            await work.Db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1", work.Ct);
            var made = Deliver(work, "SUP-1");
            work.Record(new Fact("SUPPLIER_UPDATED", EntityTypes.Supplier, made.Id, null, null, new { text = new string('x', 1_000_000) }));
            return made;
        }, TestPlant.Ct);

        Assert.Equal((RefusalKind.Unavailable, "STORAGE_FULL"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
        Assert.Equal(0, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
    }

    [Theory, Databases]
    public async Task A_database_that_is_not_there_is_said_so(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Dialect dialect = db == Db.Sqlite ? new SqliteDialect("Data Source=/nowhere/at/all.db") : new PostgresDialect("Host=127.0.0.1;Port=1;Database=none;Timeout=2");
        using var boundary = new TransactionBoundary(dialect, plant.Clock, plant.Feed, plant.Get<PlantMetrics>(), Microsoft.Extensions.Logging.Abstractions.NullLogger<TransactionBoundary>.Instance);

        var outcome = await boundary.Do<Made>(plant.Manager, Permission.ManageMasterData, work => Task.FromResult<Outcome<Made>>(Deliver(work, "SUP-1")), TestPlant.Ct);

        Assert.Equal((RefusalKind.Unavailable, "DATABASE_UNAVAILABLE"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Theory, Databases(Only = Db.Postgres)]
    [Trait("Rule", "R-IDEM-02")]
    public async Task A_commit_without_an_answer_is_not_called_a_failure_and_the_repeat_tells(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
        await plant.Sql($"CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON suppliers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()");
        var caller = plant.Manager.With(new Intent(Guid.NewGuid(), "POST", "/api/suppliers", ""));

        var cut = await Make(plant, caller, "SUP-1");

        Assert.Equal((RefusalKind.Unavailable, "OUTCOME_UNKNOWN"), (cut.Refusal?.Kind, cut.Refusal?.Code));
        await plant.Sql($"DROP TRIGGER cut ON suppliers");
        var repeat = await Make(plant, caller, "SUP-1");
        Assert.False(repeat.Replayed);
        Assert.Equal(1, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
    }

    private static Task<int> Denials(TestPlant plant) => plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'ACCESS_DENIED'");

    private static Exception Passing(Db db) => db == Db.Sqlite
        ? new SqliteException("database is locked", 5, 517)
        : new PostgresException("could not serialize access", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure);
}

public sealed record Made(Guid Id, string Code);

/// <summary>A command small enough to ask the boundary about, in a table with an aggregate, a version and a unique index.</summary>
internal static class Deliveries
{
    public static Made Deliver(Work work, string code)
    {
        var supplier = Supplier.Create(work.NewId(), code, "Test", null, Core.Lots.MaterialClass.Meat, approved: true, work.Now);
        work.Db.Suppliers.Add(supplier);
        return new Made(supplier.Id, code);
    }

    public static Task<Outcome<Made>> Make(TestPlant plant, Caller caller, string code) =>
        plant.Boundary.Do<Made>(caller, Permission.ManageMasterData, work => Task.FromResult<Outcome<Made>>(Deliver(work, code)), TestPlant.Ct);
}
