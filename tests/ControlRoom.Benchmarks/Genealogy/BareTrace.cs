using System.Data.Common;
using ControlRoom.Tests.Kit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ControlRoom.Benchmarks.Genealogy;

/// <summary>
/// The floor of a trace: the recursive query in both directions by prepared statements on one open connection, which answers what a trace
/// answers, the lots with what is shown of them and the links with their kilograms, every value read and nothing made of it.
/// </summary>
internal sealed class BareTrace : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly List<DbCommand> statements = [];

    private BareTrace(DbConnection connection) => this.connection = connection;

    public static async Task<BareTrace> Prepare(TestPlant plant, Guid root, int depth)
    {
        var sqlite = plant.Database.Db == Db.Sqlite;
        DbConnection connection = sqlite ? new SqliteConnection(plant.Database.ConnectionString) : new NpgsqlConnection(plant.Database.ConnectionString);
        await connection.OpenAsync();
        var bare = new BareTrace(connection);
        foreach (var (next, own) in new[] { ("parent_lot_id", "child_lot_id"), ("child_lot_id", "parent_lot_id") })
        {
            var walk = $"""
                WITH RECURSIVE walk(id, depth) AS (
                  SELECT CAST(@root AS {(sqlite ? "TEXT" : "uuid")}), 0
                  UNION SELECT k.{next}, walk.depth + 1 FROM genealogy_links k JOIN walk ON k.{own} = walk.id WHERE walk.depth < @depth)
                """;
            await bare.Add(walk + """

                SELECT l.id, l.lot_code, l.lot_type, l.run_id, l.step_index, l.status, l.weight_grams, l.remaining_grams, l.piece_count, l.sku_type,
                       l.supplier_id, l.production_date, l.customer_code, l.created_at, walk.depth
                FROM walk JOIN lots l ON l.id = walk.id
                """, root, depth);
            await bare.Add($"{walk} SELECT k.parent_lot_id, k.child_lot_id, k.quantity_used_grams FROM walk JOIN genealogy_links k ON k.{own} = walk.id WHERE walk.depth < @depth", root, depth);
        }
        return bare;
    }

    /// <summary>The number of rows.</summary>
    public async Task<int> Read()
    {
        var rows = 0;
        foreach (var statement in statements)
        {
            await using var reader = await statement.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            for (; await reader.ReadAsync(); rows++) reader.GetValues(values);
        }
        return rows;
    }

    private async Task Add(string sql, Guid root, int depth)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in new (string, object)[] { ("root", root), ("depth", depth) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await command.PrepareAsync();
        statements.Add(command);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements) await statement.DisposeAsync();
        await connection.DisposeAsync();
    }
}
