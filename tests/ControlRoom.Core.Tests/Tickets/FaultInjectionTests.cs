using System.Globalization;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>
/// The database breaks at the first statement of a command, at the second, and so on to the commit and its answer, in a process that is gone
/// then. What is left is what was before, or what the command leaves; another process that asks the same again gets the same answer.
/// </summary>
public sealed class FaultInjectionTests
{
    /// <summary>A check that replaces what it scraps, with a way back.</summary>
    private const string Replacing = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"QC1","type":"qc","position":{"x":1,"y":0},"data":{"label":{"hu":"Vizsgálat","en":"Check"},"config":{"work_center":"SAW-1","mode":"EVERY_PIECE","replacement":"AUTO"}}},
          {"id":"OP60","type":"operation","position":{"x":2,"y":0},"data":{"label":{"hu":"Címkézés","en":"Label"},"config":{"work_center":"LBL-1"}}},
          {"id":"END","type":"end","position":{"x":3,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"QC1","type":"normal"},{"id":"e2","source":"QC1","target":"OP60","type":"normal"},{"id":"e3","source":"OP60","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>What one command does in a process, on something that is there.</summary>
    private delegate Task<(bool Done, bool Replayed, string? Code)> Order(TestPlant process, Caller caller);

    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "TRX-01")]
    public async Task A_start_that_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db);
        await BreakEverywhere(shop, every: 1, async () =>
        {
            var ticket = (await shop.Plan(2)).Must().Id;
            return Of((process, caller) => process.Get<StartTicketHandler>().Handle(new(ticket), caller, TestPlant.Ct));
        });
    }

    /// <summary>Assignment and session, and the rest that the other token is given.</summary>
    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "SES-02")]
    public async Task A_token_start_that_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db);
        await BreakEverywhere(shop, Every(db), async () =>
        {
            var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
            return Of((process, caller) => process.Get<StartTokenHandler>().Handle(new(token, SessionKind.Own, true, null), caller, TestPlant.Ct));
        });
    }

    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "TRX-01")]
    public async Task A_cancel_that_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db);
        await BreakEverywhere(shop, Every(db), async () =>
        {
            var ticket = await Busy(shop);
            return Of((process, caller) => process.Get<CancelTicketHandler>().Handle(new(ticket, Workshop.Why), caller, TestPlant.Ct));
        });
    }

    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "TRX-01")]
    public async Task A_restore_that_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db);
        await BreakEverywhere(shop, Every(db), async () =>
        {
            var ticket = await Busy(shop);
            (await shop.Cancel(ticket)).Must();
            return Of((process, caller) => process.Get<RestoreTicketHandler>().Handle(new(ticket, Workshop.Why), caller, TestPlant.Ct));
        });
    }

    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "TRX-01"), Trait("Rule", "RTE-11")]
    public async Task A_completion_that_fires_a_join_and_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db, Workshop.Forked);
        await BreakEverywhere(shop, every: 1, async () =>
        {
            var root = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
            var branches = (await shop.Do(root)).Effects!.Created;
            await shop.Do(branches[0]);
            var last = branches[1];
            (await shop.Begin(last, shop.Plant.Manager)).Must();
            return Of((process, caller) => process.Get<CompleteTokenHandler>().Handle(new(last), caller, TestPlant.Ct));
        });
    }

    [Theory, Databases]
    [Trait("Rule", "F17"), Trait("Rule", "TRX-01"), Trait("Rule", "RTE-16")]
    public async Task A_scrap_at_a_check_with_its_replacement_that_breaks_anywhere_is_whole_or_absent(Db db)
    {
        await using var shop = await Workshop.Open(db, Replacing);
        await BreakEverywhere(shop, Every(db), async () =>
        {
            var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];
            return Of((process, caller) => process.Get<CheckTokenHandler>().Handle(new(token, QcOutcome.Scrap, "CRACK", null, Workshop.Why), caller, TestPlant.Ct));
        });
    }

    /// <summary>Where a statement is a trip to a server, every fifth shows it.</summary>
    private static int Every(Db db) => db == Db.Sqlite ? 1 : 5;

    /// <summary>A ticket with one piece in work and one paused.</summary>
    private static async Task<Guid> Busy(Workshop shop)
    {
        var ticket = (await shop.Plan(3)).Must().Id;
        var ids = (await shop.Start(ticket)).Must().Spawn.TokenIds;
        (await shop.Begin(ids[0])).Must();
        (await shop.Pause(ids[0])).Must();
        (await shop.Begin(ids[1])).Must();
        return ticket;
    }

    private static Order Of<T>(Func<TestPlant, Caller, Task<Outcome<T>>> command) => async (process, caller) => await command(process, caller) is var outcome ? (outcome.Done, outcome.Replayed, outcome.Refusal?.Code) : default;

    /// <param name="arrange">Brings about what the command is for, each time anew.</param>
    private static async Task BreakEverywhere(Workshop shop, int every, Func<Task<Order>> arrange)
    {
        var plant = shop.Plant;
        await using var faults = await Faults.On(plant);
        await using var victim = plant.Neighbour(configure: s => s.AddSingleton(faults.Dialect));
        // Once to warm up, once to count.
        await Undisturbed(await arrange());
        var (statements, change) = await Undisturbed(await arrange());
        Assert.InRange(statements, 8, 200);
        for (var at = 1; at <= statements; at += every) await Break(() => faults.BreakAt(at), $"broken at statement {at} of {statements}");
        // A file that is part of the process answers a commit or has not done it.
        if (!plant.Dialect.IsEmbedded) await Break(faults.LoseCommit, "the answer of the commit is lost");
        await shop.AssertInvariants();

        async Task<(int Statements, string Change)> Undisturbed(Order command)
        {
            var before = await Rows(plant);
            faults.BreakAt(0);
            Assert.Equal((true, false, null), await command(victim, plant.Manager));
            var sent = faults.Seen;
            return (sent, Difference(before, await Rows(plant)));
        }

        async Task Break(Action order, string what)
        {
            var command = await arrange();
            var caller = plant.Manager;
            var (before, rows) = (await plant.Fingerprint(), await Rows(plant));
            order();
            var (done, _, code) = await command(victim, caller);
            // A connection that is new has nothing of an earlier command to forget.
            Assert.True(faults.Broke || (done && faults.Seen >= statements - 2), what);
            await faults.Settle();
            if (!done) Assert.Contains(code, (string[])["DATABASE_UNAVAILABLE", "OUTCOME_UNKNOWN"]);

            var after = await plant.Fingerprint();
            var stored = after != before;
            Assert.True(!stored || Difference(rows, await Rows(plant)) == change, $"{what}: between before and after: {Difference(rows, await Rows(plant))}");
            Assert.True(stored || !done, $"{what}: acknowledged and not there");
            Assert.Equal((true, stored, null), await command(plant, caller));
            if (stored) Assert.Equal(after, await plant.Fingerprint());
            Assert.Equal(change, Difference(rows, await Rows(plant)));
        }
    }

    /// <summary>How many rows each table has, and in which states those of the workshop are.</summary>
    private static async Task<Dictionary<string, long>> Rows(TestPlant plant)
    {
        await using var db = plant.Open();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!)) counts[table] = await plant.Scalar<long>(FormattableStringFactory.Of($"SELECT COUNT(*) FROM {table}"));
        foreach (var table in (string[])["job_ticket", "job_graph_instance", "flow_token", "token_work_session", "token_assignment", "node_instance"])
        {
            foreach (var line in await plant.Column<string>(FormattableStringFactory.Of($"SELECT status || '=' || COUNT(*) FROM {table} GROUP BY status"))) counts[$"{table} {line!.Split('=')[0]}"] = long.Parse(line.Split('=')[1], CultureInfo.InvariantCulture);
        }
        return counts;
    }

    private static string Difference(Dictionary<string, long> before, Dictionary<string, long> after) =>
        string.Join(", ", before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).Select(k => (Key: k, By: after.GetValueOrDefault(k) - before.GetValueOrDefault(k))).Where(d => d.By != 0).Select(d => $"{d.Key} {d.By:+0;-0}"));
}
