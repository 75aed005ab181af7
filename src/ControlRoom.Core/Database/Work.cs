// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Database;

/// <summary>
/// What a handler works with inside its transaction: the tracked context, the command's single instant, who asks, and the locks.
/// Locks are taken first and in one order everywhere: products first, runs by id, lots by id, buffers by id, code sequences last.
/// </summary>
public sealed class Work(ControlRoomDb db, Dialect dialect, Clock clock, DateTime now, Caller caller, CancellationToken ct)
{
    private readonly List<Fact> facts = [];
    private readonly List<string> touched = [];
    private int rowKeys;
    private Guid? own;

    public ControlRoomDb Db => db;
    public Dialect Dialect => dialect;
    public Clock Clock => clock;

    /// <summary>The instant of the command; everything it writes carries it.</summary>
    public DateTime Now => now;
    public Caller Caller => caller;
    public CancellationToken Ct => ct;

    /// <summary>What the log lines of this command carry.</summary>
    internal LogScope? Lines { get; init; }

    /// <summary>Topics to ring beside those of the facts.</summary>
    internal IReadOnlyList<string> Touched => touched;

    /// <summary>Writes what has been changed so far, for a unique index that must see one change before the next, or a view that reads it back.</summary>
    public Task Flush()
    {
        // The context forgets what it has deleted, and with it what the aggregate recorded.
        foreach (var entry in db.ChangeTracker.Entries<Aggregate>().Where(e => e.State == EntityState.Deleted))
        {
            facts.AddRange(entry.Entity.Facts);
            entry.Entity.ForgetFacts();
        }
        return db.SaveChangesAsync(ct);
    }

    public Guid NewId() => Ids.New(now);

    /// <summary>The key of the caller's intention; a fresh one for background work.</summary>
    public Guid IntentKey => caller.Intent?.Key ?? NewId();

    /// <summary>A key of its own for each of the rows that one intention writes.</summary>
    internal string NextRowKey() => $"{own ??= IntentKey:N}-{++rowKeys}";

    /// <summary>A fact of something that is no aggregate: a stock move, an inspection, a reading.</summary>
    public void Record(Fact fact) => facts.Add(fact);

    /// <summary>Rings a topic that no fact of this command names.</summary>
    public void Touch(string topic) => touched.Add(topic);

    public Task LockRuns(LockStrength strength, params IEnumerable<Guid> ids)
    {
        Guid[] runs = [.. ids];
        if (Lines is not null && runs is [var only]) Lines.RunId = only;
        return Lock("production_runs", strength, runs);
    }

    public Task LockLots(LockStrength strength, params IEnumerable<Guid> ids) => Lock("lots", strength, ids);

    public Task LockBuffers(params IEnumerable<Guid> ids) => Lock("buffers", LockStrength.Update, ids);

    /// <summary>Keeps a version as it is while something is pinned to it.</summary>
    public Task ShareFlowVersion(Guid id) => Lock("flow_versions", LockStrength.Share, [id]);

    /// <summary>Keeps a workshop graph and this version of it, while a product comes to refer to them.</summary>
    public async Task ShareRoute(Guid versionId)
    {
        await dialect.Lock(db, "flow_definitions", LockStrength.Share, "id IN (SELECT flow_definition_id FROM flow_versions WHERE id = @version)", ct, ("version", versionId));
        await ShareFlowVersion(versionId);
    }

    public Task ShareFlows(params IEnumerable<Guid> ids) => Lock("flow_definitions", LockStrength.Share, ids);

    public Task LockFlowVersions(params IEnumerable<Guid> ids) => Lock("flow_versions", LockStrength.Update, ids);

    public Task LockFlows(params IEnumerable<Guid> ids) => Lock("flow_definitions", LockStrength.Update, ids);

    /// <summary>Before everything else of the workshop: who decides on how much a product is in use shares it, who changes its design takes it.</summary>
    public Task LockProducts(LockStrength strength, params IEnumerable<Guid> ids) => Lock("product", strength, ids);

    /// <summary>After their products, before anything of their cycles.</summary>
    public Task LockTickets(LockStrength strength, params IEnumerable<Guid> ids) => Lock("job_ticket", strength, ids);

    public Task LockNodeInstances(params IEnumerable<Guid> ids) => Lock("node_instance", LockStrength.Update, ids);

    /// <summary>The roots of families: whoever holds one has all that ever came of it.</summary>
    public Task LockTokens(params IEnumerable<Guid> ids) => Lock("flow_token", LockStrength.Update, ids);

    /// <summary>Both in one trip, tickets first, where nothing is to be locked between them.</summary>
    public Task LockTicketsAndTokens(LockStrength strength, IEnumerable<Guid> tickets, IEnumerable<Guid> roots) => dialect.LockBoth(db, ("job_ticket", strength, tickets.ToArray()), ("flow_token", LockStrength.Update, roots.ToArray()), ct);

    /// <summary>After lots and buffers.</summary>
    public Task LockDeviations(params IEnumerable<Guid> ids) => Lock("deviations", LockStrength.Update, ids);

    public Task LockSuppliers(params IEnumerable<Guid> ids) => Lock("suppliers", LockStrength.Update, ids);

    public Task LockGates(params IEnumerable<Guid> ids) => Lock("qc_gates", LockStrength.Update, ids);

    public Task LockUsers(params IEnumerable<Guid> ids) => Lock("users", LockStrength.Update, ids);

    public Task LockFindings(params IEnumerable<Guid> ids) => Lock("finding", LockStrength.Update, ids);

    public Task LockAlarms(params IEnumerable<Guid> ids) => Lock("alarms", LockStrength.Update, ids);

    /// <summary>After the ticket and the root of the token.</summary>
    public Task LockSerials(params IEnumerable<Guid> ids) => Lock("job_ticket_serial", LockStrength.Update, ids);

    public Task LockOutbox(params IEnumerable<Guid> ids) => Lock("serial_outbox", LockStrength.Update, ids);

    /// <summary>Shares the runs that the lots belong to.</summary>
    public Task ShareRunsOf(IEnumerable<Guid> lotIds) => dialect.Lock(db, "production_runs", LockStrength.Share, "id IN (SELECT run_id FROM lots WHERE id = ANY(@lots))", ct, ("lots", lotIds.ToArray()));

    /// <summary>Shares the lots that a run made at these steps.</summary>
    public Task ShareLotsOf(Guid runId, int fromStep, int toStep) =>
        dialect.Lock(db, "lots", LockStrength.Share, "run_id = @run AND step_index BETWEEN @from AND @to", ct, ("run", runId), ("from", fromStep), ("to", toStep));

    /// <summary>Locks the buffers that hold something of these lots, and <paramref name="more"/>. The lots are locked already, so nobody puts them elsewhere meanwhile.</summary>
    public Task LockBuffersOf(IEnumerable<Guid> lotIds, IEnumerable<Guid> more) =>
        dialect.Lock(db, "buffers", LockStrength.Update, "id = ANY(@more) OR id IN (SELECT buffer_id FROM inventory_items WHERE lot_id = ANY(@lots) AND exited_at IS NULL)", ct, ("more", more.ToArray()), ("lots", lotIds.ToArray()));

    private Task Lock(string table, LockStrength strength, IEnumerable<Guid> ids) =>
        ids.ToArray() is { Length: > 0 } some ? dialect.Lock(db, table, strength, "id = ANY(@ids)", ct, ("ids", some)) : Task.CompletedTask;

    /// <summary>The next code of a prefix on the local date of <see cref="Now"/>; the counter's row stays locked until commit.</summary>
    public async Task<Outcome<string>> NextCode(string prefix, string site)
    {
        var date = clock.CodeDate(now);
        await using var command = (await Dialect.Command(db, """
            INSERT INTO code_sequences (prefix, site_code, local_date, last_value) VALUES (@prefix, @site, @date, 1)
            ON CONFLICT (prefix, site_code, local_date) DO UPDATE SET last_value = code_sequences.last_value + 1 WHERE code_sequences.last_value < @last
            RETURNING last_value
            """, ct)).With("prefix", prefix).With("site", site).With("date", date).With("last", PlantCode.LastNumber);
        return await command.ExecuteScalarAsync(ct) is { } number
            ? PlantCode.Format(prefix, date, site, Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture))
            : Refusal.Conflict("CODE_SEQUENCE_EXHAUSTED").With("prefix", prefix).With("date", date.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A scanned code is in use; the counter never gives it out again.</summary>
    public async Task Reserve(string code)
    {
        var parts = code.Split('-');
        var date = DateOnly.TryParseExact(parts[1], "yyyyMMdd", out var parsed) ? parsed : clock.CodeDate(now);
        var number = int.Parse(parts[3], System.Globalization.CultureInfo.InvariantCulture);
        await using var command = (await Dialect.Command(db, """
            INSERT INTO code_sequences (prefix, site_code, local_date, last_value) VALUES (@prefix, @site, @date, @number)
            ON CONFLICT (prefix, site_code, local_date) DO UPDATE SET last_value = CASE WHEN code_sequences.last_value < @number THEN @number ELSE code_sequences.last_value END
            """, ct)).With("prefix", parts[0]).With("site", parts[2]).With("date", date).With("number", number);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The next SSCC of the company; the counter's row stays locked until commit.</summary>
    public async Task<Outcome<string>> NextSscc(int extension, string companyPrefix)
    {
        await using var command = (await Dialect.Command(db, """
            INSERT INTO sscc_sequences (company_prefix, last_serial) VALUES (@prefix, 1)
            ON CONFLICT (company_prefix) DO UPDATE SET last_serial = sscc_sequences.last_serial + 1 WHERE sscc_sequences.last_serial < @last
            RETURNING last_serial
            """, ct)).With("prefix", companyPrefix).With("last", Gs1.LastSerial(companyPrefix));
        return await command.ExecuteScalarAsync(ct) is { } serial
            ? Gs1.Sscc(extension, companyPrefix, Convert.ToInt64(serial, System.Globalization.CultureInfo.InvariantCulture))
            : Refusal.Conflict("SSCC_EXHAUSTED").With("prefix", companyPrefix);
    }

    /// <summary>A serial that came from outside is in use; the counter never gives it out again.</summary>
    public async Task ReserveSscc(string companyPrefix, long serial)
    {
        await using var command = (await Dialect.Command(db, """
            INSERT INTO sscc_sequences (company_prefix, last_serial) VALUES (@prefix, @serial)
            ON CONFLICT (company_prefix) DO UPDATE SET last_serial = CASE WHEN sscc_sequences.last_serial < @serial THEN @serial ELSE sscc_sequences.last_serial END
            """, ct)).With("prefix", companyPrefix).With("serial", serial);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Facts of this scope and of every tracked aggregate, in the order they were recorded.</summary>
    internal List<Fact> DrainFacts()
    {
        var all = new List<Fact>(facts);
        foreach (var entry in db.ChangeTracker.Entries<Aggregate>())
        {
            all.AddRange(entry.Entity.Facts);
            entry.Entity.ForgetFacts();
        }
        facts.Clear();
        all.Sort(static (a, b) => a.Order.CompareTo(b.Order));
        return all;
    }
}
