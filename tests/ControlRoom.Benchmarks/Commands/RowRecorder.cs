using System.Data;
using System.Globalization;
using ControlRoom.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ControlRoom.Benchmarks.Commands;

/// <summary>A column of a recorded row with the value the command wrote.</summary>
/// <param name="IsNewId">Must be another one with every repeat.</param>
internal sealed record Cell(string Column, string DbType, object? Value, bool IsNewId);

/// <summary>A row that a command inserted, or the columns that it changed in one.</summary>
/// <param name="Key">Null for an insert.</param>
internal sealed record WrittenRow(string Table, IReadOnlyList<Cell> Cells, IReadOnlyList<Cell>? Key);

/// <summary>Finds out which rows a command wrote by comparing the tables before and after, so that raw SQL can write the same.</summary>
internal static class RowRecorder
{
    private sealed record Row(IReadOnlyDictionary<string, (string DbType, object? Value)> Cells);

    public static async Task<IReadOnlyList<WrittenRow>> Record(TestPlant plant, Func<Task> command)
    {
        var before = await Read(plant);
        await command();
        var after = await Read(plant);
        await using var db = plant.Open();
        var (changed, born) = (new List<WrittenRow>(), new List<(int Depth, WrittenRow Row)>());
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            var columns = entity.GetProperties().ToDictionary(p => p.GetColumnName(), p => p, StringComparer.Ordinal);
            var keys = entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()).ToList();
            foreach (var (key, row) in after[table])
            {
                if (!before[table].TryGetValue(key, out var old))
                {
                    // What the database generates, it generates for raw SQL too.
                    var cells = row.Cells.Where(c => columns[c.Key].ValueGenerated == ValueGenerated.Never).Select(c => new Cell(c.Key, c.Value.DbType, c.Value.Value, keys.Contains(c.Key) && c.Key != "user_id" && columns[c.Key].ClrType == typeof(Guid))).ToList();
                    born.Add((Depth(entity), new WrittenRow(table, cells, null)));
                }
                else if (row.Cells.Where(c => !Equals(c.Value.Value, old.Cells[c.Key].Value)).ToList() is { Count: > 0 } different)
                {
                    changed.Add(new WrittenRow(table, [.. different.Select(c => new Cell(c.Key, c.Value.DbType, c.Value.Value, false))], [.. keys.Select(k => new Cell(k, row.Cells[k].DbType, row.Cells[k].Value, false))]));
                }
            }
        }
        return [.. changed, .. born.OrderBy(b => b.Depth).Select(b => b.Row)];
    }

    /// <summary>Rows that others refer to come first.</summary>
    private static int Depth(IEntityType entity) => entity.GetForeignKeys().Where(f => f.PrincipalEntityType != entity).Select(f => 1 + Depth(f.PrincipalEntityType)).DefaultIfEmpty().Max();

    private static async Task<Dictionary<string, Dictionary<string, Row>>> Read(TestPlant plant)
    {
        await using var db = plant.Open();
        await db.Database.OpenConnectionAsync();
        var tables = new Dictionary<string, Dictionary<string, Row>>(StringComparer.Ordinal);
        foreach (var entity in db.Model.GetEntityTypes())
        {
            var keys = entity.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName()).ToList();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {entity.GetTableName()}";
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
            var rows = tables[entity.GetTableName()!] = new(StringComparer.Ordinal);
            while (await reader.ReadAsync())
            {
                var cells = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => (reader.GetDataTypeName(i), reader.GetValue(i) is var v && v is DBNull ? null : v), StringComparer.Ordinal);
                rows[string.Join('|', keys.Select(k => Convert.ToString(cells[k].Item2, CultureInfo.InvariantCulture)))] = new Row(cells!);
            }
        }
        return tables;
    }
}
