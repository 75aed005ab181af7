using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Tests.Kit;
using Npgsql;

namespace ControlRoom.Benchmarks.Workshop;

/// <summary>
/// Messages of new serials a second through the dispatcher, ordered per serial, leased and judged, against a plain loop that takes a hundred
/// with SKIP LOCKED, writes their rows into core and marks them, in any order. Only PostgreSQL locks rows.
/// </summary>
internal static class DispatcherLines
{
    private const int PerSlice = 2_000, Warming = 1_000;
    private const double Aim = 0.4;

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        if (db != Db.Postgres) return [];
        await using var plant = await TestPlant.Start(db);
        var dispatcher = plant.Get<OutboxDispatcher>();
        await Spawn(plant, Warming);
        await House(Warming);
        await using var here = new NpgsqlConnection(plant.Database.ConnectionString);
        await using var core = new NpgsqlConnection(plant.Database.Core);
        await here.OpenAsync();
        await core.OpenAsync();
        var columns = await Columns(core);
        await Spawn(plant, Warming);
        await Floor(Warming);

        var (houses, floors) = (new List<double>(), new List<double>());
        for (var slice = 0; slice < Slices.Count; slice++)
        {
            // The rows are made outside of what is measured, and each side finds only its own.
            if (slice % 2 == 0) floors.Add(await Measured(Floor));
            houses.Add(await Measured(House));
            if (slice % 2 != 0) floors.Add(await Measured(Floor));
        }
        return [new Measured("dispatcher: messages", plant.Dialect.Name, [.. houses.Zip(floors, (h, f) => h / f)], Aim, AtLeast: true,
            string.Create(CultureInfo.InvariantCulture, $"{Slices.Median(houses):0} over {Slices.Median(floors):0} a second; {PerSlice} messages a slice in batches of {OutboxDispatcher.BatchSize}"))];

        async Task<double> Measured(Func<int, Task> work)
        {
            await Spawn(plant, PerSlice);
            return PerSlice / (await Slices.Time(work, PerSlice)).TotalSeconds;
        }

        async Task House(int count)
        {
            var done = await dispatcher.Pass(CancellationToken.None);
            if (done.Applied != count) throw new InvalidOperationException($"{done.Applied} of {count} messages were applied.");
        }

        async Task Floor(int count)
        {
            var written = 0;
            while (await Batch() is > 0 and var some) written += some;
            if (written != count) throw new InvalidOperationException($"{written} of {count} messages were written.");
        }

        async Task<int> Batch()
        {
            await using var transaction = await here.BeginTransactionAsync();
            var (ids, codes) = (new List<Guid>(), new List<string>());
            await using (var take = new NpgsqlCommand($"SELECT id, serial_code FROM serial_outbox WHERE status = 'PENDING' LIMIT {OutboxDispatcher.BatchSize} FOR UPDATE SKIP LOCKED", here))
            await using (var reader = await take.ExecuteReaderAsync())
            {
                while (await reader.ReadAsync())
                {
                    ids.Add(reader.GetGuid(0));
                    codes.Add(reader.GetString(1));
                }
            }
            if (ids.Count == 0) return 0;
            await using (var write = new NpgsqlCommand($"INSERT INTO serial_registry (id, serial_code, token_id, {columns}) SELECT gen_random_uuid(), c, gen_random_uuid(), {columns} FROM (SELECT * FROM serial_registry LIMIT 1) t CROSS JOIN unnest(@codes) c", core))
            {
                write.Parameters.AddWithValue("codes", codes);
                await write.ExecuteNonQueryAsync();
            }
            await using (var mark = new NpgsqlCommand("UPDATE serial_outbox SET status = 'DONE', done_at = now() WHERE id = ANY(@ids)", here))
            {
                mark.Parameters.AddWithValue("ids", ids);
                await mark.ExecuteNonQueryAsync();
            }
            await transaction.CommitAsync();
            return ids.Count;
        }
    }

    private static async Task Spawn(TestPlant plant, int count) => (await plant.Boundary.Do<int>(plant.Manager, Permission.PlanWork, async work =>
    {
        var order = new SerialOrder(Guid.CreateVersion7(), "JT-20260124-DUNA-0001", 1, SerialType.Hat, "SR40");
        var made = await plant.Get<SerialBook>().ForTokens(work, order, [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())]);
        return made.Done ? made.Value.Count : made.Refusal;
    }, CancellationToken.None)).Must();

    private static async Task<string> Columns(NpgsqlConnection core)
    {
        await using var command = new NpgsqlCommand("SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'serial_registry' AND column_name NOT IN ('id', 'serial_code', 'token_id')", core);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
