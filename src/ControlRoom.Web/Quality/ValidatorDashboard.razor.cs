using ControlRoom.Core.Displays;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Reports;
using ControlRoom.Web.Quality.Parts;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using DeviationView = ControlRoom.Core.Quality.DeviationView;

namespace ControlRoom.Web.Quality;

/// <summary>The plant as quality sees it: what waits, what is held, what went wrong today. Every figure leads to its rows.</summary>
public sealed partial class ValidatorDashboard
{
    private const int Shown = 8;

    private InspectionQueue? queue;
    private DashboardView? figures;
    private SealStatus? seals;
    private IReadOnlyList<DeviationView> deviations = [];

    [Inject] public QualityReads Reads { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(30);

    private IReadOnlyList<QueueItemView> Waiting => [.. queue!.Rows.Where(r => !r.IsHeld).Take(Shown).Select(r => QueueText.Item(r, Clock))];

    private IReadOnlyList<QueueItemView> Held => [.. queue!.Rows.Where(r => r.IsHeld).Take(Shown).Select(r => QueueText.Item(r, Clock))];

    private IReadOnlyList<TileView> Tiles
    {
        get
        {
            var (f, now, waiting) = (figures!, Clock.Now, queue!.Rows.Where(r => !r.IsHeld).ToList());
            var overdue = waiting.Count(r => r.IsOverdue(now));
            return
            [
                new("pending", Ui.Text("Validator.Pending"), Format.Number(waiting.Count, 0), "/validator/inspections")
                {
                    Foot = waiting.Count == 0 ? Ui.Text("Validator.NothingWaits") : Ui.Text("Validator.Oldest", Format.Duration(now - waiting.Min(r => r.Since)), overdue), Level = overdue > 0 ? Level.Warning : Level.Ok,
                },
                new("held", Ui.Text("Validator.HeldLots"), Format.Number(f.HeldLots, 0), "/validator/inspections?show=held") { Foot = $"{Format.Kg(f.HeldKg)} kg", Held = f.HeldLots > 0, Level = f.HeldLots > 0 ? Level.Warning : Level.Ok },
                new("violations", Ui.Text("Validator.Violations"), Format.Number(f.ViolationsLastDay, 0), "/validator/inspections?tab=temperatures&violations=true") { Foot = Ui.Text("Validator.LastDay"), Level = f.ViolationsLastDay > 0 ? Level.Warning : Level.Ok },
                new("deviations", Ui.Text("Validator.Deviations"), Format.Number(deviations.Count, 0), "/validator/inspections?tab=deviations") { Foot = $"{Format.Kg(deviations.Sum(d => d.OpenKg))} kg", Held = deviations.Count > 0, Level = deviations.Count > 0 ? Level.Warning : Level.Ok },
                new("pass-rate", Ui.Text("Validator.PassRate"), f.QcPassPercentLastDay is { } percent ? Format.Number(percent, 1) : "–", "/validator/inspections?tab=log")
                {
                    Unit = f.QcPassPercentLastDay is null ? null : "%", Foot = Ui.Text("Validator.DecidedToday", queue.Pass, queue.Hold, queue.Fail),
                },
                new("seals", Ui.Text("Validator.Seals"), seals!.SealedAt is { } at ? Format.Duration(now - at) : "–", "/validator/audit")
                {
                    Foot = seals.SealedAt is null ? Ui.Text("Validator.NoSeal") : Ui.Text("Validator.Unsealed", seals.Seals, seals.Unsealed),
                },
            ];
        }
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        (queue, figures, seals, deviations) = (await Reads.Queue(ct), await Reads.Figures(ct), await Reads.Seals(ct), await Reads.OpenDeviations(ct));
        return true;
    }
}
