using System.Collections.Concurrent;
using ControlRoom.Core.Alarms;
using ControlRoom.Core.Database.Registry;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class OutboxTests
{
    /// <summary>How many messages the storm carries; the product's promise is 100,000.</summary>
    private static readonly int Storm = int.TryParse(Environment.GetEnvironmentVariable("CONTROLROOM_OUTBOX"), System.Globalization.CultureInfo.InvariantCulture, out var count) ? count : 5_000;

    /// <summary>A core registry that is away, slow, or answers without having been heard, as the test says.</summary>
    private sealed class Unruly(RegistryStore store, Clock clock) : SerialRegistry(store, clock)
    {
        /// <summary>Called before a batch with the number of the call; what it throws is what the plant sees.</summary>
        public Func<int, IReadOnlyList<RegistryMessage>, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

        /// <summary>Called after a batch was applied.</summary>
        public Action<int> After { get; set; } = _ => { };

        public ConcurrentQueue<(string Code, int Seq)> Heard { get; } = new();

        private int calls;

        public override async Task<IReadOnlyList<RegistryVerdict>> Apply(IReadOnlyList<RegistryMessage> messages, CancellationToken ct)
        {
            var call = Interlocked.Increment(ref calls);
            await Before(call, messages);
            foreach (var message in messages) Heard.Enqueue((message.SerialCode, message.Seq));
            var verdicts = await base.Apply(messages, ct);
            After(call);
            return verdicts;
        }
    }

    private static Task<TestPlant> Plant(Db db) => TestPlant.Start(db, configure: s => s.AddSingleton<Unruly>().AddSingleton<SerialRegistry>(p => p.GetRequiredService<Unruly>()));

    [Theory, Databases, Trait("Rule", "SER-12")]
    public async Task What_the_plant_did_while_core_was_away_is_there_once_core_is_back(Db db)
    {
        await using var plant = await Plant(db);
        var core = plant.Get<Unruly>();
        core.Before = (_, _) => throw new TimeoutException("core is away");

        var given = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(3))).Must();
        await plant.Use(given[0].TokenId!.Value);
        await plant.Scrap(given[1].TokenId!.Value);
        Assert.Equal(new DispatchView(0, 3, 0), await plant.Dispatch());
        Assert.Equal(new DispatchView(0, 0, 0), await plant.Dispatch());
        Assert.Equal(SerialSync.Pending, (await plant.Serial(given[0].SerialNumber)).Sync);
        Assert.Equal("REGISTRY_UNAVAILABLE", (await new VerifyQueries(new Away(), plant.Get<SerialSalts>()).Verify(given[0].SerialNumber, false, TestPlant.Ct)).Refusal?.Code);

        core.Before = (_, _) => Task.CompletedTask;
        plant.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new DispatchView(5, 0, 0), await plant.Dispatch());
        await plant.AssertConverged();
        Assert.Equal(SerialSync.Done, (await plant.Serial(given[0].SerialNumber)).Sync);
        Assert.Equal([RegistryStatus.Used, RegistryStatus.Scrapped, RegistryStatus.Active], given.Select(g => plant.Registered().Result.Single(r => r.SerialCode == g.SerialNumber).Status));
    }

    private sealed class Away() : SerialRegistry(null!, null!)
    {
        public override Task<RegistryRow?> Find(string code, CancellationToken ct) => throw new TimeoutException();
    }

    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task A_registry_that_is_away_rings_nobody_who_would_try_again_at_once(Db db)
    {
        await using var plant = await Plant(db);
        plant.Get<Unruly>().Before = (_, _) => throw new TimeoutException("core is away");
        (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(OutboxDispatcher.BatchSize + 50))).Must();
        using var bell = plant.Get<Core.Feed.ChangeFeed>().Subscribe(Core.Feed.Topics.Serials);

        Assert.Equal(new DispatchView(0, OutboxDispatcher.BatchSize, 0), await plant.Dispatch());

        var rung = bell.Wait(TestPlant.Ct).AsTask();
        Assert.False(rung.IsCompleted);
    }

    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task Failures_are_tried_again_ever_more_rarely_and_given_up_after_ten(Db db)
    {
        await using var plant = await Plant(db);
        var core = plant.Get<Unruly>();
        core.Before = (_, _) => throw new TimeoutException("core is away");
        var serial = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0];
        TimeSpan[] pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), .. Enumerable.Repeat(TimeSpan.FromHours(6), 5)];

        foreach (var pause in pauses)
        {
            Assert.Equal(1, (await plant.Dispatch()).Failed);
            plant.Time.Advance(pause - TimeSpan.FromSeconds(1));
            Assert.Equal(new DispatchView(0, 0, 0), await plant.Dispatch());
            plant.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(new DispatchView(0, 0, 1), await plant.Dispatch());

        var message = Assert.Single(await plant.Messages());
        Assert.Equal((OutboxStatus.Dead, 10), (message.Status, message.AttemptCount));
        Assert.Contains("core is away", message.LastError, StringComparison.Ordinal);
        Assert.Equal(SerialSync.Dead, (await plant.Serial(serial.SerialNumber)).Sync);
        Assert.Equal((AlarmKind.OutboxDead, 2), (await Alarms(plant)).Select(a => (a.Kind, a.Priority)).Single());
        Assert.Equal("UNDELIVERABLE", await plant.Scalar<string>($"SELECT reason FROM serial_quarantine WHERE serial_code = {serial.SerialNumber} AND resolved_at IS NULL"));

        core.Before = (_, _) => Task.CompletedTask;
        Assert.Equal("FORBIDDEN", (await Retry(plant, message.Id, plant.Manager)).Refusal?.Code);
        Assert.Equal("REASON_TOO_SHORT", (await Retry(plant, message.Id, plant.Admin, "short")).Refusal?.Code);
        Assert.Equal(OutboxStatus.Pending, (await Retry(plant, message.Id, plant.Admin)).Must().Status);
        Assert.Equal("OUTBOX_NOT_DEAD", (await Retry(plant, message.Id, plant.Admin)).Refusal?.Code);
        Assert.Equal("NOT_FOUND", (await Retry(plant, Guid.NewGuid(), plant.Admin)).Refusal?.Code);
        Assert.Empty(await Alarms(plant));
        Assert.Equal(1, (await plant.Dispatch()).Applied);
        await plant.AssertConverged();
        Assert.Equal(["OUTBOX_DEAD", "OUTBOX_RETRIED"], await plant.Words(message.Id));
    }

    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task What_no_repeat_can_mend_is_given_up_at_once_and_holds_up_its_serial_alone(Db db)
    {
        await using var plant = await Plant(db);
        var given = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(2))).Must();
        await plant.Dispatch();
        await plant.CoreSql($"UPDATE serial_registry SET token_id = {Guid.NewGuid()}, status = 'SCRAPPED' WHERE serial_code = {given[0].SerialNumber}");
        await plant.Use(given[0].TokenId!.Value, given[1].TokenId!.Value);

        Assert.Equal(new DispatchView(1, 0, 1), await plant.Dispatch());
        Assert.Equal(RegistryRules.StatusFinal, (await plant.Messages()).Single(m => m.Status == OutboxStatus.Dead).LastError);
        Assert.Equal(SerialSync.Done, (await plant.Serial(given[1].SerialNumber)).Sync);
    }

    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task A_worker_whose_lease_ran_out_while_core_was_slow_changes_nothing_that_another_settled(Db db)
    {
        await using var plant = await Plant(db);
        var core = plant.Get<Unruly>();
        await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(5));
        var inside = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        core.Before = async (call, _) =>
        {
            if (call != 1) return;
            inside.SetResult();
            await go.Task;
            throw new InvalidOperationException("too late");
        };

        var slow = plant.Dispatch();
        await inside.Task;
        Assert.Equal(new DispatchView(0, 0, 0), await plant.Dispatch());
        plant.Time.Advance(OutboxDispatcher.Lease);
        Assert.Equal(new DispatchView(5, 0, 0), await plant.Dispatch());
        go.SetResult();

        Assert.Equal(new DispatchView(0, 0, 0), await slow);
        Assert.All(await plant.Messages(), m => Assert.Equal((OutboxStatus.Done, 0), (m.Status, m.AttemptCount)));
        await plant.AssertConverged();
    }

    [Theory, Databases, Trait("Rule", "SER-14")]
    public async Task Two_workers_at_once_apply_no_message_twice(Db db)
    {
        await using var plant = await Plant(db);
        await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(600));
        await using var neighbour = plant.Neighbour(configure: s => s.AddSingleton<Unruly>().AddSingleton<SerialRegistry>(p => p.GetRequiredService<Unruly>()));
        // An embedded database has one process; its two workers share it.
        var second = db == Db.Postgres ? neighbour : plant;

        var done = await Race.Of(2, i => (i == 0 ? plant : second).Dispatch());

        var heard = plant.Get<Unruly>().Heard.Concat(second == plant ? [] : neighbour.Get<Unruly>().Heard).ToList();
        Assert.Equal(600, done.Sum(d => d.Applied));
        Assert.Equal(600, heard.Distinct().Count());
        Assert.Equal(600, heard.Count);
        await plant.AssertConverged();
    }

    [Theory, Databases, Trait("Rule", "SER-12"), Trait("Rule", "SER-14")]
    public async Task In_a_storm_of_failures_delays_and_repeats_no_message_is_lost_doubled_or_out_of_order(Db db)
    {
        await using var plant = await Plant(db);
        var core = plant.Get<Unruly>();
        var (random, serials) = (new Random(14), Storm / 2);
        for (var left = serials; left > 0; left -= 2_500) await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(Math.Min(left, 2_500)));
        await using (var open = plant.Open())
        {
            foreach (var chunk in (await open.TicketSerials.AsNoTracking().Select(s => s.TokenId!.Value).ToListAsync(TestPlant.Ct)).Chunk(2_500)) await plant.Use(chunk);
        }
        // Every fifth batch is not taken, every seventh is taken without an answer, every eleventh takes longer than its lease.
        core.Before = (call, _) => call % 5 == 0 ? throw new TimeoutException("away") : Task.CompletedTask;
        core.After = call =>
        {
            if (call % 7 == 0) throw new TimeoutException("no answer");
            if (call % 11 == 0) plant.Time.Advance(OutboxDispatcher.Lease + TimeSpan.FromSeconds(random.Next(30)));
        };

        for (var pass = 0; pass < Storm && await Pending(plant) > 0; pass++)
        {
            await plant.Dispatch();
            plant.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await plant.AssertConverged();
        Assert.Equal(Storm, await plant.Scalar<int>($"SELECT COUNT(*) FROM serial_outbox WHERE status = 'DONE'"));
        Assert.All((await plant.Registered()), r => Assert.Equal((2, RegistryStatus.Used), (r.RegistryVersion, r.Status)));
        foreach (var heard in core.Heard.GroupBy(h => h.Code)) Assert.Equal(heard.Select(h => h.Seq).Order(), heard.Select(h => h.Seq));
    }

    private static Task<int> Pending(TestPlant plant) => plant.Scalar<int>($"SELECT COUNT(*) FROM serial_outbox WHERE status = 'PENDING'");

    private static Task<Outcome<OutboxView>> Retry(TestPlant plant, Guid id, Caller caller, string reason = "The registry was repaired.") => plant.Get<RetryOutboxHandler>().Handle(new RetryOutbox(id, reason), caller, TestPlant.Ct);

    private static async Task<List<Alarm>> Alarms(TestPlant plant)
    {
        await using var db = plant.Open();
        return await db.Alarms.AsNoTracking().Where(a => a.State == AlarmState.Unack || a.State == AlarmState.Ack).ToListAsync(TestPlant.Ct);
    }
}
