using System.Collections.Concurrent;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Quality;

public sealed class HoldRaceTests
{
    private const int Racers = 8, LotsPerSite = 9_000;

    /// <summary>A warm reading against a use of the same goods, on a lot of its own each time.</summary>
    [Theory, Databases]
    [Trait("Rule", "R-TEMP-03"), Trait("Rule", "R-BUF-03")]
    public async Task No_goods_leave_their_buffer_past_a_hold_however_often_it_is_raced(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        var lots = await Copies(day, await day.Put(await day.PassGate(await day.Make(LotType.Deb, 10, (await day.First(LotType.Raw), 10)))), Chaos.Times(200, 30_000));
        var (left, answers, buffer) = (new ConcurrentQueue<Guid>(lots), new ConcurrentDictionary<string, int>(), day.Floor.Buffers["LK-001"]);
        // Whoever lost begins a little earlier next time, so neither side wins always, however busy the machine is.
        var ahead = 0;
        await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(async () =>
        {
            while (left.TryDequeue(out var lot))
            {
                var lead = Volatile.Read(ref ahead);
                var first = lead >= 0 ? Warm(lot) : Use(lot);
                for (var i = 0; i < Math.Abs(lead); i++) await Task.Yield();
                var second = lead >= 0 ? Use(lot) : Warm(lot);
                var both = await Task.WhenAll(first, second);
                foreach (var answer in both) answers.AddOrUpdate(answer, 1, (_, n) => n + 1);
                Interlocked.Add(ref ahead, both.Contains("use DONE") ? 1 : -1);
            }
        })));

        Assert.Equal(lots.Count, answers["DONE"]);
        Assert.Equal(lots.Count, answers.GetValueOrDefault("use DONE") + answers.GetValueOrDefault("use LOT_NOT_MOVABLE"));
        // A race that one side always wins is none.
        Assert.True(answers.ContainsKey("use DONE") && answers.ContainsKey("use LOT_NOT_MOVABLE"), string.Join(", ", answers));
        Assert.Equal(lots.Count, await day.Plant.Scalar<long>($"SELECT COUNT(*) FROM lots WHERE status = 'HOLD'"));
        Assert.Equal(0, await day.Plant.Scalar<long>($"""
            SELECT COUNT(*) FROM audit_events held JOIN audit_events later ON later.entity_code = held.entity_code AND later.id > held.id
            WHERE held.event_type = 'TEMP_VIOLATION_HOLD' AND later.event_type IN ('STOCK_MOVED', 'LOT_PARTIALLY_CONSUMED')
            """));
        Assert.Equal(answers.GetValueOrDefault("use DONE"), await day.Plant.Scalar<long>($"SELECT COUNT(*) FROM stock_moves WHERE move_type = 'CONSUME' AND quantity_grams = 4000"));
        day.Plant.AssertNoFault();

        Task<string> Warm(Guid lot) => Race.Code(day.Plant.Get<RecordReadingHandler>().Handle(new RecordReading(new ReadingInput(lot, null, 9, MeasurementType.Surface)), day.Plant.Auditor, TestPlant.Ct));

        async Task<string> Use(Guid lot) => "use " + await Race.Code(day.Plant.Get<MoveStockHandler>().Handle(new MoveStock(lot, null, buffer, null, 4, MoveType.Consume), day.Plant.Operator, TestPlant.Ct));
    }

    /// <summary>The lot again and again with its inspection and its place, past the rules: made one by one they would take longer than the race.</summary>
    private static async Task<List<Guid>> Copies(ProductionDay day, LotView lot, int count)
    {
        await using var db = day.Plant.Open();
        var isSqlite = day.Plant.Database.Db == Db.Sqlite;
        var id = isSqlite ? "upper(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21))" : "gen_random_uuid()";
        for (var made = 0; made < count; made += LotsPerSite)
        {
            var site = "RAC" + (char)('A' + (made / LotsPerSite));
            var code = isSqlite ? $"'DEB-20260124-{site}-' || printf('%04d', i)" : $"'DEB-20260124-{site}-' || lpad(i::text, 4, '0')";
            var numbers = $"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Math.Min(LotsPerSite, count - made)}) SELECT i{(isSqlite ? ", hex(randomblob(16)) AS h" : "")} FROM n) n";
            await Execute($"INSERT INTO lots ({Columns<Lot>()}) SELECT {Columns<Lot>(("id", id), ("lot_code", code))} FROM lots l, {numbers} WHERE l.id = @lot");
        }
        const string copies = "lots c WHERE c.lot_code LIKE 'DEB-20260124-RAC%'";
        var own = isSqlite ? "(SELECT upper(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21)) FROM (SELECT hex(randomblob(16)) AS h WHERE c.id IS NOT NULL))" : id;
        await Execute($"INSERT INTO qc_inspections ({Columns<Inspection>()}) SELECT {Columns<Inspection>(("id", own), ("lot_id", "c.id"), ("idempotency_key", own))} FROM qc_inspections l, {copies} AND l.lot_id = @lot");
        await Execute($"INSERT INTO inventory_items ({Columns<InventoryItem>()}) SELECT {Columns<InventoryItem>(("id", own), ("lot_id", "c.id"))} FROM inventory_items l, {copies} AND l.lot_id = @lot");
        return [.. (await day.Plant.Column<Guid>($"SELECT id FROM lots WHERE lot_code LIKE 'DEB-20260124-RAC%' ORDER BY lot_code"))];

        string Columns<T>(params (string Column, string Value)[] instead) => string.Join(", ", db.Model.FindEntityType(typeof(T))!.GetProperties().Select(p => p.GetColumnName())
            .Select(c => Array.Find(instead, i => i.Column == c).Value ?? (instead.Length == 0 ? c : "l." + c)));

        Task Execute(string sql) => day.Plant.Sql(System.Runtime.CompilerServices.FormattableStringFactory.Create(sql.Replace("@lot", "{0}", StringComparison.Ordinal), lot.Id));
    }
}
