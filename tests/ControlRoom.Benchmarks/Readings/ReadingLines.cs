using System.Globalization;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Npgsql;
using NpgsqlTypes;

namespace ControlRoom.Benchmarks.Readings;

/// <summary>
/// 300,000 readings of a critical control point through the real handler, each held against its limit, against COPY of the same rows into the same
/// table, and against the same rows by plain EF. Only PostgreSQL has COPY.
/// </summary>
internal static class ReadingLines
{
    private const int Batches = 12, BatchSize = RecordReadings.MaxReadings;
    private const double AimOfCopy = 0.5, AimOfEf = 1.5;

    public static async Task<IReadOnlyList<Measured>> Measure(Db db) => db == Db.Postgres ? [.. await Ingestion(db), await HoldLatency.Measure(db)] : [await HoldLatency.Measure(db)];

    private static async Task<IReadOnlyList<Measured>> Ingestion(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        await day.To(7);
        await day.Work();
        var lots = new[] { await day.First(LotType.Frz15), await day.First(LotType.Frz30) };
        var handler = plant.Get<RecordReadingsHandler>();
        var start = plant.Time.Now;
        await using var connection = new NpgsqlConnection(plant.Database.ConnectionString);
        await connection.OpenAsync();
        var batch = 0;
        await House(0);
        await Copy(0);
        await Ef(0);
        var (houses, copies, efs) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Slices.Count; i++)
        {
            copies.Add(await Slices.Time(Copy, i));
            houses.Add(await Slices.Time(House, i));
            efs.Add(await Slices.Time(Ef, i));
        }
        await AssertStored();

        var rows = Batches * BatchSize;
        var figures = string.Create(CultureInfo.InvariantCulture, $"{Rate(houses):0} over {Rate(copies):0} (COPY) and {Rate(efs):0} (EF) readings a second; {rows * Slices.Count} readings in batches of {BatchSize}");
        return
        [
            new Measured("readings: ingested, of COPY", plant.Dialect.Name, [.. houses.Zip(copies, (h, c) => c / h)], AimOfCopy, AtLeast: true, figures),
            new Measured("readings: ingested, of plain EF", plant.Dialect.Name, [.. houses.Zip(efs, (h, e) => e / h)], AimOfEf, AtLeast: true, figures),
        ];

        double Rate(List<TimeSpan> times) => rows / (Slices.MedianMs(times, 1) / 1000);

        async Task House(int slice)
        {
            for (var b = 0; b < Batches; b++)
            {
                var answer = (await handler.Handle(new RecordReadings([.. Next()]), plant.Auditor, CancellationToken.None)).Must();
                if (answer.Accepted != BatchSize) throw new InvalidOperationException($"{answer.Accepted} of {BatchSize} readings were taken.");
            }
        }

        IEnumerable<ReadingInput> Next()
        {
            var first = batch++ * BatchSize;
            for (var n = 0; n < BatchSize; n++)
            {
                yield return new ReadingInput(lots[n % lots.Length].Id, null, -19 - (n % 40 / 10m), MeasurementType.Core) { Source = ReadingSource.Device, DeviceId = "PROBE-07", MeasuredAt = start.AddMilliseconds(first + n - 2_000_000) };
            }
        }

        TemperatureLog Row(ReadingInput input) => new()
        {
            LotId = input.LotId, TemperatureTenths = Units.Tenths(input.TemperatureC)!.Value, MeasurementType = input.MeasurementType, ReadingRole = input.ReadingRole, ThresholdTenths = -180,
            Source = input.Source, DeviceId = input.DeviceId, RecordedBy = People.Auditor.Id, MeasuredAt = input.MeasuredAt!.Value, ReceivedAt = start,
        };

        async Task Copy(int slice)
        {
            for (var b = 0; b < Batches; b++) await CopyRows(connection, [.. Next().Select(Row)]);
        }

        async Task Ef(int slice)
        {
            for (var b = 0; b < Batches; b++)
            {
                await using var context = plant.Open();
                context.Readings.AddRange(Next().Select(Row));
                await context.SaveChangesAsync();
            }
        }

        async Task AssertStored()
        {
            var expected = (long)batch * BatchSize;
            await using var count = new NpgsqlCommand("SELECT COUNT(*) FROM temperature_logs WHERE device_id = 'PROBE-07'", connection);
            if ((long)(await count.ExecuteScalarAsync())! != expected) throw new InvalidOperationException("Not every reading that was measured is stored.");
        }
    }

    /// <summary>The floor: values ready, one COPY and one commit per batch.</summary>
    private static async Task CopyRows(NpgsqlConnection connection, List<TemperatureLog> rows)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            "COPY temperature_logs (lot_id, temperature_tenths, measurement_type, reading_role, is_violation, threshold_tenths, source, device_id, is_simulated, recorded_by, measured_at, received_at) FROM STDIN (FORMAT BINARY)");
        foreach (var r in rows)
        {
            await import.StartRowAsync();
            await import.WriteAsync(r.LotId!.Value, NpgsqlDbType.Uuid);
            await import.WriteAsync(r.TemperatureTenths, NpgsqlDbType.Integer);
            await import.WriteAsync(Word.Of(r.MeasurementType), NpgsqlDbType.Text);
            await import.WriteAsync(Word.Of(r.ReadingRole), NpgsqlDbType.Text);
            await import.WriteAsync(r.IsViolation, NpgsqlDbType.Boolean);
            await import.WriteAsync(r.ThresholdTenths!.Value, NpgsqlDbType.Integer);
            await import.WriteAsync(Word.Of(r.Source), NpgsqlDbType.Text);
            await import.WriteAsync(r.DeviceId!, NpgsqlDbType.Text);
            await import.WriteAsync(r.IsSimulated, NpgsqlDbType.Boolean);
            await import.WriteAsync(r.RecordedBy, NpgsqlDbType.Uuid);
            await import.WriteAsync(r.MeasuredAt, NpgsqlDbType.TimestampTz);
            await import.WriteAsync(r.ReceivedAt, NpgsqlDbType.TimestampTz);
        }
        await import.CompleteAsync();
    }
}
