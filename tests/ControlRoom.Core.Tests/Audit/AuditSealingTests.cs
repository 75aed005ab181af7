using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Audit;

public sealed class AuditSealingTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task Sealing_closes_what_is_committed_once_and_the_trail_verifies(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (sealing, verification) = (plant.Get<AuditSealing>(), plant.Get<AuditVerification>());
        await plant.Note(5);
        Assert.Equal(new SealingView(1, 5), await sealing.SealAll(Ct));
        Assert.Equal(new SealingView(0, 0), await sealing.SealAll(Ct));
        await plant.Note(3);

        var open = await verification.Check(Ct);
        Assert.Equal((true, 8L, 5L, 3L, 1), (open.Valid, open.Checked, open.Sealed, open.Unsealed, open.Seals));
        var closed = await verification.Run(Ct);
        Assert.Equal((true, 8L, 8L, 0L, 2, (long?)null), (closed.Valid, closed.Checked, closed.Sealed, closed.Unsealed, closed.Seals, closed.FirstBrokenId));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task Whatever_is_done_to_a_sealed_row_is_found_at_its_id(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Note(6);
        await plant.Get<AuditSealing>().SealAll(Ct);
        await plant.DropGuards("audit_events");
        var ids = await plant.Column<long>($"SELECT id FROM audit_events ORDER BY id");

        await plant.Sql($"UPDATE audit_events SET new_state = {"{}"} WHERE id = {ids[2]}");
        Assert.Equal((false, ids[2], AuditFault.RowChanged), await Verdict(plant));

        // The forger knows how hashes are made: then the seal tells.
        await using (var copy = plant.Open())
        {
            var forged = await copy.AuditEvents.AsNoTracking().SingleAsync(e => e.Id == ids[2], Ct);
            await plant.Sql($"UPDATE audit_events SET hash = {AuditTrail.Recompute(forged)} WHERE id = {ids[2]}");
        }
        Assert.Equal((false, ids[0], AuditFault.SealBroken), await Verdict(plant));

        await plant.Sql($"DELETE FROM audit_events WHERE id = {ids[4]}");
        Assert.Equal((false, ids[4], AuditFault.RowMissing), await Verdict(plant));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task An_unsealed_row_is_checked_by_its_own_hash(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Note(2);
        await plant.Get<AuditSealing>().SealAll(Ct);
        await plant.Note(2);
        await plant.DropGuards("audit_events");
        var last = await plant.Scalar<long>($"SELECT MAX(id) FROM audit_events");

        await plant.Sql($"UPDATE audit_events SET user_id = {People.Operator.Id} WHERE id = {last}");

        Assert.Equal((false, last, AuditFault.RowChanged), await Verdict(plant));
    }

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task A_seal_that_was_changed_or_taken_out_breaks_the_chain(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var firsts = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            await plant.Note(2);
            await plant.Get<AuditSealing>().SealAll(Ct);
            firsts.Add(await plant.Scalar<long>($"SELECT MAX(from_id) FROM audit_seals"));
        }
        await plant.DropGuards("audit_seals");

        await plant.Sql($"UPDATE audit_seals SET event_count = 3 WHERE from_id = {firsts[1]}");
        Assert.Equal((false, firsts[1], AuditFault.ChainBroken), await Verdict(plant));

        await plant.Sql($"DELETE FROM audit_seals WHERE from_id = {firsts[1]}");
        Assert.Equal((false, firsts[2], AuditFault.ChainBroken), await Verdict(plant));
    }

    [Theory, Databases(Only = Db.Postgres), Trait("Rule", "R-AUD-05")]
    public async Task An_id_that_an_open_transaction_may_still_fill_is_never_sealed_over(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var sealing = plant.Get<AuditSealing>();
        await plant.Note(2);
        await using var early = plant.Open();
        await using var late = plant.Open();
        // The first to take a transaction id takes the second row id, and the other way round.
        await using var first = await early.Database.BeginTransactionAsync(Ct);
        await using var second = await late.Database.BeginTransactionAsync(Ct);
        await early.Database.ExecuteSqlRawAsync("SELECT pg_current_xact_id()", Ct);
        var open = await late.Write(plant);
        var committed = await early.Write(plant);
        Assert.Equal(open + 1, committed);
        await first.CommitAsync(Ct);

        Assert.Equal(new SealingView(1, 2), await sealing.SealAll(Ct));
        Assert.Equal(open - 1, await plant.Scalar<long>($"SELECT MAX(to_id) FROM audit_seals"));

        await second.CommitAsync(Ct);
        Assert.Equal(new SealingView(1, 2), await sealing.SealAll(Ct));
        Assert.Equal(committed, await plant.Scalar<long>($"SELECT MAX(to_id) FROM audit_seals"));
        Assert.True((await plant.Get<AuditVerification>().Run(Ct)).Valid);
    }

    [Theory, Databases(Only = Db.Postgres), Trait("Rule", "R-AUD-05")]
    public async Task An_id_that_a_rolled_back_transaction_burnt_does_not_stop_the_seals(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Note(1);
        await using (var given = plant.Open())
        {
            await using var up = await given.Database.BeginTransactionAsync(Ct);
            await given.Write(plant);
        }
        await plant.Note(1);

        Assert.Equal(new SealingView(1, 2), await plant.Get<AuditSealing>().SealAll(Ct));
        Assert.True((await plant.Get<AuditVerification>().Run(Ct)).Valid);
    }

    [Theory, Databases, Trait("Rule", "R-AUD-05")]
    public async Task Two_that_seal_at_once_make_one_chain(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var others = plant.Dialect.IsEmbedded ? plant : plant.Neighbour();
        await plant.Note(20);

        var views = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? plant : others).Get<AuditSealing>().SealAll(Ct))));

        Assert.Equal(20, views.Sum(v => v.Events));
        Assert.True((await plant.Get<AuditVerification>().Run(Ct)).Valid);
        if (others != plant) await others.DisposeAsync();
    }

    [Fact]
    public void The_root_depends_on_every_id_hash_and_the_order()
    {
        static string Root(params (long Id, string Hash)[] rows)
        {
            var tree = new MerkleTree();
            foreach (var (id, hash) in rows) tree.Add(id, hash);
            return tree.Root();
        }

        var roots = new[] { Root(), Root((1, "a")), Root((2, "a")), Root((1, "b")), Root((1, "a"), (2, "b")), Root((2, "b"), (1, "a")), Root((1, "a"), (2, "b"), (3, "c")), Root((1, "a"), (2, "b"), (3, "c"), (3, "c")) };
        Assert.Equal(roots.Length, roots.Distinct().Count());
        Assert.Equal(Root((1, "a"), (2, "b"), (3, "c")), Root((1, "a"), (2, "b"), (3, "c")));
    }

    private static async Task<(bool Valid, long? FirstBrokenId, AuditFault? Fault)> Verdict(TestPlant plant)
    {
        var verdict = await plant.Get<AuditVerification>().Check(Ct);
        return (verdict.Valid, verdict.FirstBrokenId, verdict.Fault);
    }
}
