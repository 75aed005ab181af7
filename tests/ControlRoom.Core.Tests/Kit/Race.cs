using ControlRoom.Core.Kernel;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>Commands that start together, each on a thread of its own.</summary>
public static class Race
{
    public static async Task<List<T>> Of<T>(int count, Func<int, Task<T>> command)
    {
        using var gate = new SemaphoreSlim(0);
        var running = Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await gate.WaitAsync(TestPlant.Ct);
            return await command(i);
        })).ToList();
        gate.Release(count);
        return [.. await Task.WhenAll(running)];
    }

    public static async Task<(TFirst, TSecond)> Both<TFirst, TSecond>(Func<Task<TFirst>> first, Func<Task<TSecond>> second)
    {
        var (one, two) = (default(TFirst)!, default(TSecond)!);
        await Of(2, async i =>
        {
            if (i == 0) one = await first();
            else two = await second();
            return true;
        });
        return (one, two);
    }

    /// <summary>The refusal's code, or DONE.</summary>
    public static async Task<string> Code<T>(Task<Outcome<T>> command) => (await command).Refusal?.Code ?? "DONE";

    /// <summary>So many are done, and all others have one of the codes.</summary>
    public static void AssertAnswers<T>(IReadOnlyList<Outcome<T>> answers, int done, params string[] codes)
    {
        Assert.Equal(done, answers.Count(a => a.Done));
        Assert.All(answers.Where(a => !a.Done), a => Assert.Contains(a.Refusal!.Code, codes));
    }

    /// <summary>No guard was reached and no command ended by a database fault.</summary>
    public static void AssertNoFault(this TestPlant plant) =>
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Warning && l.Category.Contains("TransactionBoundary", StringComparison.Ordinal)).Select(l => $"{l.Message} {l.Exception}"));
}
