using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Web.Schedule;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Monitors;

/// <summary>What watches the workshop: six questions at a glance, what was found with its evidence and remedy, and how each monitor runs.</summary>
public sealed partial class MonitorBoard
{
    private const int PageSize = 50;

    private enum Open { Nothing, Acknowledge, Remedy }

    private IReadOnlyList<MonitorView>? monitors;
    private WatchFigures? figures;
    private IReadOnlyList<FindingView> findings = [];
    private FindingView? chosen;
    private Guid? chosenId, after, next;
    private Role role = Role.Viewer;
    private Refusal? refusal;
    private Intention? intention;
    private string? monitor, severity, state, said;
    private bool running;
    private Open open;

    /// <summary>What the page begins with.</summary>
    [Parameter] public string? Monitor { get; set; }

    [Parameter] public Guid? Finding { get; set; }

    [Inject] public MonitorQueries Monitors { get; set; } = default!;
    [Inject] public FindingQueries Findings { get; set; } = default!;
    [Inject] public FigureQueries Figures { get; set; } = default!;
    [Inject] public RunMonitorsHandler Running { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Monitors, Topics.Work, Topics.Serials];

    protected override TimeSpan? Repaint => TimeSpan.FromMinutes(1);

    private bool MayRun => role.Has(Permission.PlanWork);

    private int Late => monitors?.Count(m => m.Overdue) ?? 0;

    private IReadOnlyList<Choice> Choices => [.. monitors!.Select(m => new Choice(m.Id, $"{m.Id} {m.Name}"))];

    private static IReadOnlyList<Choice> Severities => [.. Word.All<Severity>().Select(word => new Choice(word, Ui.Text($"Severity.{word}")))];

    private static IReadOnlyList<Choice> States => [.. Word.All<FindingState>().Select(word => new Choice(word, Ui.Text($"Finding.{word}")))];

    /// <summary>The six questions that always stand, with how much there is of what is asked about.</summary>
    private IEnumerable<(MonitorView Monitor, string Foot)> Tiles
    {
        get
        {
            var f = figures!;
            yield return (Of("M1"), Ui.Text("Monitors.Foot.M1", f.LiveTokens));
            yield return (Of("M2"), Ui.Text("Monitors.Foot.M2", f.Spawned, f.Requested));
            yield return (Of("M3"), Ui.Text("Monitors.Foot.M3", f.SpawnCycles, f.ActiveCycles));
            yield return (Of("M4"), f.OldestPendingAt is { } oldest ? Ui.Text("Monitors.Foot.M4.Lag", f.PendingMessages, ChoreText.Took(Clock.Now - oldest)) : Ui.Text("Monitors.Foot.M4", f.Serials));
            yield return (Of("M5"), Ui.Text("Monitors.Foot.M5", f.OpenSessions));
            yield return (Of("M6"), Ui.Text("Monitors.Foot.M6", f.OpenAssignments));
        }
    }

    protected override Task OnInitializedAsync()
    {
        (monitor, chosenId) = (Monitor, Finding);
        return base.OnInitializedAsync();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        role = (await Callers.Now()).Role;
        monitors = await Monitors.List(ct);
        figures = await Figures.Now(ct);
        var found = await Findings.List(Filter, new Core.Kernel.Page(PageSize + 1, after), ct);
        findings = [.. found.Take(PageSize).OrderBy(f => f.State == FindingState.Resolved).ThenBy(f => f.Severity).ThenBy(f => f.FirstSeenAt)];
        next = found.Count > PageSize ? found[PageSize - 1].Id : null;
        chosen = chosenId is { } id && await Findings.Detail(id, ct) is { Done: true } one ? one.Value : findings.Count > 0 ? findings[0] : null;
        return true;
    }

    private FindingFilter Filter => new(string.IsNullOrEmpty(monitor) ? null : monitor, Word.TryParse<Severity>(severity, out var grave) ? grave : null, Word.TryParse<FindingState>(state, out var standing) ? standing : null);

    private bool IsNarrowed => Filter != new FindingFilter();

    private MonitorView Of(string id) => monitors!.First(m => m.Id == id);

    private string When(DateTime at) => ChoreText.When(at, Clock, seconds: false);

    private Task Choose(string id) => Change(() => monitor = monitor == id ? null : id);

    private Task Change(Action change)
    {
        change();
        (chosenId, after) = (null, null);
        return Requery();
    }

    private Task Go(Guid? from)
    {
        (after, chosenId) = (from, null);
        return Requery();
    }

    private Task Pick(Guid id)
    {
        chosenId = id;
        return Requery();
    }

    private async Task Run(string? id)
    {
        (running, refusal, said) = (true, null, null);
        StateHasChanged();
        try
        {
            var command = new RunMonitors(id);
            var outcome = await (intention ??= new(Callers)).Carry(command, caller => Running.Handle(command, caller, CancellationToken.None));
            if (outcome is { Done: true } done) said = Ui.Text("Monitors.Ran", done.Value.Checked, done.Value.Found, done.Value.Resolved);
            else refusal = outcome?.Refusal;
        }
        finally
        {
            running = false;
        }
        await Requery();
    }

    private void Shut() => open = Open.Nothing;

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }
}
