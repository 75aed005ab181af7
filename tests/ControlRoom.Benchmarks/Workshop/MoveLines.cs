using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using ControlRoom.Benchmarks.Commands;
using ControlRoom.Core.Dispatch;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Workshop;

/// <summary>
/// Moves a second: eight workers complete work on ten thousand tokens in ten tickets on a graph of twelve nodes, against the rows that a move
/// writes, written by pgbench under the same locks, or on SQLite by prepared statements. Higher is better; 1 would be free.
/// </summary>
internal static class MoveLines
{
    private const int Tickets = 10, PerTicket = 1_000, Workers = 8, PerSlice = 800, Warming = 960;
    private const double Aim = 0.4, PromisedMs = 300;

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var mill = await TokenMill.Build(plant, MoveGraph.Twelve);
        var handler = plant.Get<CompleteTokenHandler>();
        var by = People.SecondOperator;
        var sample = await mill.Another(by.Call());
        var rows = await RowRecorder.Record(plant, async () => (await handler.Handle(new(sample.Token), by.Call(), CancellationToken.None)).Must());
        var places = await Places.Of(plant, mill, sample.Ticket, sample.Token, by.Id);
        var (house, floor) = (0, 0);
        var times = new ConcurrentBag<double>();
        await mill.Grow(new Crop(Tickets, PerTicket, null));
        var statements = db == Db.Postgres ? await StatementCount.Of(() => Move(house++)) : (int?)null;

        await using var writer = db == Db.Sqlite ? await RawWriter.Prepare(plant, rows) : null;
        await House(Warming);
        await Floor(Warming);
        times.Clear();
        var (moves, least) = (new List<double>(), new List<double>());
        for (var slice = 0; slice < Slices.Count; slice++)
        {
            if (slice % 2 == 0) least.Add(await Floor(PerSlice));
            moves.Add(await House(PerSlice));
            if (slice % 2 != 0) least.Add(await Floor(PerSlice));
        }
        var sorted = times.Order().ToList();
        var figures = string.Create(CultureInfo.InvariantCulture, $"{Slices.Median(moves):0} over {Slices.Median(least):0} a second; {Workers} workers, {rows.Count} rows written{(statements is null ? "" : $", {statements} statements by the handler")}");
        var p95 = sorted[(int)Math.Ceiling(sorted.Count * 0.95) - 1];
        return
        [
            new Measured("move: completions", plant.Dialect.Name, [.. moves.Zip(least, (h, f) => h / f)], Aim, AtLeast: true, figures),
            new Measured("move: p95 of 300 ms", plant.Dialect.Name, [p95 / PromisedMs], 1, AtLeast: false, string.Create(CultureInfo.InvariantCulture, $"p50 {sorted[sorted.Count / 2]:0.0} ms, p95 {p95:0.0} ms, max {sorted[^1]:0} ms of {sorted.Count} moves by {Workers} workers")),
        ];

        async Task Move(int turn)
        {
            var number = Number(turn, 0);
            var watch = Stopwatch.StartNew();
            (await handler.Handle(new(TokenMill.TokenId(number)), TokenMill.Operator(number), CancellationToken.None)).Must();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        async Task<double> House(int count)
        {
            var first = house;
            house += count;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
            {
                for (var turn = first + worker; turn < first + count; turn += Workers) await Move(turn);
            })));
            return count / watch.Elapsed.TotalSeconds;
        }

        async Task<double> Floor(int count)
        {
            var first = floor;
            floor += count;
            if (writer is null) return await PgBench.Run(plant.Database.ConnectionString, MoveScript.Of(rows, places.Sql, places.Locks, NumberScript), Workers, count / Workers, ("k", 0), ("first", first));
            var watch = Stopwatch.StartNew();
            for (var turn = first; turn < first + count; turn++) await writer.Write(places.Stored(writer, rows, Number(turn, 1)));
            return count / watch.Elapsed.TotalSeconds;
        }
    }

    /// <summary>One ticket after the other; what the house moves and what the floor writes lies side by side.</summary>
    private static int Number(int turn, int side) => (turn % Tickets * PerTicket) + (turn / Tickets * 2) + side;

    private static readonly string NumberScript = string.Create(CultureInfo.InvariantCulture,
        $"\\set turn :first + :k * {Workers} + :client_id\n\\set k :k + 1\n\\set ticket :turn % {Tickets}\n\\set n :ticket * {PerTicket} + (:turn / {Tickets}) * 2 + 1\n");
}

/// <summary>What the recorded move is about, and what stands for it with another token.</summary>
internal sealed record Places(IReadOnlyDictionary<object, string> Sql, IReadOnlyList<string> Locks, IReadOnlyList<(Guid Id, string Table, bool OfTicket)> Ids)
{
    public static async Task<Places> Of(TestPlant plant, TokenMill mill, Guid ticket, Guid token, Guid by)
    {
        (Guid Id, string Table, bool OfTicket)[] ids =
        [
            (token, "flow_token", false), (by, "users", false), (ticket, "job_ticket", true),
            (await plant.Scalar<Guid>($"SELECT instance_id FROM flow_token WHERE id = {token}"), "job_graph_instance", true),
            (await plant.Scalar<Guid>($"SELECT id FROM token_assignment WHERE token_id = {token} AND status = 'COMPLETED'"), "token_assignment", false),
            (await plant.Scalar<Guid>($"SELECT id FROM token_work_session WHERE token_id = {token} AND status = 'COMPLETED'"), "token_work_session", false),
        ];
        var sql = ids.ToDictionary(i => (object)i.Id, i => mill.IdSql(i.Table, i.OfTicket ? ":ticket" : ":n"));
        return new Places(sql,
        [
            "SELECT pg_try_advisory_xact_lock(hashtextextended(gen_random_uuid()::text, 0))",
            $"SELECT id FROM job_ticket WHERE id = {sql[ticket]} FOR {TicketLock}",
            $"SELECT id FROM flow_token WHERE id = {sql[token]} FOR NO KEY UPDATE",
        ], ids);
    }

    /// <summary>The strength in which a move that ends nothing holds its ticket.</summary>
    private const string TicketLock = "SHARE";

    public Dictionary<object, object> Stored(RawWriter writer, IReadOnlyList<WrittenRow> rows, int number)
    {
        var map = Ids.ToDictionary(i => writer.Stored(i.Id), i => writer.Stored(TokenMill.IdOf(i.Table, i.OfTicket ? number / 1_000 : number)));
        foreach (var key in rows.SelectMany(r => r.Cells).Where(c => c.Column == "idempotency_key")) map[key.Value!] = Guid.NewGuid().ToString();
        return map;
    }
}
