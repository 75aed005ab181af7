using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Audit;

[Trait("Rule", "R-AUD-05")]
public sealed class SealQueriesTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    public async Task The_state_tells_what_is_sealed_and_what_waits(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var seals = plant.Get<SealQueries>();
        var empty = await seals.State(Ct);
        Assert.Equal((0L, null, 0, null), (empty.SealedTo, empty.SealedAt, empty.Seals, empty.NextSealAt));

        await plant.Note(3);
        await plant.Get<AuditSealing>().SealAll(Ct);
        var first = await plant.Scalar<long>($"SELECT MAX(to_id) FROM audit_seals");
        plant.Time.Advance(TimeSpan.FromHours(1));
        await plant.Note(2);

        var state = await seals.State(Ct);
        Assert.Equal((first, 1, empty.Entries + 5, 2), (state.SealedTo, state.Seals, state.Entries, state.Unsealed));
        Assert.Equal(state.SealedAt + TimeSpan.FromMinutes(10), state.NextSealAt);
        var hour = plant.Clock.Local(plant.Clock.Now).Hour;
        Assert.Equal(Enumerable.Range(0, hour + 1).Select(h => new SealedHour(h, h < hour)), state.Hours);
    }

    [Theory, Databases]
    public async Task An_entry_is_recomputed_with_its_seal_and_the_one_before(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var seals = plant.Get<SealQueries>();
        for (var i = 0; i < 2; i++)
        {
            await plant.Note(2);
            await plant.Get<AuditSealing>().SealAll(Ct);
        }
        await plant.Note(1);
        var last = await plant.Scalar<long>($"SELECT MAX(id) FROM audit_events");

        var open = await seals.Proof(last, Ct);
        Assert.Equal((true, null, null), (open!.Sound, open.Seal, open.Before));
        var proof = (await seals.Proof(last - 1, Ct))!;
        Assert.Equal((true, true, true), (proof.Sound, proof.Seal!.Sound, proof.Before!.Sound));
        Assert.Equal(proof.Seal.FromId - 1, proof.Before.ToId);
        Assert.Null(await seals.Proof(last + 1, Ct));

        await plant.DropGuards("audit_events");
        await plant.DropGuards("audit_seals");
        await plant.Sql($"UPDATE audit_events SET user_id = {People.Operator.Id} WHERE id = {last - 1}");
        await plant.Sql($"UPDATE audit_seals SET event_count = 9 WHERE to_id = {proof.Before.ToId}");
        var touched = (await seals.Proof(last - 1, Ct))!;
        Assert.Equal((false, true, false), (touched.Sound, touched.Seal!.Sound, touched.Before!.Sound));
    }

    [Theory, Databases]
    public async Task The_last_verdict_is_remembered(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var verification = plant.Get<AuditVerification>();
        Assert.Null(verification.Last);
        await plant.Note(2);
        Assert.Same(await verification.Run(Ct), verification.Last);
    }

    [Theory, Databases]
    public async Task The_trail_is_searched_by_code_word_person_value_and_id(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (queries, run) = (plant.Get<AuditQueries>(), Guid.NewGuid());
        var caller = plant.Manager;
        await plant.Boundary.Note(caller, PlantedEvents.Fact("RUN_HELD", id: run), Ct);
        await plant.Boundary.Note(plant.Operator, PlantedEvents.Fact("LOT_HELD", EntityTypes.Lot) with { Code = "RAW-20260124-DUNA-0042", Metadata = new { reason = "too warm 100%" } }, Ct);
        async Task<string> Find(string q) => string.Join(',', (await queries.List(new AuditFilter { Q = q }, 50, null, Ct)).Select(e => e.EventType));

        Assert.Equal("LOT_HELD", await Find("duna-0042"));
        Assert.Equal("LOT_HELD", await Find("lot held"));
        Assert.Equal("LOT_HELD", await Find("Test operator"));
        Assert.Equal("LOT_HELD", await Find("WARM 100%"));
        Assert.Equal("RUN_HELD", await Find(run.ToString()));
        Assert.Equal("RUN_HELD", await Find(caller.CorrelationId.ToString()));
        Assert.Equal("LOT_HELD,RUN_HELD", await Find(" "));
        foreach (var nothing in new[] { "%%", "' OR 1=1 --", "\0x", "\u202E" }) Assert.Equal("", await Find(nothing));
        Assert.Equal(["RUN_HELD"], (await queries.OfCommand(caller.CorrelationId, 50, Ct)).Select(e => e.EventType));
        var words = await queries.Words(Ct);
        Assert.Equal(["LOT_HELD", "RUN_HELD"], words.EventTypes);
        Assert.Equal([People.Manager.Name, People.Operator.Name], words.Users.Select(u => u.Name));
    }
}
