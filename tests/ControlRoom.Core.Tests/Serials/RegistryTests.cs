using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class RegistryTests
{
    private const string Code = "MA01-HAT-DIAG-20251109-00057-FJBK-O";
    private static readonly Guid Ticket = Guid.CreateVersion7(), Token = Guid.CreateVersion7();
    private static readonly RegistryIdentity Identity = new("MA01", SerialType.Hat, "DIAG", Ticket, SerialScope.Piece, LinkedSource.DagToken, SerialOrigin.AutoJob, "signature", 1, FakeTime.Morning);

    [Theory, Databases, Trait("Rule", "SER-12")]
    public async Task Messages_are_applied_in_order_once_and_a_repeat_is_done_already(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (register, link, use) = (Register(), new RegistryMessage(Code, OutboxOp.Link, 2, new(Token, RegistryStatus.Active)), new RegistryMessage(Code, OutboxOp.SetStatus, 3, new(Token, RegistryStatus.Used)));

        Assert.Equal(RegistryRules.Early, (await Tell(plant, link)).Error);
        Assert.Null((await Tell(plant, register)).Error);
        Assert.Equal((RegistryRules.Early, false), ((await Tell(plant, use)).Error, (await Tell(plant, use)).ForGood));
        foreach (var message in (RegistryMessage[])[link, register, link, use, link, use, register]) Assert.Null((await Tell(plant, message)).Error);

        var row = Assert.Single(await plant.Registered());
        Assert.Equal((Token, RegistryStatus.Used, 3, "O"), (row.TokenId, row.Status, row.RegistryVersion, row.Checksum));
    }

    [Theory, Databases, Trait("Rule", "SER-09"), Trait("Rule", "SER-12")]
    public async Task What_contradicts_the_registry_is_refused_for_good_and_changes_nothing(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await Tell(plant, Register());
        await Tell(plant, new(Code, OutboxOp.Link, 2, new(Token, RegistryStatus.Active)));

        await Refused(Register(Identity with { TenantCode = "XX" }), RegistryRules.DuplicateCode);
        await Refused(Register(Identity with { TicketId = Guid.NewGuid() }), RegistryRules.DuplicateCode);
        await Refused(new(Code, OutboxOp.Link, 3, new(Guid.NewGuid(), RegistryStatus.Active)), RegistryRules.TokenMismatch);
        await Refused(Register(Identity with { Scope = SerialScope.Batch }), RegistryRules.ContextMismatch);
        await Refused(Register() with { SerialCode = Code[..^1] + "X" }, RegistryRules.BadCode);
        await Tell(plant, new(Code, OutboxOp.SetStatus, 3, new(Token, RegistryStatus.Scrapped)));
        await Refused(new(Code, OutboxOp.SetStatus, 4, new(Token, RegistryStatus.Used)), RegistryRules.StatusFinal);
        var row = Assert.Single(await plant.Registered());
        Assert.Equal(("MA01", Ticket, Token, RegistryStatus.Scrapped, 3), (row.TenantCode, row.TicketId, row.TokenId, row.Status, row.RegistryVersion));

        async Task Refused(RegistryMessage message, string error) => Assert.Equal((error, true), (await Tell(plant, message)) is var v ? (v.Error!, v.ForGood) : default);
    }

    [Theory, Databases, Trait("Rule", "SER-17")]
    public async Task Whoever_holds_the_piece_learns_whether_it_is_genuine(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var given = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(3))).Must();
        var (whole, scrapped, forged) = (given[0].SerialNumber, given[1].SerialNumber, given[2].SerialNumber);
        Assert.Equal(Verdict.Unknown, await Verify(whole));
        await plant.Scrap(given[1].TokenId!.Value);
        await plant.Dispatch();
        await plant.CoreSql($"UPDATE serial_registry SET hash_signature = 'forged' WHERE serial_code = {forged}");

        Assert.Equal([Verdict.Genuine, Verdict.Revoked, Verdict.BadHash], [await Verify(whole), await Verify(scrapped), await Verify(forged)]);
        Assert.Equal(Verdict.BadFormat, await Verify(whole.ToLowerInvariant()));
        Assert.Equal(Verdict.BadFormat, await Verify("TEMP-DUNA-JT-20260124-DUNA-0001-1-1"));
        Assert.Equal(Verdict.BadCheck, await Verify(whole[..^1] + (whole[^1] == 'A' ? 'B' : 'A')));
        Assert.Equal(Verdict.Unknown, await Verify(SerialCode.Make("DUNA", SerialType.Hat, "SR40", new(2026, 1, 24), 777, TestPlant.HatSalt).Text));
        var more = (await plant.Get<VerifyQueries>().Verify(whole, true, TestPlant.Ct)).Must();
        Assert.Equal((true, "SR40", new DateOnly(2026, 1, 24), RegistryStatus.Active), (more.Valid, more.Sku, more.MadeOn, more.Status));

        async Task<Verdict> Verify(string code) => (await plant.Get<VerifyQueries>().Verify(code, false, TestPlant.Ct)).Must().Verdict;
    }

    [Theory, Databases, Trait("Rule", "SER-15")]
    public async Task Every_difference_between_plant_and_registry_is_found_and_sent_again_or_put_aside(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var order = SerialKit.Order();
        await plant.Ahead(order, 1);
        var given = (await plant.Spawn(order, SerialKit.Tokens(8))).Must();
        await plant.Use(given[2].TokenId!.Value, given[5].TokenId!.Value);
        await plant.Dispatch();
        Assert.Empty((await Reconcile(plant)).Mismatches);

        await plant.CoreSql($"DELETE FROM serial_registry WHERE serial_code = {given[1].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET status = 'ACTIVE' WHERE serial_code = {given[2].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET token_id = NULL WHERE serial_code = {given[3].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET token_id = {Guid.NewGuid()} WHERE serial_code = {given[4].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET status = 'SCRAPPED' WHERE serial_code = {given[5].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET tenant_code = 'XX' WHERE serial_code = {given[6].SerialNumber}");
        await plant.CoreSql($"UPDATE serial_registry SET serial_code = 'DUNA-HAT-SR40-20260124-00777-AAAA-A' WHERE serial_code = {given[7].SerialNumber}");
        await plant.Sql($"INSERT INTO job_ticket_serial (id, ticket_id, cycle_no, sequence_no, serial_number, serial_type, is_temp, salt_version, state, generated_at, last_seq) VALUES ({Guid.CreateVersion7()}, {Guid.NewGuid()}, 1, 1, 'not a serial', 'HAT', {false}, 1, 'ISSUED', {plant.Clock.Now}, 0)");

        var found = (await Reconcile(plant)).Mismatches.OrderBy(m => m.Kind).ThenBy(m => m.SerialCode, StringComparer.Ordinal).Select(m => (m.SerialCode, m.Kind, m.Fix)).ToList();
        Assert.Equal(
        [
            ("not a serial", MismatchKind.BadFormat, MismatchFix.Quarantined),
            (given[1].SerialNumber, MismatchKind.MissingInCore, MismatchFix.Enqueued),
            (given[7].SerialNumber, MismatchKind.MissingInCore, MismatchFix.Enqueued),
            ("DUNA-HAT-SR40-20260124-00777-AAAA-A", MismatchKind.MissingInPlant, MismatchFix.Quarantined),
            (given[2].SerialNumber, MismatchKind.Status, MismatchFix.Enqueued),
            (given[5].SerialNumber, MismatchKind.Status, MismatchFix.Quarantined),
            (given[3].SerialNumber, MismatchKind.Token, MismatchFix.Enqueued),
            (given[4].SerialNumber, MismatchKind.Token, MismatchFix.Quarantined),
            (given[6].SerialNumber, MismatchKind.Duplicate, MismatchFix.Quarantined),
        ], found.OrderBy(f => f.Kind).ThenBy(f => f.SerialCode, StringComparer.Ordinal));

        Assert.Equal(new DispatchView(4, 0, 0), await plant.Dispatch());
        Assert.All((await Reconcile(plant)).Mismatches, m => Assert.Equal(MismatchFix.Quarantined, m.Fix));
        Assert.Equal(["DUPLICATE", "INVALID_FORMAT", "MISMATCH", "MISMATCH", "ORPHANED"], await plant.Column<string>($"SELECT reason FROM serial_quarantine WHERE resolved_at IS NULL ORDER BY reason"));
        await plant.Use(given[1].TokenId!.Value, given[3].TokenId!.Value);
        Assert.Equal(2, (await plant.Dispatch()).Applied);
    }

    [Theory, Databases, Trait("Rule", "SER-15")]
    public async Task A_registry_that_was_lost_is_told_everything_again(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var given = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(3))).Must();
        await plant.Scrap(given[0].TokenId!.Value);
        await plant.Dispatch();
        await plant.CoreSql($"DELETE FROM serial_registry");

        Assert.Equal(3, (await Reconcile(plant)).Mismatches.Count);
        Assert.Equal(3, (await plant.Dispatch()).Applied);
        await plant.AssertConverged();
        Assert.Equal(Verdict.Revoked, (await plant.Get<VerifyQueries>().Verify(given[0].SerialNumber, false, TestPlant.Ct)).Must().Verdict);
        Assert.Contains("RECONCILE_REQUESTED", (await plant.Events()).Select(e => e.EventType));
        Assert.Equal("FORBIDDEN", (await plant.Get<ReconcileSerialsHandler>().Handle(new(), plant.Manager, TestPlant.Ct)).Refusal?.Code);
    }

    private static async Task<ReconcileView> Reconcile(TestPlant plant) => (await plant.Get<ReconcileSerialsHandler>().Handle(new(), plant.Admin, TestPlant.Ct)).Must();

    private static async Task<RegistryVerdict> Tell(TestPlant plant, RegistryMessage message) => (await plant.Get<SerialRegistry>().Apply([message], TestPlant.Ct))[0];

    private static RegistryMessage Register(RegistryIdentity? identity = null) => new(Code, OutboxOp.Register, 1, new(null, RegistryStatus.Active, identity ?? Identity));
}
