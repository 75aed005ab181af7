using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Serials;

public sealed class SerialBookTests
{
    [Theory, Databases, Trait("Rule", "SER-10"), Trait("Rule", "SER-13")]
    public async Task A_start_takes_what_was_made_ahead_by_number_and_tops_up(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (order, tokens) = (SerialKit.Order(), SerialKit.Tokens(10));
        var ahead = (await plant.Ahead(order, 6)).Must();

        var given = (await plant.Spawn(order, tokens)).Must();

        Assert.Equal(ahead.Select(s => s.SerialNumber), given.Take(6).Select(s => s.SerialNumber));
        Assert.Equal(Enumerable.Range(1, 10), given.Select(s => s.SequenceNo));
        Assert.Equal(tokens, given.Select(s => s.TokenId!.Value));
        Assert.All(given, s => Assert.Equal(SerialState.Linked, s.State));
        var messages = await plant.Messages();
        Assert.Equal(10, messages.Count(m => m.Op == OutboxOp.Register));
        Assert.Equal(6, messages.Count(m => m is { Op: OutboxOp.Link, AggregateSeq: 2 }));
        Assert.Equal(16, messages.Count);
    }

    [Theory, Databases, Trait("Rule", "SER-10")]
    public async Task Ten_made_ahead_for_ten_tokens_make_no_new_one(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var order = SerialKit.Order();
        var ahead = (await plant.Ahead(order, 10)).Must();
        Assert.Equal(ahead.Select(s => s.SerialNumber), (await plant.Spawn(order, SerialKit.Tokens(10))).Must().Select(s => s.SerialNumber));
        Assert.Equal(10, await plant.Scalar<int>($"SELECT COUNT(*) FROM job_ticket_serial"));
    }

    [Theory, Databases, Trait("Rule", "SER-11"), Trait("Rule", "SER-04")]
    public async Task The_next_cycle_gets_new_codes_and_its_numbers_run_on(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var ticket = Guid.CreateVersion7();
        var first = (await plant.Spawn(SerialKit.Order(ticket), SerialKit.Tokens(3))).Must();
        await plant.Scrap([.. first.Select(s => s.TokenId!.Value)]);

        var second = (await plant.Spawn(SerialKit.Order(ticket, cycle: 2), SerialKit.Tokens(3))).Must();

        Assert.Equal([4, 5, 6], second.Select(s => s.SequenceNo));
        Assert.Empty(first.Select(s => s.SerialNumber).Intersect(second.Select(s => s.SerialNumber)));
        Assert.All(second, s => Assert.True(SerialCode.Parse(s.SerialNumber) is { IsChecked: true, Tenant: "DUNA", Sku: "SR40", Type: SerialType.Hat } c && c.IsSignedWith(TestPlant.HatSalt)));
    }

    [Theory, Databases]
    public async Task What_becomes_of_a_piece_becomes_of_its_serial_and_is_told(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var order = SerialKit.Order();
        await plant.Ahead(order, 4);
        var given = (await plant.Spawn(order, SerialKit.Tokens(3))).Must();

        Assert.Equal(1, (await plant.Use(given[0].TokenId!.Value)).Must());
        Assert.Equal(1, (await plant.Scrap(given[1].TokenId!.Value)).Must());
        Assert.Equal(1, (await plant.Within<int>(async (work, _) => await work.CancelUnusedSerials(order.TicketId))).Must());
        Assert.Equal(0, (await plant.Use(given[1].TokenId!.Value, Guid.NewGuid())).Must());

        var states = (await plant.Get<SerialQueries>().OfTicket(order.TicketId, TestPlant.Ct)).Select(s => (s.State, s.Sync));
        Assert.Equal([(SerialState.Used, SerialSync.Pending), (SerialState.Scrapped, SerialSync.Pending), (SerialState.Linked, SerialSync.Pending), (SerialState.Cancelled, SerialSync.Pending)], states);
        Assert.Equal(["REGISTER", "LINK", "SET_STATUS"], (await plant.Messages()).Where(m => m.SerialCode == given[0].SerialNumber).Select(m => Word.Of(m.Op)));
    }

    [Theory, Databases]
    public async Task A_serial_is_linked_once_and_again_only_to_the_same_token(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var serial = (await plant.Ahead(SerialKit.Order(), 1)).Must()[0].SerialNumber;
        var token = Guid.CreateVersion7();

        Assert.Equal("DONE", await Race.Code(Link(token)));
        Assert.Equal("DONE", await Race.Code(Link(token)));
        Assert.Equal("SERIAL_ALREADY_LINKED", await Race.Code(Link(Guid.CreateVersion7())));
        Assert.Equal(2, (await plant.Messages()).Count);

        Task<Outcome<string>> Link(Guid to) => plant.Within<string>(async (work, _) => await work.LinkSerial(serial, to) is { Done: false, Refusal: var no } ? no : "linked");
    }

    [Theory, Databases, Trait("Rule", "SER-02"), Trait("Rule", "SER-16")]
    public async Task Without_standard_serials_a_site_refuses_and_a_test_site_gives_temporary_codes(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var order = SerialKit.Order();
        await plant.Flag("FF_SERIAL_STD_HAT", "OFF");
        var refused = await plant.ChangesNothing(() => plant.Spawn(order, SerialKit.Tokens(2)));
        Assert.Equal("SERIAL_FLAG_REQUIRED", refused.Refusal?.Code);

        await plant.Flag("IS_TEST", "ON");
        var first = (await plant.Spawn(order, SerialKit.Tokens(2))).Must();
        var second = (await plant.Spawn(order with { CycleNo = 2 }, SerialKit.Tokens(2))).Must();

        Assert.Equal(["TEMP-DUNA-JT-20260124-DUNA-0001-1-1", "TEMP-DUNA-JT-20260124-DUNA-0001-1-2", "TEMP-DUNA-JT-20260124-DUNA-0001-2-3", "TEMP-DUNA-JT-20260124-DUNA-0001-2-4"], first.Concat(second).Select(s => s.SerialNumber));
        await plant.Use(first[0].TokenId!.Value);
        Assert.Empty(await plant.Messages());
        Assert.Equal(SerialSync.None, (await plant.Serial(first[0].SerialNumber)).Sync);
    }

    [Theory, Databases, Trait("Rule", "SER-09")]
    public async Task A_batch_code_belongs_to_its_ticket_and_takes_no_token(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Flag("FF_SERIAL_STD_OEM", "ON");
        var made = (await plant.Ahead(SerialKit.Order(type: SerialType.Oem, sku: "SK12"), 1)).Must()[0];

        await plant.Dispatch();

        var row = Assert.Single(await plant.Registered());
        Assert.Equal((SerialScope.Batch, LinkedSource.JobTicket, null, made.TicketId), (row.SerialScope, row.LinkedSource, row.TokenId, row.TicketId));
    }

    [Theory, Databases]
    public async Task A_product_without_a_short_code_gets_no_serials(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        Assert.Equal("SERIAL_SKU_INVALID", (await plant.Spawn(SerialKit.Order(sku: "SR-40"), SerialKit.Tokens(1))).Refusal?.Code);
        Assert.Equal("SERIAL_SKU_INVALID", (await plant.Within<bool>(async (work, book) => await book.WhyNot(work, SerialKit.Order() with { Sku = null }) is { } no ? no : true)).Refusal?.Code);
        Assert.Equal("OUT_OF_RANGE", (await plant.Ahead(SerialKit.Order(), 10_001)).Refusal?.Code);
    }

    [Theory, Databases, Trait("Rule", "SER-05")]
    public async Task A_hundred_starts_at_once_fifty_times_get_numbers_of_their_own_without_a_gap(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var (threads, rounds) = db == Db.Postgres ? (100, 50) : (20, 10);
        var firsts = await Race.Of(threads, async _ =>
        {
            var drawn = new List<int>();
            for (var i = 0; i < rounds; i++) drawn.Add((await plant.Within<int>((work, _) => work.DrawSerials("DUNA", SerialType.Hat, "SR40", new(2028, 2, 29), 3))).Must());
            return drawn;
        });

        Assert.Equal(Enumerable.Range(0, threads * rounds).Select(i => i * 3 + 1), firsts.SelectMany(f => f).Order());
        plant.AssertNoFault();
    }

    [Theory, Databases, Trait("Rule", "SER-05")]
    public async Task Numbers_end_at_99999_and_begin_anew_with_the_UTC_day(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Sql($"INSERT INTO serial_seq_daily (tenant_code, prod_type, sku, ymd, seq) VALUES ('DUNA', 'HAT', 'SR40', '20260124', 99998)");
        Assert.Equal("SEQUENCE_EXHAUSTED", (await plant.ChangesNothing(() => plant.Spawn(SerialKit.Order(), SerialKit.Tokens(2)))).Refusal?.Code);
        Assert.Contains("-20260124-99999-", (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0].SerialNumber, StringComparison.Ordinal);
        Assert.Equal("SEQUENCE_EXHAUSTED", (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Refusal?.Code);
        Assert.Equal("SEQUENCE_EXHAUSTED", (await plant.Within<int>((work, _) => work.DrawSerials("DUNA", SerialType.Hat, "NEW1", new(2026, 1, 24), 100_000))).Refusal?.Code);

        // The plant's local day has begun already at 23:30 UTC; serials have not followed.
        plant.Time.Set(new DateTime(2026, 1, 24, 23, 30, 0, DateTimeKind.Utc));
        Assert.Contains("-20260124-00001-", (await plant.Spawn(SerialKit.Order(sku: "SR41"), SerialKit.Tokens(1))).Must()[0].SerialNumber, StringComparison.Ordinal);
        plant.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Contains("-20260125-00001-", (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1))).Must()[0].SerialNumber, StringComparison.Ordinal);
    }

    [Theory, Databases, Trait("Rule", "SER-12")]
    public async Task A_start_that_fails_leaves_neither_serial_nor_message(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(1));
        await plant.ChangesNothing(() => plant.Within<bool>(async (work, book) =>
        {
            (await book.ForTokens(work, SerialKit.Order(), SerialKit.Tokens(3))).Must();
            return Refusal.Conflict("CHORE_RUNNING");
        }));
    }

    [Theory, Databases]
    public async Task Raw_SQL_neither_moves_ends_nor_reuses_serials_nor_puts_temporary_ones_on_a_real_site(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var given = (await plant.Spawn(SerialKit.Order(), SerialKit.Tokens(2))).Must();
        await plant.Use(given[0].TokenId!.Value);
        var (used, other) = (given[0].SerialNumber, given[1].SerialNumber);

        await Guarded(plant, $"UPDATE job_ticket_serial SET state = 'LINKED' WHERE serial_number = {used}");
        await Guarded(plant, $"UPDATE job_ticket_serial SET token_id = {Guid.NewGuid()} WHERE serial_number = {other}");
        await Guarded(plant, $"UPDATE job_ticket_serial SET serial_number = 'X' WHERE serial_number = {other}");
        await Guarded(plant, $"DELETE FROM job_ticket_serial WHERE serial_number = {used}");
        await Guarded(plant, $"DELETE FROM serial_outbox WHERE serial_code = {used}");
        await Guarded(plant, $"UPDATE serial_seq_daily SET seq = 1");
        await Guarded(plant, $"DELETE FROM serial_salt");
        await Guarded(plant, $"INSERT INTO job_ticket_serial (id, ticket_id, cycle_no, sequence_no, serial_number, serial_type, is_temp, salt_version, state, generated_at, last_seq) VALUES ({Guid.NewGuid()}, {Guid.NewGuid()}, 1, 1, 'TEMP-DUNA-X-1-1', 'HAT', {true}, 0, 'ISSUED', {plant.Clock.Now}, 0)");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => plant.Sql($"INSERT INTO job_ticket_serial (id, ticket_id, cycle_no, sequence_no, serial_number, serial_type, is_temp, salt_version, state, generated_at, last_seq) VALUES ({Guid.NewGuid()}, {Guid.NewGuid()}, 1, 1, {used}, 'HAT', {false}, 1, 'ISSUED', {plant.Clock.Now}, 0)"));
    }

    private static async Task Guarded(TestPlant plant, FormattableString sql) =>
        Assert.Contains(Guard.Marker, (await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => plant.Sql(sql))).Message, StringComparison.Ordinal);
}
