using System.Globalization;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Commands;

/// <summary>Commands per second of one caller through the real handlers, against raw SQL that writes the same rows. Higher is better; 1 would be free.</summary>
internal static class CommandLines
{
    private const int PerSlice = 100, Warming = 400;
    private const double Aim = 0.4;

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        await using var plant = await TestPlant.Start(db, ["MaxActiveRunsPerSite=100000"]);
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        return [await Advance(plant, day), await Register(plant, day), await Reading(plant, day)];
    }

    private static async Task<Measured> Advance(TestPlant plant, ProductionDay day)
    {
        // A run can take its first step once, so every command of a slice has a run of its own.
        const int runsPerSide = (PerSlice * Slices.Count) + Warming;
        var handler = plant.Get<AdvanceRunHandler>();
        var (houseRuns, floorRuns) = (new Queue<RunView>(), new Queue<RunView>());
        for (var i = 0; i < runsPerSide + 1; i++)
        {
            houseRuns.Enqueue((await day.Another()).Run);
            floorRuns.Enqueue((await day.Another()).Run);
        }

        var sample = floorRuns.Dequeue();
        var rows = await RowRecorder.Record(plant, () => Handle(sample));
        await using var writer = await RawWriter.Prepare(plant, rows);
        var steps = await Steps(plant, writer);
        var statements = plant.Database.Db == Db.Postgres ? await StatementCount.Of(() => Handle(houseRuns.Dequeue())) : (int?)null;
        return await Run("commands: advance", plant, () => Handle(houseRuns.Dequeue()), () => writer.Write(Instead(floorRuns.Dequeue())), writer, statements);

        async Task Handle(RunView run) => (await handler.Handle(new AdvanceRun(run.Id, 1, RowVersion: run.RowVersion), plant.Operator, CancellationToken.None)).Must();

        Dictionary<object, object> Instead(RunView run)
        {
            var map = new Dictionary<object, object> { [writer.Stored(sample.Id)] = writer.Stored(run.Id), [sample.RunCode] = run.RunCode };
            foreach (var (step, id) in steps[sample.Id]) map[id] = steps[run.Id][step];
            return map;
        }
    }

    /// <summary>Ids of the step rows as the driver reads them, by run and step.</summary>
    private static async Task<Dictionary<Guid, Dictionary<int, object>>> Steps(TestPlant plant, RawWriter writer)
    {
        await using var db = plant.Open();
        return db.Steps.Select(s => new { s.RunId, s.StepIndex, s.Id }).AsEnumerable().GroupBy(s => s.RunId).ToDictionary(g => g.Key, g => g.ToDictionary(s => s.StepIndex, s => writer.Stored(s.Id)));
    }

    /// <summary>A DEB lot made from part of a RAW lot with its loss: lot, link, use of stock, waste, three facts or more.</summary>
    private static async Task<Measured> Register(TestPlant plant, ProductionDay day)
    {
        var other = await day.Another();
        await day.To(2);
        await other.To(2);
        var handler = plant.Get<RegisterLotHandler>();
        var (houseRaw, floorRaw) = (await day.First(LotType.Raw), await other.First(LotType.Raw));
        LotView? sample = null;
        // The first lot of the day makes the counter's row; later ones only raise it.
        await Handle(other.Run.Id, floorRaw);
        var rows = await RowRecorder.Record(plant, async () => sample = await Handle(other.Run.Id, floorRaw));
        await using var writer = await RawWriter.Prepare(plant, rows);
        var statements = plant.Database.Db == Db.Postgres ? await StatementCount.Of(() => Handle(day.Run.Id, houseRaw)) : (int?)null;
        var number = 0;
        return await Run("commands: register lot", plant, () => Handle(day.Run.Id, houseRaw),
            () => writer.Write(new Dictionary<object, object> { [sample!.LotCode] = string.Create(CultureInfo.InvariantCulture, $"DEB-20200101-RAWS-{++number:0000}") }), writer, statements);

        async Task<LotView> Handle(Guid run, LotView raw) =>
            (await handler.Handle(new RegisterLot(run, LotType.Deb, 0.08m) { Parents = [new ParentUse(raw.Id, null, 0.1m)] }, plant.Operator, CancellationToken.None)).Must();
    }

    /// <summary>The air of a buffer, within its limits.</summary>
    private static async Task<Measured> Reading(TestPlant plant, ProductionDay day)
    {
        var handler = plant.Get<RecordReadingHandler>();
        var rows = await RowRecorder.Record(plant, () => Handle("MIX-001"));
        await using var writer = await RawWriter.Prepare(plant, rows);
        var statements = plant.Database.Db == Db.Postgres ? await StatementCount.Of(() => Handle("LK-001")) : (int?)null;
        return await Run("commands: record reading", plant, () => Handle("LK-001"), () => writer.Write(new Dictionary<object, object>()), writer, statements);

        async Task Handle(string buffer) =>
            (await handler.Handle(new RecordReading(new ReadingInput(null, day.Floor.Buffers[buffer], 3m, MeasurementType.Ambient)), plant.Auditor, CancellationToken.None)).Must();
    }

    private static async Task<Measured> Run(string name, TestPlant plant, Func<Task> house, Func<Task> floor, RawWriter writer, int? statements)
    {
        for (var i = 0; i < Warming; i++)
        {
            await house();
            await floor();
        }

        var (houses, floors) = await Slices.Pair(_ => Repeat(house), _ => Repeat(floor));
        return new Measured(name, plant.Dialect.Name, [.. houses.Zip(floors, (h, f) => f / h)], Aim, AtLeast: true, string.Create(CultureInfo.InvariantCulture,
            $"{Slices.MedianMs(houses, PerSlice):0.0} ms over {Slices.MedianMs(floors, PerSlice):0.0} ms per command; {writer.Statements} rows written{(statements is null ? "" : $", {statements} statements by the handler")}"));
    }

    private static async Task Repeat(Func<Task> command)
    {
        for (var i = 0; i < PerSlice; i++) await command();
    }
}
