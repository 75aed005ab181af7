using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;
using static ControlRoom.Core.Tests.Database.Deliveries;

namespace ControlRoom.Core.Tests.Database;

public sealed class IdempotencyTests
{
    [Theory, Databases, Trait("Rule", "R-IDEM-02")]
    public async Task A_repeat_gets_the_first_answer_and_has_no_second_effect(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        var first = await Make(plant, caller, "SUP-1");

        var repeat = await plant.ChangesNothing(() => Make(plant, caller, "SUP-1"));

        Assert.False(first.Replayed);
        Assert.True(repeat.Replayed);
        Assert.Equal(first.Must(), repeat.Must());
        Assert.Equal(1, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"));
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-02")]
    public async Task A_repeat_after_a_restart_gets_the_first_answer_too(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        var first = await Make(plant, caller, "SUP-1");
        await using var restarted = plant.Neighbour();

        Assert.Equal(first.Must(), (await Make(restarted, caller, "SUP-1")).Must());
    }

    [Theory, Trait("Rule", "R-IDEM-03")]
    [Databases("PUT", "/a", "hash")]
    [Databases("POST", "/b", "hash")]
    [Databases("POST", "/a", "other")]
    public async Task A_key_used_for_another_request_is_refused(Db db, string method, string path, string fingerprint)
    {
        await using var plant = await TestPlant.Start(db);
        var intent = new Intent(Guid.NewGuid(), "POST", "/a", "hash");
        await Make(plant, plant.Manager.With(intent), "SUP-1");

        var outcome = await plant.ChangesNothing(() => Make(plant, plant.Manager.With(intent with { Method = method, Path = path, Fingerprint = fingerprint }), "SUP-2"));

        Assert.Equal((RefusalKind.Invalid, "IDEMPOTENCY_KEY_REUSED"), (outcome.Refusal?.Kind, outcome.Refusal?.Code));
    }

    [Theory, Databases]
    public async Task The_same_key_in_another_persons_hands_is_another_intention(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var intent = Intents.New();

        var first = await Make(plant, plant.Manager.With(intent), "SUP-1");
        var second = await Make(plant, plant.Admin.With(intent), "SUP-2");

        Assert.NotEqual(first.Must().Id, second.Must().Id);
        Assert.False(second.Replayed);
    }

    [Theory, Trait("Rule", "R-IDEM-03")]
    [Databases(false)]
    [Databases(true, Only = Db.Postgres)]
    public async Task A_key_whose_request_is_still_running_is_busy(Db db, bool inAnotherProcess)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();
        var caller = plant.Manager;
        var (inside, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = plant.Boundary.Do<Made>(caller, Permission.ManageMasterData, async work =>
        {
            var made = Deliver(work, "SUP-1");
            inside.SetResult();
            await goOn.Task;
            return made;
        }, TestPlant.Ct);
        await inside.Task;

        var meanwhile = await Make(inAnotherProcess ? neighbour : plant, caller, "SUP-1");
        goOn.SetResult();

        Assert.Equal((RefusalKind.Conflict, "IDEMPOTENCY_IN_PROGRESS"), (meanwhile.Refusal?.Kind, meanwhile.Refusal?.Code));
        Assert.True((await first).Done);
        Assert.True((await Make(plant, caller, "SUP-1")).Replayed);
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-04")]
    public async Task A_key_lives_a_day_and_is_then_forgotten(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        var first = await Make(plant, caller, "SUP-1");

        plant.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1));
        Assert.True((await Make(plant, caller, "SUP-2")).Replayed);

        plant.Time.Advance(TimeSpan.FromMinutes(2));
        var again = await Make(plant, caller, "SUP-2");
        Assert.False(again.Replayed);
        Assert.NotEqual(first.Must().Id, again.Must().Id);
        Assert.Equal(1, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records"));
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-04")]
    public async Task An_expired_key_of_a_refused_request_is_still_there_afterwards(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var caller = plant.Manager;
        await Make(plant, caller, "SUP-1");
        plant.Time.Advance(TimeSpan.FromHours(25));

        await plant.ChangesNothing(() => plant.Boundary.Do<Made>(caller, Permission.ManageMasterData, _ => Task.FromResult<Outcome<Made>>(Refusal.Conflict("DUPLICATE")), TestPlant.Ct));
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-04")]
    public async Task A_refused_request_may_be_repeated_with_its_key_once_it_can_succeed(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Make(plant, plant.Manager, "SUP-1");
        var caller = plant.Manager;
        Assert.Equal("DUPLICATE", (await Make(plant, caller, "SUP-1")).Refusal?.Code);

        var repeat = await Make(plant, caller, "SUP-2");

        Assert.True(repeat.Done);
        Assert.False(repeat.Replayed);
    }

    [Theory, Databases, Trait("Rule", "R-IDEM-05")]
    public async Task Twenty_at_once_on_one_key_are_one_effect_and_every_other_hears_the_same_or_busy(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var neighbour = plant.Neighbour();
        // The embedded database belongs to one process; PostgreSQL is asked through two.
        TestPlant[] processes = db == Db.Postgres ? [plant, neighbour] : [plant];
        for (var round = 1; round <= 15; round++)
        {
            var caller = plant.Manager;
            var code = $"SUP-{round}";

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Make(processes[i % processes.Length], caller, code), TestPlant.Ct)));

            var winner = Assert.Single(outcomes, o => o is { Done: true, Replayed: false });
            Assert.All(outcomes.Where(o => o != winner), o => Assert.True(o.Replayed ? o.Value == winner.Value : o.Refusal?.Code == "IDEMPOTENCY_IN_PROGRESS", o.Refusal?.Code));
            Assert.Equal(winner.Value, (await Make(plant, caller, code)).Must());
            Assert.Equal(round, await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers"));
            Assert.Equal(round, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events"));
            Assert.Equal(round, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records"));
        }
    }
}
