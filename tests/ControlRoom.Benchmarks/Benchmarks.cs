using ControlRoom.Benchmarks.Circuits;
using ControlRoom.Benchmarks.Commands;
using ControlRoom.Benchmarks.Genealogy;
using ControlRoom.Benchmarks.Readings;
using ControlRoom.Benchmarks.Workshop;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Benchmarks;

/// <summary>
/// Ratios between the house and a floor measured in the same run: <c>dotnet run -c Release -- [commands|genealogy|circuits|walls|readings|move|dispatcher …]
/// [sqlite|postgres] [--write]</c>. Without names everything is measured.
/// </summary>
internal static class Benchmarks
{
    private static readonly IReadOnlyDictionary<string, Func<Db, Task<IReadOnlyList<Measured>>>> Lines = new Dictionary<string, Func<Db, Task<IReadOnlyList<Measured>>>>(StringComparer.Ordinal)
    {
        ["commands"] = CommandLines.Measure,
        ["genealogy"] = GenealogyLines.Measure,
        ["circuits"] = CircuitLines.Measure,
        ["walls"] = WallLines.Measure,
        ["readings"] = ReadingLines.Measure,
        ["move"] = MoveLines.Measure,
        ["dispatcher"] = DispatcherLines.Measure,
    };

    public static async Task<int> Main(string[] args)
    {
        if (args is [CircuitServer.Verb, var served]) return await CircuitServer.Run(Enum.Parse<Db>(served, ignoreCase: true));
        var names = Lines.Keys.Where(args.Contains).DefaultIfEmpty().ToList() is [not null, ..] chosen ? chosen : [.. Lines.Keys];
        var databases = Enum.GetValues<Db>().Where(d => args.Contains(d.ToString(), StringComparer.OrdinalIgnoreCase)).ToList() is { Count: > 0 } some ? some : [.. Enum.GetValues<Db>()];
        if (args.Any(a => a != "--write" && !Lines.ContainsKey(a) && !Enum.TryParse<Db>(a, ignoreCase: true, out _)))
        {
            await Console.Error.WriteLineAsync($"Known are: {string.Join(' ', Lines.Keys)} sqlite postgres --write");
            return 2;
        }

        var all = new List<Measured>();
        foreach (var name in names)
        {
            foreach (var db in databases)
            {
                if (db == Db.Postgres && PostgresServer.WhyNot is { } why)
                {
                    Console.WriteLine($"{name} on PostgreSQL is not measured: {why}");
                    continue;
                }

                var lines = await Lines[name!](db);
                Report.Print(lines);
                all.AddRange(lines);
            }
        }

        if (args.Contains("--write")) Report.Write(Path.Combine(Root(), "docs", "benchmarks.md"), all);
        return 0;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ControlRoom.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("ControlRoom.sln is in no folder above the program.");
    }
}
