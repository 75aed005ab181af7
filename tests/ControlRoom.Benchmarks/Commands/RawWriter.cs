using System.Data;
using System.Data.Common;
using ControlRoom.Tests.Kit;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ControlRoom.Benchmarks.Commands;

/// <summary>The floor: the recorded rows written again by prepared statements in one transaction on one open connection, through the same triggers and as durably.</summary>
internal sealed class RawWriter : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly List<(DbCommand Command, IReadOnlyList<Cell> Cells)> statements = [];
    private readonly bool embedded;

    private RawWriter(DbConnection connection, bool embedded) => (this.connection, this.embedded) = (connection, embedded);

    public int Statements => statements.Count;

    public static async Task<RawWriter> Prepare(TestPlant plant, IReadOnlyList<WrittenRow> rows)
    {
        var embedded = plant.Database.Db == Db.Sqlite;
        DbConnection connection = embedded ? new SqliteConnection(plant.Database.ConnectionString) : new NpgsqlConnection(plant.Database.ConnectionString);
        await connection.OpenAsync();
        var writer = new RawWriter(connection, embedded);
        if (embedded) await writer.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");
        else if (await writer.Scalar("SHOW fsync") is not "on") throw new InvalidOperationException("The floor is only a floor with fsync on.");
        foreach (var row in rows) await writer.Add(row);
        return writer;
    }

    /// <summary>One command's rows.</summary>
    /// <param name="instead">Values of the recording and what stands for them this time; new ids come by themselves.</param>
    public async Task Write(IReadOnlyDictionary<object, object> instead)
    {
        var map = new Dictionary<object, object>(instead);
        await using var transaction = embedded ? ((SqliteConnection)connection).BeginTransaction(deferred: false) : await connection.BeginTransactionAsync();
        foreach (var (command, cells) in statements)
        {
            command.Transaction = transaction;
            for (var i = 0; i < cells.Count; i++)
            {
                var value = cells[i].Value;
                if (value is not null && cells[i].IsNewId && !map.ContainsKey(value)) map[value] = NewId(value);
                command.Parameters[i].Value = value is null ? DBNull.Value : map.GetValueOrDefault(value, value);
            }
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    private object NewId(object like) => like is Guid ? Guid.CreateVersion7() : Stored(Guid.CreateVersion7());

    /// <summary>An id as this database's driver reads it.</summary>
    public object Stored(Guid id) => embedded ? id.ToString().ToUpperInvariant() : id;

    private async Task Add(WrittenRow row)
    {
        // The counter goes on instead of standing: the house draws from it too.
        if (row.Table == "code_sequences" && row.Key is { } counter)
        {
            await Add($"UPDATE code_sequences SET last_value = last_value + 1 WHERE {Where(counter, 0)}", counter);
            return;
        }

        if (row.Key is { } key)
        {
            await Add($"UPDATE {row.Table} SET {string.Join(", ", row.Cells.Select((c, i) => $"{c.Column} = @p{i}"))} WHERE {Where(key, row.Cells.Count)}", [.. row.Cells, .. key]);
            return;
        }

        await Add($"INSERT INTO {row.Table} ({string.Join(", ", row.Cells.Select(c => c.Column))}) VALUES ({string.Join(", ", row.Cells.Select((_, i) => "@p" + i))})", row.Cells);
    }

    private static string Where(IReadOnlyList<Cell> key, int from) => string.Join(" AND ", key.Select((c, i) => $"{c.Column} = @p{from + i}"));

    private async Task Add(string sql, IReadOnlyList<Cell> cells)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < cells.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "p" + i;
            parameter.Value = cells[i].Value ?? DBNull.Value;
            if (parameter is NpgsqlParameter typed) typed.DataTypeName = cells[i].DbType;
            command.Parameters.Add(parameter);
        }
        await command.PrepareAsync();
        statements.Add((command, cells));
    }

    private async Task Execute(string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> Scalar(string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (command, _) in statements) await command.DisposeAsync();
        await connection.DisposeAsync();
    }
}
