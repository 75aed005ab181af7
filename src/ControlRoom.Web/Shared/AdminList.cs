using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Shared;

/// <summary>A list of rows with the form of the chosen one beside it.</summary>
public abstract class AdminList<T> : LiveComponent where T : class
{
    private Guid? selected;

    [Inject] public CircuitCaller Callers { get; set; } = default!;

    protected IReadOnlyList<T>? Rows { get; private set; }

    protected Role Role { get; private set; } = Role.Viewer;

    protected Guid Me { get; private set; }

    /// <summary>A new row is being filled in.</summary>
    protected bool IsNew { get; private set; }

    protected string? Said { get; set; }

    /// <summary>The dialog that is open over the list.</summary>
    protected string? Open { get; private set; }

    protected T? Chosen => Rows?.FirstOrDefault(row => IdOf(row) == selected);

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected static ActionView Creation(string label) => new("new", label, ActionKind.Primary) { Glyph = "plus", Keys = "N", KeysShown = "N" };

    protected abstract Guid IdOf(T row);

    protected abstract Task<IReadOnlyList<T>> Read(CancellationToken ct);

    protected override async Task<bool> Load(CancellationToken ct)
    {
        var me = await Callers.Now();
        (Role, Me) = (me.Role, me.UserId);
        Rows = await Read(ct);
        return true;
    }

    protected bool IsChosen(T row) => !IsNew && IdOf(row) == selected;

    protected string? Selected(T row) => IsChosen(row) ? "true" : null;

    /// <summary>J is the row below the chosen one, K the one above.</summary>
    protected string? Keys(int index)
    {
        var at = Rows!.ToList().FindIndex(IsChosen);
        return index == at + 1 ? "J" : index == at - 1 ? "K" : null;
    }

    protected void Choose(T row) => (selected, IsNew, Said) = (IdOf(row), false, null);

    protected void New() => (selected, IsNew, Said) = (null, true, null);

    protected void Leave() => (selected, IsNew) = (null, false);

    protected void Show(string dialog) => Open = dialog;

    protected void Close() => Open = null;

    protected void Saved(T row) => (selected, IsNew) = (IdOf(row), false);

    /// <summary>One's own action is seen at once, however fast others go on.</summary>
    protected Task Say(string said)
    {
        Said = said;
        return Requery();
    }
}
