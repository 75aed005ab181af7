using System.Globalization;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Audit;

/// <summary>The trail, live: reads its newest end, holds new rows back while somebody reads, and opens one entry beside it.</summary>
public sealed partial class AuditBoard
{
    private const int PageSize = 100, RelatedShown = 50;

    private readonly AuditRows rows = new(PageSize);
    private AuditWordsView words = new([], []);
    private AuditQuestion? asked;
    private SealState? seals;
    private AuditEventView? selected;
    private EntryProof? proof;
    private IReadOnlyList<AuditEventView> related = [];
    private bool loaded, paused, reading, verifying, json, absent;
    private long? opened;

    [Parameter, EditorRequired] public AuditQuestion Question { get; set; } = new();

    /// <summary>Id of the entry that is open.</summary>
    [Parameter] public long? Entry { get; set; }

    [Inject] public AuditQueries Trail { get; set; } = default!;
    [Inject] public SealQueries Seals { get; set; } = default!;
    [Inject] public AuditVerification Verification { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;
    [Inject] public NavigationManager Navigation { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    /// <summary>A filter may read the whole trail; once a second is live enough for reading.</summary>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <summary>What no topic rings for, such as a sign-in or a seal, is seen after this long.</summary>
    protected override TimeSpan? Repaint => TimeSpan.FromSeconds(5);

    protected override async Task OnParametersSetAsync()
    {
        if (asked is null) return;
        if (Entry is not null && Entry != opened) await Show(Entry.Value);
        if (asked != Question) await Requery();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        var newest = await Trail.List(Question.Filter(Clock), PageSize, null, ct);
        var before = seals;
        seals = await Seals.State(ct);
        if (asked != Question)
        {
            if (words.EventTypes.Count == 0) words = await Trail.Words(ct);
            rows.Begin(newest);
            (asked, loaded) = (Question, true);
            if (Entry is { } entry && opened != entry) await Show(entry);
            else if (rows.Shown.Count > 0 && (selected is null || !rows.Shown.Any(e => e.Id == selected.Id))) await Show(rows.Shown[0].Id);
            return true;
        }

        var changed = rows.Look(newest, paused || reading);
        if (selected is not null && proof is { Seal: null } && seals.SealedTo >= selected.Id) proof = await Seals.Proof(selected.Id, ct);
        return changed || before is null || before.SealedTo != seals.SealedTo || before.Entries != seals.Entries;
    }

    private static string? Text(ChangeEventArgs change) => change.Value as string is { Length: > 0 } text ? text.Trim() : null;

    private static DateOnly? Day(ChangeEventArgs change) => DateOnly.TryParseExact(change.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Ask(AuditQuestion question) => Navigation.NavigateTo(question.Address);

    private void Pause()
    {
        paused = !paused;
        if (!paused) rows.Insert();
    }

    private void Insert() => rows.Insert();

    private void Left()
    {
        reading = false;
        if (!paused) rows.Insert();
    }

    private async Task More()
    {
        if (rows.Shown.Count > 0) rows.Older(await Trail.List(Question.Filter(Clock), PageSize, rows.Shown[^1].Id, Leaving));
    }

    private Task Open(long id) => Show(id);

    private async Task Show(long id)
    {
        opened = id;
        selected = rows.Shown.FirstOrDefault(e => e.Id == id) ?? await Trail.Entry(id, Leaving);
        absent = selected is null;
        (proof, related) = selected is null ? (null, []) : (await Seals.Proof(id, Leaving), await Trail.OfCommand(selected.CorrelationId, RelatedShown, Leaving));
    }

    /// <summary>To the entry above or below in the list.</summary>
    private async Task Step(int by)
    {
        var at = rows.Shown.Select((e, i) => (e.Id, i)).Where(e => e.Id == selected?.Id).Select(e => (int?)e.i).FirstOrDefault() ?? -by;
        if (at + by >= 0 && at + by < rows.Shown.Count) await Show(rows.Shown[at + by].Id);
    }

    /// <summary>Recomputes everything: away from the circuit, which shows that it is at work.</summary>
    private async Task Verify()
    {
        if (verifying) return;
        verifying = true;
        try
        {
            await Task.Run(() => Verification.Run(Leaving), Leaving);
            seals = await Seals.State(Leaving);
            if (selected is not null) proof = await Seals.Proof(selected.Id, Leaving);
        }
        finally
        {
            verifying = false;
        }
    }
}
