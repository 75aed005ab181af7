namespace ControlRoom.Web.Shared.Layout;

/// <summary>What the frame asks of the application; cascaded beside the model.</summary>
public sealed class ShellEvents
{
    /// <summary>Reads everything on the page again. The NOT-LIVE band clears only after it.</summary>
    public Func<Task> Requery { get; init; } = () => Task.CompletedTask;

    /// <summary>Stores a choice of look or language with the user.</summary>
    public Func<Preference, Task> Choose { get; init; } = _ => Task.CompletedTask;
}
