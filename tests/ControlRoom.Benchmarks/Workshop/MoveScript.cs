using System.Globalization;
using System.Text;
using ControlRoom.Benchmarks.Commands;

namespace ControlRoom.Benchmarks.Workshop;

/// <summary>The rows that one command wrote as a script for pgbench, under the locks that the command takes, for the token with the number <c>:n</c>.</summary>
internal static class MoveScript
{
    /// <param name="places">What stands in the recording, and the SQL that stands for it.</param>
    public static string Of(IReadOnlyList<WrittenRow> rows, IReadOnlyDictionary<object, string> places, IEnumerable<string> locks, string number)
    {
        var script = new StringBuilder(number).Append("BEGIN;\n").AppendJoin("", locks.Select(l => l + ";\n"));
        foreach (var row in rows.Where(r => r.Key is not null))
            script.Append(CultureInfo.InvariantCulture, $"UPDATE {row.Table} SET {string.Join(", ", row.Cells.Select(c => $"{c.Column} = {Sql(c)}"))} WHERE {string.Join(" AND ", row.Key!.Select(c => $"{c.Column} = {Sql(c)}"))};\n");
        foreach (var table in rows.Where(r => r.Key is null).GroupBy(r => r.Table + string.Join(',', r.Cells.Select(c => c.Column)), StringComparer.Ordinal))
            script.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table.First().Table} ({string.Join(", ", table.First().Cells.Select(c => c.Column))}) VALUES {string.Join(", ", table.Select((r, i) => $"({string.Join(", ", r.Cells.Select(c => Sql(c, i)))})"))};\n");
        return script.Append("END;\n").ToString();

        string Sql(Cell cell, int line = 0)
        {
            if (cell.Value is null) return "NULL";
            if (places.TryGetValue(cell.Value, out var place)) return place;
            if (cell.IsNewId) return "gen_random_uuid()";
            if (cell.Column == "idempotency_key") return string.Create(CultureInfo.InvariantCulture, $"gen_random_uuid()::text || '-{line}'");
            return Literal(cell);
        }
    }

    /// <summary>Without a colon, which pgbench would take for a variable.</summary>
    private static string Literal(Cell cell) => cell.Value switch
    {
        bool value => value ? "TRUE" : "FALSE",
        int or long or short => Convert.ToString(cell.Value, CultureInfo.InvariantCulture)!,
        DateTime value => $"{Quoted(value.ToString("yyyy-MM-dd HH:mm:ss.ffffffZ", CultureInfo.InvariantCulture))}::timestamptz",
        var value => $"{Quoted(Convert.ToString(value, CultureInfo.InvariantCulture)!)}::{cell.DbType}",
    };

    private static string Quoted(string text) =>
        $"U&'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace(":", "\\003A", StringComparison.Ordinal)}'";
}
