using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Quality;

public sealed class QualityFileTests
{
    [Theory, Databases]
    public async Task Inspections_and_readings_leave_as_whole_files_that_no_spreadsheet_executes(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var day = await ProductionDay.Begin(plant.Services, time: null);
        (await day.Advance()).Must();
        var raw = await day.Receive(100);
        await day.HoldAtGate(raw, "=HYPERLINK(\"http://x\"), \"bad\"\nsecond line");
        (await day.Read(new ReadingInput(raw.Id, null, -18.4m, MeasurementType.Core) { DeviceId = "@SUM(A1)" })).Must();
        await day.PassGate(await day.Receive(50));
        using var auditor = await plant.As(Role.Auditor);

        var csv = await auditor.Get($"/api/qc/inspections?format=csv&lot_id={raw.Id}");
        Assert.Equal((200, "text/csv"), (csv.Status, csv.MediaType));
        Assert.Contains("inspections.csv", csv.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.StartsWith("id,inspected_at,lot_code,", csv.Text, StringComparison.Ordinal);
        Assert.Contains(",HOLD,\"'=HYPERLINK(\"\"http://x\"\"), \"\"bad\"\"\nsecond line\",", csv.Text, StringComparison.Ordinal);
        Assert.Contains(raw.LotCode, csv.Text, StringComparison.Ordinal);

        var json = await auditor.Get("/api/qc/inspections?whole=true&limit=1");
        Assert.Equal(2, json.Must(200).GetArrayLength());
        Assert.Contains("inspections.json", json.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(1, (await auditor.Get("/api/qc/inspections?limit=1")).Must(200).GetArrayLength());

        var readings = await auditor.Get($"/api/temperature-logs?format=csv&lot_id={raw.Id}");
        Assert.Contains(",-18.4,CORE,", readings.Text, StringComparison.Ordinal);
        Assert.Contains(",'@SUM(A1),", readings.Text, StringComparison.Ordinal);
    }

    [Theory, Databases]
    public async Task The_day_report_holds_the_day_and_an_unknown_format_is_told(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        var day = await ProductionDay.Begin(plant.Services, time: null);
        (await day.Advance()).Must();
        await day.PassGate(await day.Receive(50));
        using var auditor = await plant.As(Role.Auditor);
        var tomorrow = DateTime.SpecifyKind(day.Run.StartedAt!.Value.AddDays(1), DateTimeKind.Utc).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Empty((await auditor.Get($"/api/qc/inspections?from={tomorrow}")).Must(200).EnumerateArray());
        Assert.Single((await auditor.Get($"/api/qc/inspections?to={tomorrow}")).Must(200).EnumerateArray());
        Assert.Single((await auditor.Get($"/api/qc/inspections?format=csv&from={tomorrow}")).Text.TrimEnd().Split("\r\n"));
        foreach (var path in (string[])["/api/qc/inspections?format=xml", "/api/temperature-logs?format=pdf"]) (await auditor.Get(path)).MustRefuse(422, "WORD_UNKNOWN");
    }
}
