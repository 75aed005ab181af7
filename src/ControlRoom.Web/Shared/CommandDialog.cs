using ControlRoom.Core.Kernel;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>A dialog that carries out one command. A refusal stays beside the button and the form keeps what was typed.</summary>
public abstract class CommandDialog : ComponentBase, IHandleEvent
{
    private Intention? intention;

    [Inject] public CircuitCaller Callers { get; set; } = default!;

    /// <summary>Cancel, Esc, and after success.</summary>
    [Parameter] public EventCallback OnClose { get; set; }

    /// <summary>After success, with what to say about it.</summary>
    [Parameter] public EventCallback<string> OnDone { get; set; }

    protected Refusal? Refusal { get; set; }

    /// <summary>The refusal's fields, for the controls that caused it.</summary>
    protected IReadOnlyList<FieldError> Errors => FieldErrors.Of(Refusal);

    protected Intention Intention => intention ??= new(Callers);

    /// <summary>Reads what the form needs.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    protected sealed override Task OnInitializedAsync() => Said(Prepare);

    /// <summary>What a dialog reads while it is filled in may fail as its command may; the form and what was typed stay.</summary>
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg)
    {
        var handling = Said(() => item.InvokeAsync(arg));
        StateHasChanged();
        await handling;
        StateHasChanged();
    }

    private async Task Said(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (Callers.Refused(e) is not null)
        {
            Refusal = Callers.Refused(e);
        }
    }

    /// <summary>The value when it was done; otherwise <see cref="Refusal"/> says why not.</summary>
    protected async Task<T?> Carry<T>(object command, Func<Caller, Task<Outcome<T>>> handle) where T : class
    {
        var outcome = await Intention.Carry(command, handle);
        if (outcome is null) return null;
        Refusal = outcome.Refusal;
        return outcome.Value;
    }

    protected async Task Done(string? said = null)
    {
        if (said is not null) await OnDone.InvokeAsync(said);
        await OnClose.InvokeAsync();
    }
}

public static class FieldErrors
{
    /// <summary>Errors with a place in the form.</summary>
    public static IReadOnlyList<FieldError> Of(Refusal? refusal) => refusal is null ? [] :
        [.. (refusal.Reasons.IsEmpty ? [refusal] : refusal.Reasons.AsEnumerable()).Where(r => !string.IsNullOrEmpty(r.Pointer)).Select(r => new FieldError(r.Pointer!, r.Detail()))];
}
