using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Quality;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Quality;

public sealed class TemperatureChartTests
{
    private static readonly DateTime Noon = new(2026, 1, 24, 11, 0, 0, DateTimeKind.Utc);
    private static readonly Clock Clock = new(new FakeTime(), new PlantOptions());

    [Fact]
    public void A_silence_stays_a_gap_in_the_line_and_a_dash_in_the_table()
    {
        var air = Enumerable.Range(0, 60).Concat(Enumerable.Range(100, 20)).Select(minute => Air(minute, -21)).ToList();
        var source = new TrendSource(Noon, Noon.AddHours(2), air, PeriodS: 60, []);

        var line = TemperatureChart.Of(source, Clock)!.Lines.Single();

        int Slice(double minutes) => (int)Math.Round(minutes / 120 * (line.Points.Count - 1));
        Assert.All(Enumerable.Range(0, Slice(59)), i => Assert.Equal(-21, line.Points[i]));
        Assert.All(Enumerable.Range(Slice(62), Slice(98) - Slice(62)), i => Assert.Null(line.Points[i]));
        Assert.Equal(-21, line.Points[Slice(110)]);
        var table = TemperatureChart.Table(source);
        Assert.Null(table.Single(row => row.At == Noon.AddMinutes(80)).C);
        Assert.Equal(-21, table.Single(row => row.At == Noon.AddMinutes(50)).C);
    }

    [Fact]
    public void Samples_are_marks_of_their_own_and_those_beyond_the_limit_are_crosses()
    {
        using var _ = new InCulture("en");
        var source = new TrendSource(Noon, Noon.AddHours(1), [Air(0, -20)], 60, [new(Noon.AddMinutes(30), -17.8m, MeasurementType.Core, ReadingRole.Ccp, true, false), new(Noon.AddMinutes(45), -18.1m, MeasurementType.Core, ReadingRole.Ccp, false, false)])
        {
            Limit = -18, LimitLabel = "−18.0 CCP", BandLow = -25, BandHigh = -18,
            Events = [new(Noon.AddMinutes(10), PlaceEventKind.MovedIn, "FRZ15-20260124-DUNA-0001"), new(Noon.AddMinutes(11), PlaceEventKind.MovedIn, "FRZ30-20260124-DUNA-0001"), new(Noon.AddMinutes(50), PlaceEventKind.Held, null)],
        };

        var chart = TemperatureChart.Of(source, Clock)!;

        Assert.Equal([(0.5, true), (0.75, false)], chart.Readings.Select(r => (r.At, r.Outside)));
        Assert.Equal(["2 lots moved in", "held"], chart.Events.Select(e => e.Text));
        var drawing = ChartDrawing.Svg(chart, 660, 330);
        Assert.Contains("class='ptb'", drawing, StringComparison.Ordinal);
        Assert.Contains("class='pt'", drawing, StringComparison.Ordinal);
        Assert.Contains("class='ev'", drawing, StringComparison.Ordinal);
        Assert.Contains("−18.0 CCP", drawing, StringComparison.Ordinal);
        Assert.All(chart.XLabels, label => Assert.EndsWith("0", label.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_measured_is_no_chart() => Assert.Null(TemperatureChart.Of(new TrendSource(Noon, Noon.AddHours(1), [], 60, []), Clock));

    private static MeasuredPoint Air(int minute, decimal celsius) => new(Noon.AddMinutes(minute), celsius, MeasurementType.Ambient, ReadingRole.Ccp, false, false);
}
