using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Lots.Labels;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Lots;

public sealed partial class LabelTests
{
    /// <summary>Worked by hand from the rules of the code; the first is the textbook example, whose check symbol is 54 after start A and so 55 after start B.</summary>
    [Theory]
    [InlineData("PJJ123C", new[] { 104, 48, 42, 42, 17, 18, 19, 35, 55, 106 })]
    [InlineData("\u001d0012345678901234567", new[] { 105, 102, 0, 12, 34, 56, 78, 90, 12, 34, 56, 100, 23, 78, 106 })]
    [InlineData("123456", new[] { 105, 12, 34, 56, 44, 106 })]
    public void Code_128_has_the_symbols_of_worked_examples(string text, int[] symbols) => Assert.Equal(symbols, Code128.Symbols(text));

    [Theory]
    [InlineData("PAL260124DUNA0001"), InlineData("A1B22C333D4444E55555F666666"), InlineData("~ !\"#/:;<=>?@[]^_`{|}"), InlineData("12"), InlineData("1"), InlineData("\u001d3102029930\u001d10X1")]
    public void What_is_encoded_is_read_back_by_a_reader_of_its_own(string text) => Assert.Equal(text, BarcodeReader.Text(Code128.Bars(text)));

    [Fact]
    public void Any_text_of_the_code_set_is_read_back()
    {
        var random = new Random(128);
        for (var i = 0; i < 2000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(3) == 0 ? (char)random.Next(' ', '~' + 1) : (char)('0' + random.Next(10))));
            Assert.Equal(text, BarcodeReader.Text(Code128.Bars(text)));
        }
    }

    [Theory, InlineData(""), InlineData("é"), InlineData("a\nb"), InlineData("\0")]
    public void What_the_code_set_does_not_have_is_no_bar_code(string text) => Assert.ThrowsAny<ArgumentException>(() => Code128.Symbols(text));

    [Fact]
    public void An_element_of_open_length_is_ended_unless_it_is_the_last()
    {

        Assert.Equal("\u001d3102029930132601243720", Barcode.Payload([new("3102", "029930"), new("13", "260124"), new("37", "20")]));
        Assert.Equal("\u001d3720\u001d10AB", Barcode.Payload([new("37", "20"), new("10", "AB")]));
    }

    [Theory, InlineData("en"), InlineData("hu")]
    public void The_drawn_bars_of_every_label_are_read_as_its_elements(string language)
    {
        using var culture = new InCulture(language);
        foreach (var type in Enum.GetValues<LotType>())
        {
            var label = Label(type);

            var svg = LabelDrawing.Svg(label);

            var read = Bars().Matches(svg).SelectMany(m => BarcodeReader.Read(m.Groups[1].Value)).Select(e => $"({e.Ai}){e.Value}").Order();
            Assert.Equal(label.Elements.Select(e => e.Text).Order(), read);
            Assert.Equal(type == LotType.Pal ? 3 : 2, Bars().Count(svg));
        }
    }

    [Fact]
    public void A_label_has_real_millimetres_quiet_zones_and_modules_a_scanner_reads()
    {
        var svg = LabelDrawing.Svg(Label(LotType.Mix));

        Assert.Contains("width=\"105mm\" height=\"148mm\" viewBox=\"0 0 105 148\"", svg, StringComparison.Ordinal);
        foreach (Match bars in Bars().Matches(svg))
        {
            var drawn = BarcodeReader.Rectangles(bars.Groups[1].Value);
            var module = drawn.Min(b => b.Width);
            Assert.InRange(module, 0.25, 0.495);
            Assert.True(drawn[0].Left >= 10 * module && drawn[^1].Left + drawn[^1].Width <= 105 - 10 * module, bars.Value);
        }
    }

    [Theory, InlineData("en", "Net weight", "Pallet, döner skewers 15 kg"), InlineData("hu", "Nettó tömeg", "Raklap, döner nyárs 15 kg")]
    public void A_label_speaks_the_language_of_its_reader(string language, string net, string name)
    {
        using var culture = new InCulture(language);

        var svg = LabelDrawing.Svg(Label(LotType.Pal));

        Assert.Contains($">{net}<", svg, StringComparison.Ordinal);
        Assert.Contains($">{name}<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_customer_is_called_cannot_become_markup()
    {
        var svg = LabelDrawing.Svg(Label(LotType.Pal) with { CustomerCode = "<script>\"&" });

        Assert.DoesNotContain("<script>", svg, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;&quot;&amp;", svg, StringComparison.Ordinal);
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task The_api_answers_elements_a_drawing_or_a_page_and_refuses_what_it_does_not_know(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), ["Gs1:CompanyPrefix=5990000"]);
        var day = await ProductionDay.Begin(plant.Services, plant.Time);
        await day.To(9);
        await day.Work();
        var pallet = await day.First(LotType.Pal);
        using var viewer = await plant.As(Role.Viewer);
        viewer.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("hu");

        var json = (await viewer.Get($"/api/lots/{pallet.Id}/label")).Must(200);
        var svg = await viewer.Get($"/api/lots/{pallet.LotCode}/label?format=svg");
        var page = await viewer.Get($"/api/lots/{pallet.LotCode}/label?format=html");

        Assert.Equal(["3102", "13", "10", "00"], json.GetProperty("elements").EnumerateArray().Select(e => e.GetProperty("ai").GetString()));
        Assert.Equal(pallet.Sscc, json.GetProperty("sscc").GetString());
        Assert.Equal((200, "image/svg+xml", 200, "text/html"), (svg.Status, svg.MediaType, page.Status, page.MediaType));
        Assert.Contains(("00", pallet.Sscc!), Bars().Matches(svg.Text).SelectMany(m => BarcodeReader.Read(m.Groups[1].Value)));
        Assert.Contains("@page{size:105mm 148mm;margin:0}", page.Text, StringComparison.Ordinal);
        Assert.Contains("Nettó tömeg", page.Text, StringComparison.Ordinal);
        (await viewer.Get($"/api/lots/{pallet.LotCode}/label?format=pdf")).MustRefuse(422, "WORD_UNKNOWN");
        (await viewer.Get("/api/lots/PAL-20200101-DUNA-0001/label?format=svg")).MustRefuse(404, "NOT_FOUND");
    }

    internal static LotLabelView Label(LotType type)
    {
        var code = PlantCode.Format(type.Spec().CodePrefix, new(2026, 1, 24), "DUNA", 1);
        IReadOnlyList<Gs1Element> content = [Gs1.NetWeight(299.30m), Gs1.Date("13", new(2026, 1, 24)), new("37", "20")];
        IReadOnlyList<IReadOnlyList<Gs1Element>> codes = type == LotType.Pal ? [content, [new("10", Gs1.BatchOf(code))], [new("00", "359900000000000017")]] : [content, [new("10", Gs1.BatchOf(code))]];
        return new(code, type, 299.30m, 20, type == LotType.Pal ? Sku.Kg15 : type.Spec().Sku, new(2026, 1, 24), "DUNA", type == LotType.Pal ? "CUST-A" : null, null, type == LotType.Pal ? "359900000000000017" : null, false, codes);
    }

    [GeneratedRegex("class=\"bars\"[^>]* d=\"([^\"]+)\"")]
    private static partial Regex Bars();
}
