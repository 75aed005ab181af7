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
    private Task loading = Task.CompletedTask;
    private Task following = Task.CompletedTask;

    [Inject] public ChangeFeed Feed { get; set; } = default!;
    [Inject] public TimeProvider Time { get; set; } = default!;
    [Inject] public LivePage Page { get; set; } = default!;
    [Inject] public ILoggerFactory Logs { get; set; } = default!;

    /// <summary>What to follow; asked once.</summary>
    protected abstract IReadOnlyList<string> Follows { get; }

    protected virtual TimeSpan Pace => ListPace;

    /// <summary>Reads again after this long without any change, where the page shows durations; never when null.</summary>
    protected virtual TimeSpan? Repaint => null;

    /// <summary>Why the last read failed; what was shown before stays.</summary>
    protected Exception? Failure { get; private set; }

    protected CancellationToken Leaving => leaving.Token;

    /// <summary>Reads what is shown; false when it is what is shown already.</summary>
    protected abstract Task<bool> Load(CancellationToken ct);

    /// <summary>
    /// Asked after a change, before the circuit is disturbed: whether <see cref="Load"/> would find anything new. Runs beside the circuit and
    /// may not touch what is shown. For what hangs on many screens and mostly stays as it is.
    /// </summary>
    protected virtual ValueTask<bool> IsStale(CancellationToken ct) => ValueTask.FromResult(true);

    protected override Task OnInitializedAsync()
    {
        bell = Feed.Subscribe(Follows);
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
        bell?.Dispose();
        await following;
        leaving.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task Follow(CancellationToken ct)
    {
        try
        {
            await loading;
            while (await Changed(ct))
            {
                if (await WouldChange(ct)) await InvokeAsync(Refresh);
                await Task.Delay(Pace, Time, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async ValueTask<bool> WouldChange(CancellationToken ct)
    {
        if (Failure is not null) return true;
        try
        {
            return await IsStale(ct);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // Load meets the same and says so.
            return true;
        }
    }

    private async Task<bool> Changed(CancellationToken ct)
    {
        if ((Failure is null ? Repaint : RetryAfter) is not { } quiet) return await bell!.Wait(ct);
        using var patience = new CancellationTokenSource(quiet, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await bell!.Wait(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return true;
        }
    }

    private async Task Refresh()
    {
        if (leaving.IsCancellationRequested) return;
        try
        {
            var changed = await Load(leaving.Token);
            if (!changed && Failure is null) return;
            Failure = null;
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
        }

        StateHasChanged();
    }
}
