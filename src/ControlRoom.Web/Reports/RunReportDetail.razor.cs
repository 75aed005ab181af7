using ControlRoom.Core.Kernel;
using ControlRoom.Core.Reports;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Users;
using Microsoft.AspNetCore.Components;

namespace ControlRoom.Web.Reports;

/// <summary>The report as it is when the page is opened. It does not follow changes: making one is itself on the audit trail.</summary>
public sealed partial class RunReportDetail
{
    private static readonly string[] Formats = ["pdf", "html", "csv", "json"];

    private ReportDocument? document;
    private Refusal? refusal;
    private Task<Guid?>? run;

    [Inject] public ComplianceReportQueries Reports { get; set; } = default!;
    [Inject] public PlantReads Reads { get; set; } = default!;
    [Inject] public CircuitCaller Callers { get; set; } = default!;
    [Inject] public Clock Clock { get; set; } = default!;

    /// <summary>Id or code of the run.</summary>
    [Parameter, EditorRequired] public string Id { get; set; } = "";

    protected override Task OnInitializedAsync() => Reading(async () =>
    {
        if (await FindRun() is null) refusal = Refusal.NotFound("run", Id);
    });

    /// <summary>Only where somebody looks: the first, static drawing of the page makes none.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        await Reading(async () =>
        {
            if (await FindRun() is not { } id) return;
            var report = await Reports.Of(id, await Callers.Now(), CancellationToken.None);
            if (report.Done) document = ReportText.Of(report.Value, Clock);
            refusal = report.Refusal;
        });
        StateHasChanged();
    }

    /// <summary>Asked once, and awaited by whoever comes first: the page may be drawn before it is answered.</summary>
    private Task<Guid?> FindRun() => run ??= Reads.FindRun(Id, CancellationToken.None);

    private async Task Reading(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception e) when (Callers.Refused(e) is { } away)
        {
            refusal = away;
        }
    }

    private string Href(string format) => $"/api/compliance/report/{document!.RunCode}?format={format}";
}
