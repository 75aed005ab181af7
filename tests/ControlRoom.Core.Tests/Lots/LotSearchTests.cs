using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

public sealed class LotSearchTests
{
    private const string Sscc = "359900000000000017";

    [Theory, Databases]
    public async Task A_lot_is_found_by_whatever_its_label_says_and_a_slip_is_answered_with_what_was_meant(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        foreach (var (type, code) in new[] { ("FRZ30", "FRZ30-20260124-DUNA-0001"), ("FRZ30", "FRZ30-20251224-DUNA-0001"), ("FRZ15", "FRZ15-20260124-DUNA-0001"), ("MIX", "MIXLOT-20260123-DUNA-0002") })
        {
            await rows.Insert("lots", ("lot_code", code), ("lot_type", type));
        }
        var pallet = await rows.Insert("lots", ("lot_code", "PAL-20260124-DUNA-0001"), ("lot_type", "PAL"), ("sscc", Sscc));
        var finder = plant.Get<LotSearchQueries>();
        async Task<string?> Find(string text) => (await finder.Find(text, TestPlant.Ct)).LotCode;

        foreach (var text in new[] { "FRZ30-20260124-DUNA-0001", " frz30-20260124-duna-0001 ", "FRZ30 24·0001", "frz30 24.1", "FRZ30 01-24·0001" }) Assert.Equal("FRZ30-20260124-DUNA-0001", await Find(text));
        Assert.Equal("FRZ30-20251224-DUNA-0001", await Find("FRZ30 12-24·0001"));
        foreach (var text in new[] { "MIX 23·0002", "MIXLOT 23·2" }) Assert.Equal("MIXLOT-20260123-DUNA-0002", await Find(text));
        foreach (var text in new[] { Sscc, "00" + Sscc, "(00)" + Sscc, "]C100" + Sscc, pallet.Values["id"]!.ToString()! }) Assert.Equal("PAL-20260124-DUNA-0001", await Find(text));

        var slip = await finder.Find("FRZ30-20260124-DUNA-0010", TestPlant.Ct);
        Assert.Equal((null, "FRZ30-20260124-DUNA-0001"), (slip.LotCode, slip.Near[0]));
        Assert.Contains("FRZ15-20260124-DUNA-0001", (await finder.Find("FRZ51-20260124-DUNA-0001", TestPlant.Ct)).Near);
        Assert.Equal(["MIXLOT-20260123-DUNA-0002"], (await finder.Find("MIXLOT", TestPlant.Ct)).Near);
        foreach (var text in new[] { "", "%", "_", "'; DROP TABLE lots; --", new string('X', 4000), "\0", "ŐŰ\u202E", "SHIP 99·9999" }) Assert.Equal((null, 0), ((await finder.Find(text, TestPlant.Ct)).LotCode, (await finder.Find(text, TestPlant.Ct)).Near.Count));
    }

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "abxc", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("RAW-0002", "RAW-0020", 1)]
    public void The_distance_counts_wrong_keys(string a, string b, int distance) => Assert.Equal((distance, distance), (LotSearch.Distance(a, b), LotSearch.Distance(b, a)));
}
