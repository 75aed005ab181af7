using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Dispatch;

/// <summary>The queue of whoever works: what they have in hand, what they may begin, what waits and why; and the work itself.</summary>
public sealed partial class WorkQueueBoard
{
    /// <summary>After a press no button does anything for at least so long: a second tap of a gloved hand is no second order.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private ElementReference scanBox;
    private Caller? caller;
    private WorkQueue? queue;
    private WorkCard? card;
    private ScanEntity? ticket;
    private LastWork? last;
    private Refusal? refusal;
    private Intention? pressing;
    private Guid? chosen;
    private string? code, open, said;
    private string tab = "all";
    private bool held, byHand, focused;

    private sealed record LastWork(Guid TokenId, string Label, DateTime Until);

    [Inject] public WorkQueueQueries Queues { get; set; } = default!;
    [Inject] public ScanQueries Scans { get; set; } = default!;
    [Inject] public TickLineHandler Ticking { get; set; } = default!;
    [Inject] public WorkPresses Presses { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Work];

    /// <summary>The times of the page run in the browser; they are set right so often, and what may be taken back no longer goes away.</summary>
    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(Undoable is null ? 30 : 5);

    private LastWork? Undoable => last is { } done && Clock.Now < done.Until ? done : null;

    private IEnumerable<(string Key, int Count)> Tabs =>
        [("all", queue!.Counts.Mine + queue.Counts.Ready + queue.Counts.Waiting), ("ready", queue.Counts.Ready), ("mine", queue.Counts.Mine), ("waiting", queue.Counts.Waiting)];

    private IEnumerable<(string Part, string Title, IReadOnlyList<QueueRow> Rows)> Parts =>
        [("mine", Ui.Text("Work.Mine"), [.. queue!.Mine.Active, .. queue.Mine.Paused]), ("ready", Ui.Text("Work.Ready"), queue.Ready), ("waiting", Ui.Text("Work.Waiting"), queue.Waiting)];

    protected override async Task<bool> Load(CancellationToken ct)
    {
        caller = await Callers.Now();
        queue = (await Queues.Queue(caller, new QueueFilter(Components: true, TicketId: ticket?.Id), new QueuePage(QueuePage.MaxLimit), ct)).Queue;
        card = (chosen ?? (queue.Mine.Active is [var first, ..] ? first.TokenId : (Guid?)null)) is { } id ? await Queues.Card(id, caller, ct) : null;
        return true;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (focused || open is not null) return;
        focused = true;
        _ = InvokeAsync(Focus);
    }

    /// <summary>A scanner types where the cursor is: it stands in the box whenever nothing else is asked.</summary>
    private async Task Focus()
    {
        try
        {
            await scanBox.FocusAsync(preventScroll: true);
        }
        catch (Exception e) when (e is Microsoft.JSInterop.JSException or Microsoft.JSInterop.JSDisconnectedException or InvalidOperationException or OperationCanceledException)
        {
            // The page is gone, or is not in a browser yet.
        }
    }

    private async Task Press(string verb, Guid tokenId, string label)
    {
        if (held) return;
        (refusal, said) = (null, null);
        if (WorkPresses.AtOnce.Contains(verb))
        {
            await Hold(() => AtOnce(new(verb, tokenId), label));
            return;
        }
        chosen = tokenId;
        if (card?.Row.TokenId != tokenId) await Requery();
        if (verb != "open") open = verb;
    }

    private async Task AtOnce(WorkPress press, string label)
    {
        pressing ??= new(Callers);
        var outcome = await pressing.Carry(press, by => Presses.Do(press, by));
        if (outcome is null) return;
        refusal = outcome.Refusal;
        if (outcome.Done) Take(press.Verb, outcome.Value, label);
        await Requery();
    }

    /// <summary>Nothing else is carried out until this is, and until <see cref="Rest"/> is over.</summary>
    private async Task Hold(Func<Task> act)
    {
        held = true;
        var rest = Task.Delay(Rest, Time, Leaving);
        try
        {
            await act();
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        finally
        {
            (held, focused) = (false, false);
        }
    }

    private void Take(string verb, TokenView token, string label)
    {
        said = Ui.Text($"Work.Said.{verb}", label);
        last = verb != "undo" && token.UndoUntil is { } until ? new(token.Id, label, until) : null;
        // What is done is out of the hand; the next is what they have in it.
        chosen = verb is "pass" or "complete" || verb.StartsWith("fail", StringComparison.Ordinal) || verb == "qc-scrap" ? null : token.Id;
    }

    private async Task Tick(ChecklistView line)
    {
        if (held) return;
        refusal = null;
        pressing ??= new(Callers);
        var command = new TickLine(card!.Row.TokenId, line.Key, !line.Checked);
        var outcome = await pressing.Carry(command, by => Ticking.Handle(command, by, CancellationToken.None));
        if (outcome is null) return;
        refusal = outcome.Refusal;
        await Requery();
    }

    private async Task Scan()
    {
        if (held || string.IsNullOrWhiteSpace(code)) return;
        (refusal, said, byHand, focused) = (null, null, false, false);
        var text = code;
        code = null;
        // Carried as a command is: what no request could hold is refused the same.
        var found = await new Intention(Callers).Carry(text, _ => Scans.Find(text, Leaving));
        refusal = found!.Refusal;
        if (found.Done) await Show(found.Value);
    }

    private async Task Show(ScanResult found)
    {
        if (found is { Kind: ScanKind.Token, Entity: { Id: { } token, Code: var label } })
        {
            var again = card is { Row.CanStart: true } && card.Row.TokenId == token;
            chosen = token;
            if (again) await Hold(() => AtOnce(new("start", token), label));
            else await Requery();
            if (!again) said = Ui.Text(card is { Row.CanStart: true } ? "Work.Scanned" : "Work.ScannedOnly", label);
        }
        else if (found is { Kind: ScanKind.Ticket, Entity: { } sheet })
        {
            await Only(sheet);
            said = Ui.Text("Work.ScannedTicket", sheet.Code);
        }
        else said = found.Entity is { } other ? Ui.Text("Work.ScannedOther", other.Code) : Ui.Text("Work.ScannedUnknown");
    }

    private Task Only(ScanEntity? of)
    {
        (ticket, said) = (of, null);
        return Requery();
    }

    private void ByHand() => (byHand, focused) = (true, false);

    private void Close() => (open, focused) = (null, false);

    private async Task Worked(WorkDone done)
    {
        Close();
        Take(done.Verb, done.Token, done.Label);
        await Requery();
    }
}

/// <summary>What a dialog of the queue has done.</summary>
public sealed record WorkDone(string Verb, TokenView Token, string Label);
