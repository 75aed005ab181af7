using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Host;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Schedule;

/// <summary>How the machine is, and the timetable with what it did.</summary>
public sealed partial class OperationsDetail
{
    private const int BarsShown = 20, RunsShown = 40, FailuresShown = 20;

    private readonly Dictionary<string, Intention> pressing = new(StringComparer.Ordinal);
    private OperationsView? now;
    private IReadOnlyList<HealthTile> tiles = [];
    private IReadOnlyList<ChoreLine> lines = [];
    private IReadOnlyList<ChoreRunView> history = [], failures = [];
    private Role role = Role.Viewer;
    private Refusal? refusal;
    private string? chosen, said;

    /// <summary>The chore whose history is open when the page opens.</summary>
    [Parameter] public string? Chore { get; set; }

    [Inject] public OperationsQueries Operations { get; set; } = default!;
    [Inject] public ChoreQueries Chores { get; set; } = default!;
    [Inject] public RunChoreHandler Running { get; set; } = default!;
    [Inject] public PlantReads Reads { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public CircuitCount Circuits { get; set; } = default!;
    [Inject] public EnvironmentFacts Facts { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Chores];

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(5);

    private bool MayRun => role.Has(Permission.Administer);

    private string Counts => Ui.Text("Ops.Counts", lines.Count, lines.Count(l => l.Result.Css is not null), lines.Count(l => l.Chore.LastRun?.Result == ChoreResult.Running));

    protected override async Task<bool> Load(CancellationToken ct)
    {
        role = (await Callers.Now()).Role;
        var (view, recent) = (await Operations.Now(ct), await Chores.Recent(BarsShown, ct));
        tiles = HealthTiles.Of(view, await Reads.Buffers(ct), Circuits.Open, Clock);
        lines = [.. view.Chores.Select(c => ChoreLine.Of(c, recent[c.Name], Clock))];
        failures = await Chores.Failures(FailuresShown, ct);
        if (chosen is null && !string.IsNullOrWhiteSpace(Chore) && view.Chores.All(c => c.Name != Chore)) refusal = Refusal.NotFound("chore", Chore);
        chosen ??= view.Chores.Any(c => c.Name == Chore) ? Chore : (lines.FirstOrDefault(l => l.Result.Css is not null || l.Chore.IsOverdue) ?? lines[0]).Chore.Name;
        history = await Chores.Runs(chosen, new Page(RunsShown), ct);
        now = view;
        return true;
    }

    private string? Keys(int index)
    {
        var at = lines.ToList().FindIndex(l => l.Chore.Name == chosen);
        return index == at + 1 ? "J" : index == at - 1 ? "K" : null;
    }

    private Task Choose(string chore)
    {
        chosen = chore;
        return Requery();
    }

    private ActionView RunNow(ChoreLine line) => new("run-chore", Ui.Text("Ops.RunNow"))
    {
        Enabled = MayRun && line.Chore.LastRun?.Result != ChoreResult.Running,
        Reasons = !MayRun ? [Ui.Text("Ops.OnlyAdmin")] : line.Chore.LastRun?.Result == ChoreResult.Running ? [Ui.Text("Ops.RunsNow")] : null,
        Keys = line.Chore.Name == chosen ? "R" : null,
    };

    private async Task Run(string chore)
    {
        (chosen, said, refusal) = (chore, null, null);
        if (!pressing.TryGetValue(chore, out var intention)) pressing[chore] = intention = new(Callers);
        var command = new RunChore(chore);
        var outcome = await intention.Carry(command, caller => Running.Handle(command, caller, CancellationToken.None));
        if (outcome is null) return;
        refusal = outcome.Refusal;
        if (outcome.Value is { } run) said = Ui.Text(run.Result == ChoreResult.Done ? "Ops.RanSaid" : "Ops.FailedSaid", ChoreText.Name(chore), ChoreText.Took(run));
        await Requery();
    }
}
