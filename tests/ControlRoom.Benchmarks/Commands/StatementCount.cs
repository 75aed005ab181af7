using System.Diagnostics;

namespace ControlRoom.Benchmarks.Commands;

/// <summary>How many statements a piece of work sends to PostgreSQL, EF's and raw ones alike; the driver reports each as an activity.</summary>
internal static class StatementCount
{
    public static async Task<int> Of(Func<Task> work)
    {
        var count = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _ => Interlocked.Increment(ref count),
        };
        ActivitySource.AddActivityListener(listener);
        await work();
        return count;
    }
}
