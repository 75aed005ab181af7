using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Quality.Parts;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Quality;

/// <summary>The desk of quality: what waits, the form of one lot, and what its temperature did.</summary>
public sealed partial class InspectionDesk
{
    private const string All = "all", Overdue = "overdue", Critical = "ccp", Held = "held";

    private InspectionQueue? queue;
    private LotPicture? picture;
    private Refusal? missing;
    private Caller? me;
    private string filter = All;
    private string? first, shown, scanned;
    private bool reading;

    /// <summary>Code of the lot in the address; without one the first that waits.</summary>
    [Parameter] public string? Lot { get; set; }

    /// <summary>Key of the filter the page begins with.</summary>
    [Parameter] public string? Show { get; set; }

    [Inject] public QualityReads Reads { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;
    [Inject] public NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => StatePace;

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(30);

    private Role Role => me?.Role ?? Role.Viewer;

    private string? Chosen => Lot ?? first;

    private string Note
    {
        get
        {
            if (queue is null) return "";
            var waiting = queue.Rows.Count(r => !r.IsHeld);
            return Ui.Text("Queue.Note", waiting, queue.Rows.Count(r => r.IsOverdue(Clock.Now)), queue.Pass + queue.Hold + queue.Fail, queue.Pass, queue.Hold, queue.Fail);
        }
    }

    /// <summary>The decisions of the plant's day as a file.</summary>
    private string DayReport => $"/api/qc/inspections?format=csv&from={Uri.EscapeDataString(Format.Instant(Clock.StartOfProductionDay(Clock.ProductionDate(Clock.Now))))}";

    private IReadOnlyList<(string Key, string Label, int Count)> Filters => [.. new[] { All, Overdue, Critical, Held }.Select(key => (key, Ui.Text($"Queue.Filter.{key}"), queue!.Rows.Count(row => Shows(row, key))))];

    private IReadOnlyList<QueueItemView> Items => [.. queue!.Rows.Where(row => Shows(row, filter)).Select(row => QueueText.Item(row, Clock))];

    private IReadOnlyList<DecidedItemView> Decided => [.. queue!.Decided.Select(done => QueueText.Decided(done, Clock))];

    protected override Task OnInitializedAsync()
    {
        if (Show is Overdue or Critical or Held) filter = Show;
        return base.OnInitializedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        // The first reading is the base's; this one answers another address.
        if (queue is not null && shown != Chosen) await Requery();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        me ??= await Callers.Now();
        queue = await Reads.Queue(ct);
        // Once shown it stays: the work list may change order under the hands of whoever fills in the form.
        if (queue.Rows is [{ } top, ..]) first ??= top.LotCode;
        shown = Chosen;
        if (shown is null) return true;
        var read = await Reads.Lot(shown, ct);
        (missing, picture) = (read.Refusal, read.Value);
        return true;
    }

    private bool Shows(QueueRow row, string key) => key switch { Overdue => row.IsOverdue(Clock.Now), Critical => row.IsCcp, Held => row.IsHeld, _ => true };

    /// <summary>A scanned or typed code opens its lot, whatever state it is in.</summary>
    private void Scan()
    {
        if (string.IsNullOrWhiteSpace(scanned)) return;
        var code = scanned.Trim().ToUpperInvariant();
        scanned = null;
        Navigation.NavigateTo(QueueText.Address(code));
    }

    private Task DoneReading()
    {
        reading = false;
        return Requery();
    }
}
