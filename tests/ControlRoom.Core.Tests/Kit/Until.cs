namespace ControlRoom.Tests.Kit;

/// <summary>Waiting for what no bell announces. It ends with the test's own cancellation.</summary>
public static class Until
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    /// <summary>Reads again until the result is the one that is waited for.</summary>
    public static async Task<T> Read<T>(Func<Task<T>> read, Func<T, bool> complete)
    {
        while (true)
        {
            var result = await read();
            if (complete(result)) return result;
            await Task.Delay(Between, TestPlant.Ct);
        }
    }

    /// <summary>Moves the plant's time on, step by step, until the task is done.</summary>
    public static async Task<T> Done<T>(Task<T> task, FakeTime time, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            time.Advance(step);
            await Task.WhenAny(task, Task.Delay(Between, TestPlant.Ct));
            TestPlant.Ct.ThrowIfCancellationRequested();
        }
        return await task;
    }
}
