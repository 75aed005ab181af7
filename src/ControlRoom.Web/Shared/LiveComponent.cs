using ControlRoom.Core.Feed;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>
/// A component that shows what is true now: it subscribes, then loads, then follows. A change carries no data, it only says that what is
/// shown is stale. The first change after quiet is read at once, the next ones at most once per <see cref="Pace"/>.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    /// <summary>For states, lots and steps; for lists; for analogue values.</summary>
    public static readonly TimeSpan StatePace = TimeSpan.FromMilliseconds(100), ListPace = TimeSpan.FromMilliseconds(250), AnaloguePace = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource leaving = new();
    private Subscription? bell;
    private ITimer? again;
    private Task loading = Task.CompletedTask;
    private Task following = Task.CompletedTask;

    [Inject] public ChangeFeed Feed { get; set; } = default!;
    [Inject] public TimeProvider Time { get; set; } = default!;
    [Inject] public LivePage Page { get; set; } = default!;
    [Inject] public ILoggerFactory Logs { get; set; } = default!;

    /// <summary>What to follow; asked once.</summary>
    protected virtual IReadOnlyList<string> Follows => [];

    protected virtual TimeSpan Pace => ListPace;

    /// <summary>Reads again after this long without any change, where the page shows durations; never when null.</summary>
    protected virtual TimeSpan? Repaint => null;

    /// <summary>Why the last read failed; what was shown before stays.</summary>
    protected Exception? Failure { get; private set; }

    protected CancellationToken Leaving => leaving.Token;

    /// <summary>Reads what is shown; false when it is what is shown already.</summary>
    protected abstract Task<bool> Load(CancellationToken ct);

    /// <summary>The bell that says that what is shown is stale. For what hangs on many screens there is <see cref="SharedPictures"/>, which keeps a pace of its own.</summary>
    protected virtual Subscription Subscribe() => Feed.Subscribe(Follows);

    protected override Task OnInitializedAsync()
    {
        bell = Subscribe();
        again = Time.CreateTimer(_ => bell.Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Page.Add(this);
        return loading = Refresh();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) following = Follow(leaving.Token);
    }

    /// <summary>Reads and renders now.</summary>
    public Task Requery() => InvokeAsync(Refresh);

    public async ValueTask DisposeAsync()
    {
        Page.Remove(this);
        await leaving.CancelAsync();
        if (again is not null) await again.DisposeAsync();
        bell?.Dispose();
        await following;
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Beside the circuit: only what is read and drawn disturbs it.</summary>
    private async Task Follow(CancellationToken ct)
    {
        try
        {
            await loading.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            long? read = null;
            while (await bell!.Wait(ct).ConfigureAwait(false))
            {
                if (read is { } last && Pace - Time.GetElapsedTime(last) is var early && early > TimeSpan.Zero) await Task.Delay(early, Time, ct).ConfigureAwait(false);
                // What rang meanwhile is read now.
                bell.Hush();
                await InvokeAsync(Refresh).ConfigureAwait(false);
                read = Time.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task Refresh()
    {
        if (leaving.IsCancellationRequested) return;
        try
        {
            var changed = await Load(leaving.Token) || Failure is not null;
            Failure = null;
            if (changed) StateHasChanged();
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // One panel that cannot be read must not end the circuit: it says so and tries again.
            if (Failure is null) Logs.CreateLogger(GetType()).LogError(e, "Could not be read");
            Failure = e;
            StateHasChanged();
        }

        again?.Change((Failure is null ? Repaint : RetryAfter) ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
