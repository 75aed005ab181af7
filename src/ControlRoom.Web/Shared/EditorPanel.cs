using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>
/// The form beside a list: one row, or a new one. When somebody else changes the row, an untouched form follows; one that is being filled in
/// says so and keeps what was typed, until its user takes over the other's state or saves in vain.
/// </summary>
public abstract class EditorPanel<T> : CommandDialog where T : class
{
    private bool begun;

    /// <summary>The row as it is now; null for a new one.</summary>
    [Parameter] public T? Row { get; set; }

    /// <summary>With what was stored.</summary>
    [Parameter] public EventCallback<T> OnSaved { get; set; }

    protected Draft Draft { get; } = new();

    /// <summary>The row that the form was filled from; a change is a change of this.</summary>
    protected T? Seen { get; private set; }

    /// <summary>Somebody changed the row while this form was being filled in.</summary>
    protected bool IsStale => Seen is not null && Row is not null && VersionOf(Row) > VersionOf(Seen);

    protected abstract int VersionOf(T row);

    /// <summary>What each field shows of the row.</summary>
    protected abstract IReadOnlyDictionary<string, object?> Values(T? row);

    protected string? Typed(string field) => Draft.Get<string>(field);

    protected decimal? TypedNumber(string field) => Draft.Get<decimal?>(field);

    protected bool TypedFlag(string field) => Draft.Get<bool>(field);

    protected override void OnParametersSet()
    {
        if (begun && (Draft.IsTouched || (Row is not null && Seen is not null && VersionOf(Row) < VersionOf(Seen)))) return;
        begun = true;
        Take();
    }

    /// <summary>Fields that were not touched show the row as it is now; saving then means that.</summary>
    protected void Take()
    {
        Seen = Row;
        Draft.Rebase(Values(Row));
        if (Refusal?.Code == "STALE_VERSION") Refusal = null;
    }

    protected async Task Stored(T row, string said)
    {
        Seen = row;
        Draft.Clear();
        Draft.Rebase(Values(row));
        await OnDone.InvokeAsync(said);
        await OnSaved.InvokeAsync(row);
    }
}
