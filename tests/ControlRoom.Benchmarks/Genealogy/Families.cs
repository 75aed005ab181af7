using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Benchmarks.Genealogy;

/// <summary>
/// Lots in families of ten thousand, made by the database itself past all rules. One lot stands in the middle of a family at step 5: five
/// generations of a thousand lots lead to it and five lead away, each lot made from three, so that its tree is the whole family.
/// </summary>
internal static class Families
{
    public const int Lots = 10_000;

    /// <summary>The lot in the middle of the first family.</summary>
    public static readonly Guid Middle = new("00000000-0000-7000-8000-000000000000");

    private static IEnumerable<string> OnInsert => ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.Table is "genealogy_links" or "lots" && g.On is (GuardOn.Insert or GuardOn.Replace)).Select(g => g.Name);

    /// <summary>Adds families to a furnished plant; the first has number 0.</summary>
    public static async Task Add(TestPlant plant, int from, int count, Guid pattern)
    {
        var sqlite = plant.Database.Db == Db.Sqlite;
        await using var db = plant.Open();
        var columns = db.Model.FindEntityType(typeof(Lot))!.GetProperties().Select(p => p.GetColumnName()).ToList();
        // Guards and foreign keys look at every row; here a reader is measured, and the rows are what they would accept.
        await Sql(db, sqlite ? string.Concat(OnInsert.Select(g => $"DROP TRIGGER IF EXISTS {g};")) : "ALTER TABLE genealogy_links DISABLE TRIGGER ALL; ALTER TABLE lots DISABLE TRIGGER ALL");
        if (sqlite) await Sql(db, "PRAGMA foreign_keys=OFF");
        var step = "(CASE WHEN n = 0 THEN 5 WHEN n <= 5000 THEN (n - 1) / 1000 ELSE (n - 1) / 1000 + 1 END)";
        var site = sqlite ? "char(65 + c / 26, 65 + c % 26, 65 + n / 5000, 65)" : "chr(65 + c / 26) || chr(65 + c % 26) || chr(65 + n / 5000) || 'A'";
        var own = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = Id(sqlite, "n"),
            ["lot_code"] = $"'DEB-20200101-' || {site} || '-' || {(sqlite ? "printf('%04d', n % 5000)" : "lpad((n % 5000)::text, 4, '0')")}",
            ["lot_type"] = "'DEB'",
            ["step_index"] = step,
        };
        await Sql(db, $"""
            WITH RECURSIVE nums(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nums WHERE n < {Lots - 1}), copies(c) AS (SELECT {from} UNION ALL SELECT c + 1 FROM copies WHERE c < {from + count - 1})
            INSERT INTO lots ({string.Join(", ", columns)})
            SELECT {string.Join(", ", columns.Select(c => own.GetValueOrDefault(c, "t." + c)))} FROM copies CROSS JOIN nums CROSS JOIN lots t WHERE t.id = '{Text(sqlite, pattern)}'
            """);
        await Sql(db, $"""
            WITH RECURSIVE nums(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM nums WHERE n < {Lots - 1}), copies(c) AS (SELECT {from} UNION ALL SELECT c + 1 FROM copies WHERE c < {from + count - 1}),
            pairs(parent, child, k) AS (
              SELECT n, 0, n FROM nums WHERE n BETWEEN 4001 AND 5000
              UNION ALL SELECT 0, n, 0 FROM nums WHERE n BETWEEN 5001 AND 6000
              UNION ALL SELECT ((n - 1) / 1000 - 1) * 1000 + ((n - 1) % 1000 * 3 + k) % 1000 + 1, n, k
                FROM nums CROSS JOIN (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2) ks WHERE n BETWEEN 1001 AND 5000 OR n >= 6001)
            INSERT INTO genealogy_links (id, parent_lot_id, child_lot_id, quantity_used_grams, link_type, created_at)
            SELECT {Id(sqlite, "child * 10000 + k")}, {Id(sqlite, "parent")}, {Id(sqlite, "child")}, 1000, 'NORMAL', {(sqlite ? "" : "timestamptz ")}'2026-01-24 10:00:00' FROM copies CROSS JOIN pairs
            """);
        if (sqlite) return;
        await Sql(db, "ALTER TABLE genealogy_links ENABLE TRIGGER ALL; ALTER TABLE lots ENABLE TRIGGER ALL");
        // PostgreSQL does this by itself within a minute; the measurement does not wait for it.
        await Sql(db, "VACUUM ANALYZE lots, genealogy_links");
    }

    public static async Task<long> Links(TestPlant plant) => await plant.Scalar<long>($"SELECT COUNT(*) FROM genealogy_links");

    /// <summary>Ids in the order of their making, as those of the house are.</summary>
    private static string Id(bool sqlite, string number) => sqlite
        ? $"printf('%08X-0000-7000-8000-%012X', c, {number})"
        : $"(lpad(to_hex(c), 8, '0') || '-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid";

    private static string Text(bool sqlite, Guid id) => sqlite ? id.ToString().ToUpper(CultureInfo.InvariantCulture) : id.ToString();

    private static async Task Sql(DbContext db, string sql)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
