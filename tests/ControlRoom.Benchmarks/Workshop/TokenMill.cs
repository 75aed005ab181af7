using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Tickets;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Benchmarks.Workshop;

/// <summary>How many tokens there are, and what they are.</summary>
/// <param name="PerTicket">Tokens of one ticket and its only cycle.</param>
/// <param name="ReadyPercent">So many of a hundred are READY and unassigned, the rest COMPLETED; null = each is in the work of an operator of its own.</param>
internal sealed record Crop(int Tickets, int PerTicket, int? ReadyPercent)
{
    public int Tokens => Tickets * PerTicket;
}

/// <summary>
/// Tickets with tokens by the million, made by the database itself out of one that commands have made. Every row is as commands would have
/// left it; ids tell what a row is and which number it has.
/// </summary>
internal sealed class TokenMill
{
    private const int TicketKind = 1, SnapshotKind = 2, InstanceKind = 3, CycleKind = 4, NodeKind = 5, UserKind = 6, TokenKind = 7, AssignmentKind = 8, SessionKind = 9, SerialKind = 10;

    private static readonly string[] Tables = ["users", "job_ticket", "runtime_snapshot", "job_graph_instance", "spawn_cycle", "node_instance", "flow_token", "token_assignment", "token_work_session", "job_ticket_serial", "token_event"];

    private readonly TestPlant plant;
    private readonly Guid product;
    private readonly bool sqlite;

    private TokenMill(TestPlant plant, Guid product, Guid ticket, Guid token) => (this.plant, this.product, sqlite, Ticket, Token) = (plant, product, plant.Database.Db == Db.Sqlite, ticket, token);

    /// <summary>The ticket that the others are copies of, and its only token, in work.</summary>
    public Guid Ticket { get; }
    public Guid Token { get; }

    public static Guid TokenId(int number) => Id(TokenKind, number);

    public static Caller Operator(int number) => new Person(Id(UserKind, number), "mill@plant.test", "Mill operator", Role.Operator).Call();

    public static Guid IdOf(string table, int number) => Id(Array.IndexOf(KindNames, table) + 1, number);

    /// <summary>SQL for the id of a kind of row with the number that the expression has.</summary>
    public string IdSql(string table, string number) => Id(Array.IndexOf(KindNames, table) + 1, number);

    private static readonly string[] KindNames = ["job_ticket", "runtime_snapshot", "job_graph_instance", "spawn_cycle", "node_instance", "users", "flow_token", "token_assignment", "token_work_session", "job_ticket_serial"];

    /// <summary>Furnishes a plant with a product on the graph, and one ticket of one piece that somebody works on.</summary>
    public static async Task<TokenMill> Build(TestPlant plant, string graph)
    {
        var ct = CancellationToken.None;
        var product = (await plant.Get<CreateProductHandler>().Handle(new(new() { Sku = "SR-40", Name = new("Nyársállvány", "Skewer rack"), SerialSku = "SR40", ProductionLine = ProductionLine.Hatthasilpa }), plant.Manager, ct)).Must().Id;
        var part = (await plant.Get<AddComponentHandler>().Handle(new(product, new("FRAME", null, new("Keret", "Frame"), 0)), plant.Manager, ct)).Must();
        (await plant.Get<AddMaterialHandler>().Handle(new(product, part.Id, new() { MaterialSku = "TUB-20", RoleCode = "TUBE", Constraints = JsonSerializer.SerializeToElement(new { length_mm = 1200, pieces = 4 }) }), plant.Manager, ct)).Must();
        var rows = new RawRows(plant);
        var flow = (await rows.Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        await rows.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 1), ("status", "PUBLISHED"), ("allow_new_jobs", true), ("graph_schema", graph));
        (await plant.Get<BindGraphHandler>().Handle(new(product, flow, null, null, null), plant.Manager, ct)).Must();
        (await plant.Get<CreateRevisionHandler>().Handle(new(product, RevisionReason.Initial, null, null), plant.Manager, ct)).Must();
        (await plant.Get<PublishRevisionHandler>().Handle(new(product, 1, null), plant.Manager, ct)).Must();
        var (ticket, token) = await InWork(plant, product, plant.Operator);
        return new TokenMill(plant, product, ticket, token);
    }

    /// <summary>One more ticket of one piece that somebody works on, made by commands.</summary>
    public Task<(Guid Ticket, Guid Token)> Another(Caller by) => InWork(plant, product, by);

    private static async Task<(Guid Ticket, Guid Token)> InWork(TestPlant plant, Guid product, Caller by)
    {
        var ct = CancellationToken.None;
        var ticket = (await plant.Get<PlanTicketHandler>().Handle(new PlanTicket(product, "Racks", 1, ProcessMode.Piece), plant.Manager, ct)).Must().Id;
        var token = (await plant.Get<StartTicketHandler>().Handle(new(ticket), plant.Manager, ct)).Must().Spawn.TokenIds[0];
        (await plant.Get<StartTokenHandler>().Handle(new(token), by, ct)).Must();
        return (ticket, token);
    }

    /// <summary>Adds the crop to an empty mill.</summary>
    public async Task Grow(Crop crop)
    {
        await using var db = plant.Open();
        await db.Database.OpenConnectionAsync();
        await Unguarded(db, async () =>
        {
            foreach (var sql in Statements(db, crop)) await Run(db, sql);
        });
        // What a server does by itself within a minute.
        await Run(db, sqlite ? "ANALYZE" : $"VACUUM ANALYZE {string.Join(", ", Tables)}");
    }

    private IEnumerable<string> Statements(ControlRoomDb db, Crop crop)
    {
        var (ticket, perTicket, inWork) = ($"(n / {crop.PerTicket})", crop.PerTicket, crop.ReadyPercent is null);
        var day = sqlite ? "printf('%04d', n + 1001)" : "lpad((n + 1001)::text, 4, '0')";
        var ofTicket = $"t.id = '{Text(Ticket)}'";
        var ofInstance = $"t.instance_id = (SELECT graph_instance_id FROM job_ticket WHERE id = '{Text(Ticket)}')";
        var ofToken = $"t.token_id = '{Text(Token)}'";
        var ready = crop.ReadyPercent is { } percent ? $"n % 100 < {percent}" : "FALSE";
        if (inWork) yield return Copy("users", crop.Tokens, $"t.id = '{Text(People.Operator.Id)}'", ("id", Id(UserKind, "n")), ("email", $"'mill-' || n || '@plant.test'"));
        yield return Copy("job_ticket", crop.Tickets, ofTicket, ("id", Id(TicketKind, "n")), ("ticket_code", $"substr(t.ticket_code, 1, length(t.ticket_code) - 4) || {day}"), ("snapshot_id", Id(SnapshotKind, "n")), ("graph_instance_id", Id(InstanceKind, "n")), ("target_qty", $"{perTicket * 100}"));
        yield return Copy("runtime_snapshot", crop.Tickets, $"t.job_ticket_id = '{Text(Ticket)}'", ("id", Id(SnapshotKind, "n")), ("job_ticket_id", Id(TicketKind, "n")));
        yield return Copy("job_graph_instance", crop.Tickets, $"t.job_ticket_id = '{Text(Ticket)}'", ("id", Id(InstanceKind, "n")), ("job_ticket_id", Id(TicketKind, "n")), ("snapshot_id", Id(SnapshotKind, "n")));
        yield return Copy("spawn_cycle", crop.Tickets, ofInstance, ("id", Id(CycleKind, "n")), ("instance_id", Id(InstanceKind, "n")), ("requested_qty", $"{perTicket * 100}"), ("spawned_count", $"{perTicket}"));
        yield return Copy("node_instance", crop.Tickets, ofInstance, ("id", Id(NodeKind, "n * 100 + t.k")), ("instance_id", Id(InstanceKind, "n")));
        yield return Copy("flow_token", crop.Tokens, $"t.id = '{Text(Token)}'",
            ("id", Id(TokenKind, "n")), ("root_token_id", Id(TokenKind, "n")), ("job_ticket_id", Id(TicketKind, ticket)), ("instance_id", Id(InstanceKind, ticket)), ("spawn_cycle_id", Id(CycleKind, ticket)), ("serial_number", "'MILL-' || n"),
            ("queue_key", $"substr(t.queue_key, 1, length(t.queue_key) - 32) || {(sqlite ? "printf('%032d', n)" : "lpad(n::text, 32, '0')")}"),
            ("status", inWork ? "t.status" : $"CASE WHEN {ready} THEN 'READY' ELSE 'COMPLETED' END"), ("completed_at", inWork ? "NULL" : $"CASE WHEN {ready} THEN NULL ELSE t.since END"));
        yield return Copy("job_ticket_serial", crop.Tokens, ofToken, ("id", Id(SerialKind, "n")), ("ticket_id", Id(TicketKind, ticket)), ("token_id", Id(TokenKind, "n")), ("serial_number", "'MILL-' || n"), ("sequence_no", $"n % {perTicket} + 1"));
        yield return Copy("token_event", crop.Tokens, $"{ofToken} AND t.event_type = 'ENTER' AND t.node_code <> 'START'", ("token_id", Id(TokenKind, "n")), ("instance_id", Id(InstanceKind, ticket)), ("idempotency_key", "'mill-' || n || '-' || t.k"));
        if (!inWork) yield break;
        yield return Copy("token_assignment", crop.Tokens, ofToken, ("id", Id(AssignmentKind, "n")), ("token_id", Id(TokenKind, "n")), ("assigned_to_user_id", Id(UserKind, "n")), ("session_id", Id(SessionKind, "n")));
        yield return Copy("token_work_session", crop.Tokens, ofToken, ("id", Id(SessionKind, "n")), ("token_id", Id(TokenKind, "n")), ("instance_id", Id(InstanceKind, ticket)), ("assignment_id", Id(AssignmentKind, "n")), ("operator_user_id", Id(UserKind, "n")));

        string Copy(string table, int count, string which, params (string Column, string Sql)[] own)
        {
            var entity = db.Model.GetEntityTypes().Single(e => e.GetTableName() == table);
            var columns = entity.GetProperties().Where(p => p.ValueGenerated == Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never || p.IsConcurrencyToken).Select(p => p.GetColumnName()).ToList();
            var values = columns.Select(c => own.FirstOrDefault(o => o.Column == c).Sql ?? "t." + c);
            var numbers = sqlite ? $"(WITH RECURSIVE nums(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nums WHERE n < {count - 1}) SELECT n FROM nums)" : $"generate_series(0, {count - 1})";
            return $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", values)} FROM {numbers} AS g{(sqlite ? "" : "(n)")} CROSS JOIN (SELECT t.*, ROW_NUMBER() OVER (ORDER BY t.id) AS k FROM {table} t WHERE {which}) t";
        }
    }

    /// <summary>Guards and foreign keys look at every row; these are what they would accept. They are back when it is done.</summary>
    private async Task Unguarded(ControlRoomDb db, Func<Task> work)
    {
        if (!sqlite)
        {
            foreach (var table in Tables) await Run(db, "ALTER TABLE " + table + " DISABLE TRIGGER ALL");
            await work();
            foreach (var table in Tables) await Run(db, "ALTER TABLE " + table + " ENABLE TRIGGER ALL");
            return;
        }
        var guards = ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => Tables.Contains(g.Table)).ToList();
        foreach (var sql in plant.Dialect.LiftScript(guards).Prepend("PRAGMA foreign_keys=OFF")) await Run(db, sql);
        await work();
        foreach (var sql in plant.Dialect.GuardScript(guards)) await Run(db, sql);
        await Run(db, "PRAGMA foreign_keys=ON");
    }

    private static async Task Run(ControlRoomDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 1_200);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>In decimal digits, which are hexadecimal ones too.</summary>
    private static Guid Id(int kind, int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"0000A0{kind:00}-0000-7000-8000-{number:000000000000}"));

    private string Id(int kind, string number) => sqlite
        ? string.Create(CultureInfo.InvariantCulture, $"printf('0000A0{kind:00}-0000-7000-8000-%012d', {number})")
        : string.Create(CultureInfo.InvariantCulture, $"('0000A0{kind:00}-0000-7000-8000-' || lpad(({number})::text, 12, '0'))::uuid");

    private string Text(Guid id) => sqlite ? id.ToString().ToUpperInvariant() : id.ToString();
}
