using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Lots;

[Trait("Rule", "R-GEN-01")]
public sealed class RecallEndpointTests
{
    [Theory, Databases]
    public async Task A_recall_is_answered_as_json_and_as_csv_and_its_old_alias_still_is(Db db)
    {
        var time = new FakeTime();
        await using var plant = await WebPlant.Start(db, time);
        await using var day = await ProductionDay.Begin(plant.Services, time);
        await day.To(4);
        await day.Work();
        var (raw, mix) = (await day.First(LotType.Raw), await day.Last(LotType.Mix));
        using var auditor = await plant.As(Role.Auditor);

        var recall = (await auditor.Get($"/api/genealogy/{raw.LotCode}/recall")).Must(200);
        Assert.Equal("CHILDREN", recall.GetProperty("direction").GetString());
        var scope = recall.GetProperty("scope");
        Assert.Equal((520m, 360m, 160m, 0m), (scope.GetProperty("to_account_for_kg").GetDecimal(), scope.GetProperty("in_stock_kg").GetDecimal(), scope.GetProperty("waste_kg").GetDecimal(), scope.GetProperty("unaccounted_kg").GetDecimal()));
        Assert.Equal(5, recall.GetProperty("nodes").GetArrayLength());

        var csv = await auditor.Get($"/api/genealogy/{mix.LotCode}/recall?direction=UPSTREAM&depth=1&format=csv");
        Assert.Equal((200, "text/csv"), (csv.Status, csv.MediaType));
        var lines = csv.Text.TrimEnd().Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("lot_code,lot_type,in_scope,depth,", lines[0], StringComparison.Ordinal);
        Assert.Contains($"{(await day.Last(LotType.Bulk)).LotCode} 340.00; ", lines[3], StringComparison.Ordinal);

        var old = (await auditor.Get($"/api/traceability/{mix.LotCode}")).Must(200);
        Assert.Equal((mix.LotCode, 2, 0), (old.GetProperty("central").GetProperty("lot_code").GetString(), old.GetProperty("parents").GetArrayLength(), old.GetProperty("children").GetArrayLength()));

        (await auditor.Get("/api/genealogy/RAW-20260124-DUNA-9999/recall?format=csv")).MustRefuse(404, "NOT_FOUND");
        (await auditor.Get($"/api/genealogy/{raw.LotCode}/recall?depth=11")).MustRefuse(422, "OUT_OF_RANGE");
        (await auditor.Get($"/api/genealogy/{raw.LotCode}/recall?format=pdf")).MustRefuse(422, "WORD_UNKNOWN");
    }
}
