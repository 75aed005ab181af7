using ControlRoom.Core.Feed;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;

namespace ControlRoom.Web.Quality;

/// <summary>Every inspection ever recorded, page by page; new ones appear on the first page.</summary>
public sealed partial class InspectionLog
{
    private const int PageSize = 50;

    private IReadOnlyList<InspectionView>? rows;
    private InspectionEvidence? evidence;
    private string? run, lot, step, decision, ccp;
    private Guid? runId, lotId, after, next, selected;
    private IReadOnlyList<FieldError> Unknown = [];
    private int total;

    /// <summary>Codes in the address the page begins with.</summary>
    [Parameter] public string? Run { get; set; }

    [Parameter] public string? Lot { get; set; }

    /// <summary>Word of a decision.</summary>
    [Parameter] public string? Decision { get; set; }

    [Inject] public InspectionQueries Inspections { get; set; } = default!;
    [Inject] public LotQueries Lots { get; set; } = default!;
    [Inject] public PlantReads Reads { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    protected override IReadOnlyList<string> Follows => [Topics.Site];

    private bool OnFirst => after is null;

    private static IReadOnlyList<Choice> Steps => [.. ProcessSteps.Gated.Select(index => new Choice(Format.Svg(index), $"{index} {Words.Step(index)}"))];

    private static IReadOnlyList<Choice> Decisions => [.. Word.All<Decision>().Select(word => new Choice(word, Words.Chip(word, "lot")))];

    private InspectionFilter Filter => new()
    {
        RunId = runId, LotId = lotId, StepIndex = int.TryParse(step, out var index) ? index : null, Decision = Word.TryParse<Decision>(decision, out var word) ? word : null, IsCcp = bool.TryParse(ccp, out var critical) ? critical : null,
    };

    protected override Task OnInitializedAsync()
    {
        (run, lot, decision) = (Run, Lot, Word.TryParse<Decision>(Decision, out _) ? Decision : null);
        return base.OnInitializedAsync();
    }

    protected override async Task<bool> Load(CancellationToken ct)
    {
        if (!await Resolve(ct))
        {
            (rows, next, total) = ([], null, 0);
            return true;
        }
        var found = await Inspections.List(Filter, new Page(PageSize + 1, after), ct);
        rows = [.. found.Take(PageSize)];
        next = found.Count > PageSize ? rows[^1].Id : null;
        total = await Inspections.Count(Filter, ct);
        return true;
    }

    /// <summary>Codes become ids; what is not there is said at its field.</summary>
    private async Task<bool> Resolve(CancellationToken ct)
    {
        var unknown = new List<FieldError>();
        runId = string.IsNullOrWhiteSpace(run) ? null : await Reads.FindRun(Code(run), ct) ?? Missing("/run", "run", run);
        lotId = string.IsNullOrWhiteSpace(lot) ? null : (await Lots.Detail(Code(lot), ct)).Value?.Id ?? Missing("/lot", "lot", lot);
        Unknown = unknown;
        return unknown.Count == 0;

        Guid? Missing(string pointer, string entity, string code)
        {
            unknown.Add(new FieldError(pointer, Refusal.NotFound(entity, Code(code)).Detail()));
            return null;
        }
    }

    private static string Code(string text) => text.Trim().ToUpperInvariant();

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

    private async Task Select(Guid id)
    {
        selected = selected == id ? null : id;
        evidence = selected is null ? null : (await Inspections.Evidence(id, Leaving)).Value;
    }

    /// <summary>Everything the filters let through, as a file.</summary>
    private string Export(string format)
    {
        var query = new QueryBuilder { { "format", format }, { "whole", "true" } };
        foreach (var (name, value) in new[] { ("run_id", runId?.ToString()), ("lot_id", lotId?.ToString()), ("step_index", step), ("decision", decision), ("is_ccp", ccp) })
        {
            if (!string.IsNullOrEmpty(value)) query.Add(name, value);
        }
        return "/api/qc/inspections" + query.ToQueryString();
    }
}
