using System.Diagnostics;
using ControlRoom.Core.Demo;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using static ControlRoom.Core.Tests.Database.Deliveries;

namespace ControlRoom.Core.Tests.Database;

/// <summary>
/// This test assembly again, as a second process that can be killed: it carries out commands on a given database and says on its standard
/// output what has been acknowledged. Started by <see cref="Start"/>, recognised by an environment variable before any test runs.
/// </summary>
internal static class Child
{
    /// <summary>Plays the demo instead.</summary>
    public const string DemoMode = "demo";

    private const string Variable = "CONTROLROOM_TEST_CHILD";

    /// <summary>The person and key of the n-th command, the same in parent and child.</summary>
    public static Caller CallerOf(int n) => People.Manager.Call().With(new Intent(new Guid(n, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0), "POST", "/child", ""));

    public static Process Start(TestDatabase database, string mode, int first)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Child).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = string.Join('|', mode, first, database.Db, database.ConnectionString);
        return Process.Start(start)!;
    }

    /// <summary>One command writes in three tables; all of it or nothing must be there afterwards.</summary>
    public static Task<Outcome<Made>> Command(TestPlant plant, int n, Func<Task>? beforeCommit = null) =>
        plant.Boundary.Do<Made>(CallerOf(n), Permission.ManageMasterData, async work =>
        {
            var made = Deliver(work, $"A-{n}");
            Deliver(work, $"B-{n}");
            await work.NextCode("RUN", "DUNA");
            await work.Db.SaveChangesAsync(work.Ct);
            if (beforeCommit is not null) await beforeCommit();
            return made;
        }, CancellationToken.None);

    /// <summary>Carries out the order of the parent, if there is one; false in an ordinary test process.</summary>
    public static async Task<bool> RunInsteadOfTests()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } order) return false;
        await Run(order.Split('|', 4));
        return true;
    }

    private static async Task Run(string[] order)
    {
        if (order[0] == DemoMode)
        {
            await using var demo = TestPlant.On(new TestDatabase(Enum.Parse<Db>(order[2]), order[3], () => Task.CompletedTask));
            await demo.Get<DemoPlayer>().PlayOnce(CancellationToken.None);
            return;
        }

        await using var plant = TestPlant.On(new TestDatabase(Enum.Parse<Db>(order[2]), order[3], () => Task.CompletedTask));
        for (var n = int.Parse(order[1], System.Globalization.CultureInfo.InvariantCulture); ; n++)
        {
            (await Command(plant, n, order[0] == "stop inside" ? StopInside : null)).Must();
            Console.WriteLine(n);
        }
    }

    private static async Task StopInside()
    {
        Console.WriteLine("inside");
        await Task.Delay(Timeout.Infinite);
    }
}
