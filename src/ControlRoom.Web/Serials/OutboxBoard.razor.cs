using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Serials;

/// <summary>Messages to the core registry: what waits, what was tried how often, and what was given up.</summary>
public sealed partial class OutboxBoard
{
    private const int PageSize = 50;

    private IReadOnlyList<OutboxView>? rows;
    private SerialMetricsView? metrics;
    private OutboxView? open;
    private Role role = Role.Viewer;
    private string? status, said;
    private Guid? after, next;
    private int total;

    /// <summary>What the page begins with.</summary>
    [Parameter] public string? Status { get; set; }

    [Inject] public OutboxQueries Outbox { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Serials];

    private static IReadOnlyList<Choice> Statuses => [.. Word.All<OutboxStatus>().Select(word => new Choice(word, Words.Chip(word, "sync")))];

    protected override Task OnInitializedAsync()
    {
        status = Word.TryParse<OutboxStatus>(Status, out _) ? Status : null;
        return base.OnInitializedAsync();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        role = (await Callers.Now()).Role;
        var chosen = Word.TryParse<OutboxStatus>(status, out var word) ? word : (OutboxStatus?)null;
        var found = await Outbox.List(chosen, new Core.Kernel.Page(PageSize + 1, after), ct);
        rows = [.. found.Take(PageSize)];
        next = found.Count > PageSize ? rows[^1].Id : null;
        total = await Outbox.Count(chosen, ct);
        metrics = await Outbox.Metrics(ct);
        return true;
    }

    private string When(DateTime at) => $"{Format.Day(Clock.Plant(at))} {Format.TimeWithSeconds(Clock.Plant(at))}";

    private Task Change(string value)
    {
        status = value;
        return Go(null);
    }

    private Task Go(Guid? from)
    {
        after = from;
        return Requery();
    }

    private void Open(OutboxView message) => (open, said) = (message, null);

    private Task Say(string what)
    {
        said = what;
        return Requery();
    }
}
