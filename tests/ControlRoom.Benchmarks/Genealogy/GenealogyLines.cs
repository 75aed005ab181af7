using System.Globalization;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks.Genealogy;

/// <summary>The tree of a lot whose family is ten thousand lots: against the bare recursive query, and while the table around it grows tenfold.</summary>
internal static class GenealogyLines
{
    private const int Few = 4, Many = 39;
    private const double AimOverBare = 1.5, AimGrowth = 1.3;

    public static async Task<IReadOnlyList<Measured>> Measure(Db db)
    {
        await using var small = await Populate(db, Few);
        var overBare = await OverBare(small);
        await using var large = await Populate(db, Many);
        return [overBare, await Growth(small, large)];
    }

    private static async Task<TestPlant> Populate(Db db, int families)
    {
        var plant = await TestPlant.Start(db);
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        await day.To(1);
        var pattern = await day.Receive(500);
        await Families.Add(plant, 0, families, pattern.Id);
        return plant;
    }

    private static async Task<Measured> OverBare(TestPlant plant)
    {
        await using var bare = await BareTrace.Prepare(plant, Families.Middle, GenealogyQueries.MaxDepth);
        var (traced, rows) = (await Trace(plant), await bare.Read());
        // The middle is in both directions of the bare walk.
        if (traced.Nodes.Count + 1 + traced.Links.Count != rows) throw new InvalidOperationException($"The trace has {traced.Nodes.Count} lots and {traced.Links.Count} links, the bare query {rows} rows.");
        var (houses, floors) = await Slices.Pair(_ => Trace(plant), _ => bare.Read());
        return new Measured("genealogy: tree of 10,000 lots", plant.Dialect.Name, [.. houses.Zip(floors, (h, f) => h / f)], AimOverBare, AtLeast: false,
            string.Create(CultureInfo.InvariantCulture, $"{Slices.MedianMs(houses, 1):0} ms over {Slices.MedianMs(floors, 1):0} ms; {traced.Nodes.Count} lots, {traced.Links.Count} links"));
    }

    private static async Task<Measured> Growth(TestPlant small, TestPlant large)
    {
        await Trace(large);
        var (few, many) = (await Families.Links(small), await Families.Links(large));
        var (houses, floors) = await Slices.Pair(_ => Trace(large), _ => Trace(small));
        return new Measured("genealogy: growth of the table", small.Dialect.Name, [.. houses.Zip(floors, (h, f) => h / f)], AimGrowth, AtLeast: false,
            string.Create(CultureInfo.InvariantCulture, $"{Slices.MedianMs(houses, 1):0} ms among {many} links, {Slices.MedianMs(floors, 1):0} ms among {few}"));
    }

    private static async Task<TraceView> Trace(TestPlant plant) => (await plant.Get<GenealogyQueries>().Trace(Families.Middle.ToString(), TraceDirection.Tree, GenealogyQueries.MaxDepth, CancellationToken.None)).Must();
}
