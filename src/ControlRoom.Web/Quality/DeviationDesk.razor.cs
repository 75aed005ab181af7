using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Quality;

/// <summary>Failures at critical control points: what each brackets, and what becomes of it.</summary>
public sealed partial class DeviationDesk
{
    private const int PageSize = 40;

    private IReadOnlyList<DeviationView>? rows;
    private DeviationView? shown;
    private Refusal? missing;
    private Caller? me;
    private Guid? after, next;
    private string? loaded;
    private bool onlyOpen;
    private int total, open;
    private decimal openKg;

    /// <summary>Code in the address; without one the newest open one is shown.</summary>
    [Parameter] public string? Code { get; set; }

    [Inject] public DeviationQueries Deviations { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => StatePace;

    private Role Role => me?.Role ?? Role.Viewer;

    private DeviationFilter Filter => new() { Status = onlyOpen ? DeviationStatus.Open : null };

    protected override async Task OnParametersSetAsync()
    {
        if (rows is not null && loaded != Code) await Requery();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        var found = await Deviations.List(Filter, new Page(PageSize + 1, after), ct);
        rows = [.. found.Take(PageSize)];
        next = found.Count > PageSize ? rows[^1].Id : null;
        total = await Deviations.Count(Filter, ct);
        var living = await Deviations.List(new DeviationFilter { Status = DeviationStatus.Open }, Core.Kernel.Page.Whole, ct);
        (open, openKg, loaded) = (living.Count, living.Sum(d => d.OpenKg), Code);
        // Once shown it stays, also when another one is opened meanwhile.
        var wanted = Code ?? shown?.DeviationCode ?? (living is [{ } newest, ..] ? newest : rows is [{ } last, ..] ? last : null)?.DeviationCode;
        var read = wanted is null ? null : await Deviations.Detail(wanted, ct);
        (shown, missing) = (read?.Value, read?.Refusal);
        return true;
    }

    private static string Address(DeviationView row) => $"/validator/inspections?tab=deviations&deviation={Uri.EscapeDataString(row.DeviationCode)}";

    private Task Only(bool openOnes)
    {
        onlyOpen = openOnes;
        return First();
    }

    private Task First()
    {
        after = null;
        return Requery();
    }

    private Task Older()
    {
        after = next;
        return Requery();
    }
}
