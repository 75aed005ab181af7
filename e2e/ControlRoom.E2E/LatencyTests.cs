using System.Globalization;
using ControlRoom.E2E.Browsers;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.E2E;

/// <summary>Runs while no other test does.</summary>
[CollectionDefinition(nameof(Measurement), DisableParallelization = true)]
public sealed class Measurement;

/// <summary>How long a change by one takes until another sees it: from the request over REST to the change of the DOM in other browsers.</summary>
[Collection(nameof(Measurement))]
public sealed class LatencyTests(Chromium chromium) : BrowserTest(chromium)
{
    private const int Changes = 40;

    /// <summary>Far above what is usual, so that a slow machine does not fail it; the figures are printed.</summary>
    private const double Bound = 1000;

    /// <summary>Notes when the state chip of the run changes.</summary>
    private const string Observe = """
        selector => {
          const chip = () => document.querySelector(selector)?.dataset.state;
          let last = chip();
          window.seen = [];
          new MutationObserver(() => {
            const now = chip();
            if (now === last) return;
            last = now;
            window.seen.push(Date.now());
          }).observe(document.body, { subtree: true, childList: true, attributes: true });
        }
        """;

    protected override bool Traced => false;

    [Theory, Databases]
    [Trait("Category", "Measurement")]
    public async Task A_change_by_one_is_in_the_other_browsers_within_a_second(Db db)
    {
        var plant = await Plant(db);
        var day = Keep(await ProductionDay.Begin(plant.Services, time: null));
        var (desk, wall) = (await Seated(plant, People.Manager), await Wall(plant));
        await desk.Open($"/command/run/{day.Run.RunCode}");
        await (await RunScreen.Of(desk, day.Run.RunCode)).ShowsStatus("RUNNING");
        var seats = new[] { desk, wall };
        await desk.Page.EvaluateAsync(Observe, $".cr-runhead[data-run='{day.Run.RunCode}'] [data-state]");
        await wall.Page.WaitForSelectorAsync($"[data-run='{day.Run.RunCode}'] .id [data-state='RUNNING']");
        await wall.Page.EvaluateAsync(Observe, $"[data-run='{day.Run.RunCode}'] .id [data-state]");

        using var manager = await plant.As(People.Manager);
        var (sent, answered) = (new List<double>(), new List<double>());
        for (var i = 0; i < Changes; i++)
        {
            sent.Add(Now());
            (await manager.Post($"/api/runs/{day.Run.Id}/{(i % 2 == 0 ? "hold" : "resume")}", new { Reason = "Belt stands still", Resolution = "Belt has been repaired" })).Must(200);
            answered.Add(Now());
            foreach (var seat in seats) await seat.Page.WaitForFunctionAsync("n => window.seen.length > n", i);
        }

        var report = new List<string> { $"{db}, {Changes} changes, ms" };
        foreach (var (seat, what) in seats.Zip(["run page", "wall"]))
        {
            var seen = await seat.Page.EvaluateAsync<double[]>("() => window.seen");
            Assert.Equal(Changes, seen.Length);
            var whole = seen.Zip(sent, (at, from) => at - from).ToList();
            report.Add(Line($"{what}, from the request", whole));
            report.Add(Line($"{what}, from the answer", [.. seen.Zip(answered, (at, from) => at - from)]));
            Assert.True(Percentile(whole, 0.95) <= Bound, string.Join(Environment.NewLine, report));
        }
        foreach (var line in report) TestContext.Current.TestOutputHelper?.WriteLine(line);
        await File.WriteAllLinesAsync(Kept($"live-latency-{db}.txt"), report, Ct);
    }

    private static double Now() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    private static string Line(string what, IReadOnlyList<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{what,-30} p50 {Percentile(values, 0.5):0}  p95 {Percentile(values, 0.95):0}  max {values.Max():0}");

    private static double Percentile(IReadOnlyList<double> values, double share) => values.Order().ElementAt((int)Math.Ceiling(share * values.Count) - 1);
}
