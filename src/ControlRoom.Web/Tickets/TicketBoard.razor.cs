using System.Globalization;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Tickets;

/// <summary>One ticket: where it stands, its cycles, what a start would do, what it is made of and by whom.</summary>
public sealed partial class TicketBoard
{
    private TicketDetail? ticket;
    private SpawnPreview? preview;
    private SnapshotView? snapshot;
    private IReadOnlyList<MaterialUseView> materials = [];
    private IReadOnlyList<WorkPlanView> plans = [];
    private IReadOnlyList<SerialView> serials = [];
    private Refusal? missing, refusal;
    private Role role = Role.Viewer;
    private Intention? pressing;
    private string? open, said;

    [Parameter, EditorRequired] public Guid Id { get; set; }

    [Inject] public TicketQueries Tickets { get; set; } = default!;
    [Inject] public MaterialQueries Materials { get; set; } = default!;
    [Inject] public WorkPlanQueries Plans { get; set; } = default!;
    [Inject] public SerialQueries Serials { get; set; } = default!;
    [Inject] public TicketPresses Presses { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Ticket(Id), Topics.Serials];

    private IEnumerable<FactView> Facts =>
    [
        new(Ui.Text("Tickets.Done"), Ui.Text("Tickets.Progress", ticket!.Progress.Completed, $"{Number(ticket.TargetQty)} {ticket.Uom}")),
        new(Ui.Text("Tickets.Live"), ticket.Progress.Live.ToString(CultureInfo.CurrentCulture)), new(Ui.Text("Tickets.Scrapped"), ticket.Progress.Scrapped.ToString(CultureInfo.CurrentCulture)),
        new(Ui.Text("Tickets.Due"), ticket.DueAt is { } due ? When(due) : "–"), new(Ui.Text("Tickets.Priority"), TicketChoices.Priority(ticket.Priority)), new(Ui.Text("Tickets.Mode"), Ui.Text($"Tickets.Mode.{Word.Of(ticket.ProcessMode)}")),
        new(Ui.Text("Tickets.Product"), ticket.Sku ?? "–"), new(Ui.Text("Tickets.Routing"), Ui.Text("Tickets.RoutingPinned", ticket.FlowCode ?? "–", ticket.VersionNum ?? 0)), new(Ui.Text("Tickets.Revision"), Ui.Text("Tickets.RevisionPinned", ticket.RevisionNo ?? 0)),
    ];

    protected override async Task<bool> Load(CancellationToken ct)
    {
        role = (await Callers.Now()).Role;
        var read = await Tickets.Detail(Id, ct);
        (missing, ticket) = (read.Refusal, read.Value);
        if (ticket is null) return true;
        preview = (await Tickets.SpawnPreview(Id, ct)).Value;
        snapshot ??= (await Tickets.Snapshot(Id, ct)).Value;
        materials = (await Materials.OfTicket(Id, ct)).Value ?? [];
        plans = (await Plans.OfTicket(Id, ct)).Value ?? [];
        serials = await Serials.OfTicket(Id, ct);
        return true;
    }

    private static ActionView Button(AllowedAction action) => new(action.Action, Ui.Text($"Tickets.Act.{action.Action}"),
        action.Action switch { "start" or "resume" or "restart" => ActionKind.Primary, "cancel" => ActionKind.Danger, _ => ActionKind.Normal }, action.Enabled, [.. action.Reasons.Select(r => r.Detail)]);

    private async Task Act(ActionView action)
    {
        (said, refusal) = (null, null);
        if (!TicketPresses.AtOnce.Contains(action.Verb))
        {
            open = action.Verb;
            return;
        }
        pressing ??= new(Callers);
        var outcome = await pressing.Carry((action.Verb, ticket!.RowVersion), caller => Presses.Press(action.Verb, ticket, caller));
        if (outcome is null) return;
        refusal = outcome.Refusal;
        if (outcome.Done) said = Ui.Text($"Tickets.Said.{action.Verb}");
        await Requery();
    }

    private void Close() => open = null;

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }

    private string When(DateTime? at) => at is { } utc ? $"{Format.Day(Clock.Plant(utc))} {Format.Time(Clock.Plant(utc))}" : "";

    private static string Number(decimal value) => value.ToString("0.######", CultureInfo.CurrentCulture);
}
