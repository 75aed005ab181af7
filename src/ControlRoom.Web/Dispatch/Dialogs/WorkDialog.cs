using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Dispatch.Dialogs;

/// <summary>A dialog about the work on one token.</summary>
public abstract class WorkDialog : CommandDialog
{
    [Parameter, EditorRequired] public WorkCard Card { get; set; } = default!;

    [Parameter] public EventCallback<WorkDone> OnWorked { get; set; }

    protected string Title(string verb) => $"{Ui.Text($"Work.Act.{verb}")} · {Card.Row.Label}";

    protected async Task Work(string verb, object command, Func<Caller, Task<Outcome<TokenView>>> handle)
    {
        var label = Card.Row.Label;
        if (await Carry(command, handle) is { } token) await OnWorked.InvokeAsync(new(verb, token, label));
    }
}
