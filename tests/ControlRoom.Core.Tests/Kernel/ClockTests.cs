using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

/// <summary>Budapest skips 02:00–03:00 on 29 March 2026 (01:00 UTC) and lives it twice on 25 October 2026 (00:00–02:00 UTC).</summary>
public sealed class ClockTests
{
    private static readonly Clock Plant = At(TimeOnly.MinValue), NightShift = At(new TimeOnly(4, 0));

    private static Clock At(TimeOnly dayStart) => new(new FakeTime(), new PlantOptions { ProductionDayStart = dayStart });

    [Fact]
    public void Now_is_utc_and_whole_microseconds()
    {
        var time = new FakeTime();
        time.Set(new DateTime(2026, 1, 24, 10, 0, 0, DateTimeKind.Utc).AddTicks(1234567));

        var now = new Clock(time, new PlantOptions()).Now;

        Assert.Equal(DateTimeKind.Utc, now.Kind);
        Assert.Equal(1234560, now.Ticks % TimeSpan.TicksPerSecond);
    }

    [Theory, Trait("Rule", "R-TIME-01")]
    [InlineData("2026-01-24T22:59:59Z", "2026-01-24")]
    [InlineData("2026-01-24T23:00:00Z", "2026-01-25")]
    [InlineData("2026-01-24T23:30:00Z", "2026-01-25")]
    [InlineData("2026-07-24T21:59:59Z", "2026-07-24")]
    [InlineData("2026-07-24T22:00:00Z", "2026-07-25")]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("2026-10-25T23:00:00Z", "2026-10-26")]
    public void Codes_carry_the_plants_calendar_date(string utc, string date) => Assert.Equal(DateOnly.Parse(date, Invariant), Plant.CodeDate(Utc(utc)));

    [Theory, Trait("Rule", "DOM-11")]
    [InlineData("2026-01-24T02:59:59Z", "2026-01-23")]
    [InlineData("2026-01-24T03:00:00Z", "2026-01-24")]
    [InlineData("2026-01-24T22:30:00Z", "2026-01-24")]
    [InlineData("2026-01-24T23:30:00Z", "2026-01-24")]
    [InlineData("2026-03-29T01:59:59Z", "2026-03-28")]
    [InlineData("2026-03-29T02:00:00Z", "2026-03-29")]
    [InlineData("2026-10-25T02:59:59Z", "2026-10-24")]
    [InlineData("2026-10-25T03:00:00Z", "2026-10-25")]
    public void A_night_shift_belongs_to_the_day_it_began_on(string utc, string date)
    {
        Assert.Equal(DateOnly.Parse(date, Invariant), NightShift.ProductionDate(Utc(utc)));
        Assert.Equal(Plant.CodeDate(Utc(utc)), NightShift.CodeDate(Utc(utc)));
        Assert.Equal(Plant.CodeDate(Utc(utc)), Plant.ProductionDate(Utc(utc)));
        Assert.InRange(Utc(utc), NightShift.StartOfProductionDay(NightShift.ProductionDate(Utc(utc))), NightShift.StartOfProductionDay(NightShift.ProductionDate(Utc(utc)).AddDays(1)).AddTicks(-1));
    }

    /// <summary>A production day that begins in the hour that is skipped or lived twice begins once, and no day comes before the one before it.</summary>
    [Theory, Trait("Rule", "DOM-11")]
    [InlineData("2026-03-29T00:00:00Z")]
    [InlineData("2026-10-24T23:00:00Z")]
    public void A_production_day_begins_once_also_in_the_hour_that_changes(string night)
    {
        var clock = At(new TimeOnly(2, 30));
        var dates = Enumerable.Range(0, 4 * 60).Select(minute => clock.ProductionDate(Utc(night).AddMinutes(minute))).ToList();
        Assert.Equal(dates.Order(), dates);
        Assert.Equal(2, dates.Distinct().Count());
        Assert.All(Enumerable.Range(0, 4 * 60), minute => Assert.True(Utc(night).AddMinutes(minute) >= clock.StartOfProductionDay(dates[minute])));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 1)]
    [InlineData("2026-03-29T01:00:00Z", 2)]
    [InlineData("2026-10-25T00:59:59Z", 2)]
    [InlineData("2026-10-25T01:00:00Z", 1)]
    public void The_offset_changes_at_one_oclock_utc(string utc, int hours) => Assert.Equal(TimeSpan.FromHours(hours), Plant.Offset(Utc(utc)));

    [Theory]
    [InlineData("2026-01-24", "2026-01-23T23:00:00Z")]
    [InlineData("2026-03-29", "2026-03-28T23:00:00Z")]
    [InlineData("2026-03-30", "2026-03-29T22:00:00Z")]
    [InlineData("2026-10-25", "2026-10-24T22:00:00Z")]
    [InlineData("2026-10-26", "2026-10-25T23:00:00Z")]
    public void A_day_begins_at_local_midnight(string date, string utc) => Assert.Equal(Utc(utc), Plant.StartOfDay(DateOnly.Parse(date, Invariant)));

    [Theory]
    [InlineData("2026-03-29", "01:59", "2026-03-29T00:59:00Z")]
    [InlineData("2026-03-29", "02:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29", "02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-03-29", "03:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-10-25", "01:59", "2026-10-24T23:59:00Z")]
    [InlineData("2026-10-25", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("2026-10-25", "03:00", "2026-10-25T02:00:00Z")]
    public void A_skipped_wall_clock_time_moves_forward_and_an_ambiguous_one_is_its_first(string date, string time, string utc)
    {
        var instant = Plant.ToUtc(DateOnly.Parse(date, Invariant), TimeOnly.Parse(time, Invariant));
        Assert.Equal(Utc(utc), instant);
        Assert.Equal(DateTimeKind.Utc, instant.Kind);
    }

    [Fact]
    public void No_instant_of_the_year_is_before_the_start_of_its_own_day_or_after_its_end()
    {
        for (var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc); at.Year == 2026; at = at.AddMinutes(30))
        {
            var day = Plant.CodeDate(at);
            Assert.InRange(at, Plant.StartOfDay(day), Plant.StartOfDay(day.AddDays(1)).AddTicks(-1));
        }
    }

    private static readonly System.Globalization.CultureInfo Invariant = System.Globalization.CultureInfo.InvariantCulture;

    private static DateTime Utc(string text) => DateTime.Parse(text, Invariant, System.Globalization.DateTimeStyles.AdjustToUniversal);
}
