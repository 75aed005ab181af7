using System.Globalization;
using ControlRoom.Core.Feed;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;
using CoreReading = ControlRoom.Core.Quality.ReadingView;

namespace ControlRoom.Web.Quality;

/// <summary>Every temperature on record, page by page, and the trend of the place or lot that is chosen.</summary>
public sealed partial class TemperatureLogView
{
    private const int PageSize = 100;
    private const string WordTrue = "true";
    private static readonly TimeSpan UsualSpan = TimeSpan.FromHours(24), ChartPace = TimeSpan.FromSeconds(1);

    private IReadOnlyList<CoreReading>? rows;
    private IReadOnlyList<LotRow> known = [];
    private IReadOnlyList<BufferRow> buffers = [];
    private IReadOnlyList<FieldError> unknown = [];
    private TrendSource? source;
    private ChartView? chart;
    private string? lot, buffer, from, to;
    private bool violations, reading, table;
    private Guid? lotId;
    private long? after, next;
    private int total;

    /// <summary>Codes in the address the page begins with.</summary>
    [Parameter] public string? Lot { get; set; }

    [Parameter] public string? Buffer { get; set; }
    [Parameter] public bool Violations { get; set; }

    [Inject] public ReadingQueries Readings { get; set; } = default!;
    [Inject] public TemperatureTrendQueries Trends { get; set; } = default!;
    [Inject] public BufferQueries BufferReads { get; set; } = default!;
    [Inject] public LotQueries Lots { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    protected override TimeSpan Pace => ChartPace;

    private bool OnFirst => after is null;

    /// <summary>What the trend is of; one thing at a time.</summary>
    private string? Subject => !string.IsNullOrWhiteSpace(lot) ? Code(lot) : string.IsNullOrEmpty(buffer) ? null : buffer;

    private IReadOnlyList<Choice> Buffers => [.. buffers.Select(b => new Choice(b.BufferCode, b.BufferCode))];

    private BufferRow? Place => buffers.FirstOrDefault(b => b.BufferCode == buffer);

    private ReadingFilter Filter => new() { LotId = lotId, BufferId = Place?.Id, ViolationsOnly = violations, From = Instant(from), To = Instant(to) };

    protected override Task OnInitializedAsync()
    {
        (lot, buffer, violations) = (Lot, Buffer, Violations);
        return base.OnInitializedAsync();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        buffers = await BufferReads.List(null, null, ct);
        var found = string.IsNullOrWhiteSpace(lot) ? null : (await Lots.Detail(Code(lot), ct)).Value;
        (lotId, known) = (found?.Id, found is null ? [] : [found]);
        unknown =
        [
            .. found is null && !string.IsNullOrWhiteSpace(lot) ? [new FieldError("/lot", Refusal.NotFound("lot", Code(lot)).Detail())] : Array.Empty<FieldError>(),
            .. Place is null && !string.IsNullOrWhiteSpace(buffer) ? [new FieldError("/buffer", Refusal.NotFound("buffer", buffer).Detail())] : Array.Empty<FieldError>(),
        ];
        if (unknown.Count > 0)
        {
            (rows, next, total, source, chart) = ([], null, 0, null, null);
            return true;
        }
        var read = await Readings.List(Filter, PageSize + 1, after, ct);
        rows = [.. read.Take(PageSize)];
        next = read.Count > PageSize ? rows[^1].Id : null;
        total = await Readings.Count(Filter, ct);
        source = Subject is null ? null : await Trend(found, ct);
        chart = source is null ? null : TemperatureChart.Of(source, Clock);
        return true;
    }

    /// <summary>Of the chosen time, else of the last day; of a lot whose readings are older, of all of them.</summary>
    private async Task<TrendSource> Trend(LotView? of, CancellationToken ct)
    {
        var until = Instant(to) ?? Clock.Now;
        var since = Instant(from) ?? (of is null ? until - UsualSpan : of.Readings.Count == 0 ? of.CreatedAt : new[] { of.CreatedAt, of.Readings.Min(r => r.MeasuredAt) }.Min());
        if (Instant(to) is null && of is { Readings.Count: > 0 }) until = of.Readings.Max(r => r.MeasuredAt).AddMinutes(30);
        var points = await Trends.Points(new ReadingFilter { LotId = of?.Id, BufferId = of is null ? Place?.Id : null, From = since, To = until }, ct);
        var curve = of is null ? points.Where(p => p.Type == MeasurementType.Ambient && p.Role == ReadingRole.Ccp) : points.Where(p => p.Role == ReadingRole.Process);
        var limit = of?.Readings.Select(r => r.ThresholdC).FirstOrDefault(t => t is not null) ?? Place?.TempMaxC;
        return new TrendSource(since, until, [.. curve], Place?.ReadingPeriodS ?? 3600, of is null ? [] : [.. points.Where(p => p.Role == ReadingRole.Ccp)])
        {
            BandLow = Place?.TempMinC, BandHigh = Place?.TempMaxC, Limit = limit, Events = Place is { } place ? await Trends.Events(place.Id, since, ct) : [],
        };
    }

    private static string Code(string text) => text.Trim().ToUpperInvariant();

    /// <summary>What a date field says is plant time.</summary>
    private DateTime? Instant(string? local) => DateTime.TryParse(local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? Clock.ToUtc(DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at)) : null;

    private Task Change(Action set)
    {
        set();
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

    private Task DoneReading()
    {
        reading = false;
        return Requery();
    }

    /// <summary>Everything the filters let through, as a file.</summary>
    private string Export
    {
        get
        {
            var query = new QueryBuilder { { "format", "csv" } };
            foreach (var (name, value) in new[] { ("lot_id", lotId?.ToString()), ("buffer_id", Place?.Id.ToString()), ("violations_only", violations ? WordTrue : null), ("from", Utc(from)), ("to", Utc(to)) })
            {
                if (value is not null) query.Add(name, value);
            }
            return "/api/temperature-logs" + query.ToQueryString();

            string? Utc(string? local) => Instant(local) is { } at ? Format.Instant(at) : null;
        }
    }
}
