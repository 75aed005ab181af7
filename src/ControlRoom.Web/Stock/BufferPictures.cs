using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Alarms;
using ControlRoom.Web.Shared;
using Freshness = ControlRoom.Web.Shared.Freshness;
using ReadingView = ControlRoom.Web.Shared.ReadingView;

namespace ControlRoom.Web.Stock;

/// <summary>Buffers as lanes and walls draw them.</summary>
public static class BufferPictures
{
    /// <summary>Points of a trend: one per minute and a half of an hour, enough for a line of a hundred pixels.</summary>
    private const int Points = 40;
    private static readonly TimeSpan Slope = TimeSpan.FromMinutes(20);

    public static IReadOnlyList<BufferView> Of(IReadOnlyList<BufferPicture> pictures, IReadOnlyList<AlarmView> alarms, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var byBuffer = alarms.Where(a => a.BufferId is not null).ToLookup(a => a.BufferId!.Value);
        return [.. pictures.Select(picture => Of(picture, AlarmText.Urgent(byBuffer[picture.Buffer.Id]).FirstOrDefault(), clock))];
    }

    private static BufferView Of(BufferPicture picture, AlarmView? alarm, Clock clock)
    {
        var (buffer, now) = (picture.Buffer, clock.Now);
        var held = picture.Items.Where(i => i.LotStatus == LotStatus.Hold).Select(i => i.LotId).Distinct().Count();
        return new(buffer.BufferCode, buffer.CapacityKg, Contents(picture.Items, clock.Today()), Reading(buffer, clock, now), Trend(picture, alarm, now))
        {
            Alarm = alarm is null ? null : AlarmText.Mark(alarm),
            OnHold = buffer.IsOnHold,
            Note = buffer.IsOnHold ? Ui.Text("Buffer.OnHold") : held == 0 ? null : Ui.Count("Buffer.LotsHeld", held),
            PerHour = PerHour(picture.Trend, now),
        };
    }

    /// <summary>Stock by type and day; what is held by type, last.</summary>
    private static IReadOnlyList<ContentView> Contents(IReadOnlyList<BufferItemView> items, DateOnly today) =>
        [.. items.GroupBy(i => (Held: i.LotStatus == LotStatus.Hold, i.LotType, Day: i.LotStatus == LotStatus.Hold ? "" : Format.Short(i.LotCode, today)?.Day ?? ""))
            .OrderBy(g => g.Key.Held).ThenBy(g => g.Key.LotType).ThenByDescending(g => g.Key.Day, StringComparer.Ordinal)
            .Select(g => new ContentView(g.Key.Held ? $"{Word.Of(g.Key.LotType)} {Ui.Text("Buffer.Held")}" : $"{Word.Of(g.Key.LotType)} {g.Key.Day}·", g.Sum(i => i.QuantityKg), g.Key.Held))];

    private static ReadingView Reading(BufferRow buffer, Clock clock, DateTime now)
    {
        // Warm side critical, cold side a warning.
        var level = buffer.AmbientC > buffer.TempMaxC ? Level.Critical : buffer.AmbientC < buffer.TempMinC ? Level.Warning : Level.Ok;
        return new($"buffer:{buffer.BufferCode}:temperature", buffer.AmbientC, clock.Plant(buffer.AmbientAt), buffer.ReadingPeriodS, buffer.TempMinC, buffer.TempMaxC,
            (Freshness)BufferQueries.Of(buffer.AmbientAt, buffer.ReadingPeriodS, now), level);
    }

    private static TrendView Trend(BufferPicture picture, AlarmView? alarm, DateTime now)
    {
        var (low, high) = ((double)picture.Buffer.TempMinC, (double)picture.Buffer.TempMaxC);
        var points = Line(picture.Trend, now - PlantReads.TrendSpan, now);
        var known = points.OfType<double>().ToList();
        var (bottom, top) = (Math.Min(low - 1, known.Count == 0 ? low : known.Min() - 0.5), Math.Max(high + 2, known.Count == 0 ? high : known.Max() + 0.5));
        return new(points, bottom, top, low, high, high, alarm is { Priority: < 4, State: not AlarmState.RtnUnack } ? alarm.Priority : null);
    }

    /// <summary>The last reading of each slice of time; a slice without one is a gap, unless readings are that rare anyway.</summary>
    public static IReadOnlyList<double?> Line(IReadOnlyList<TrendPoint> readings, DateTime from, DateTime to, int count = Points)
    {
        var line = new double?[count];
        foreach (var reading in readings.Where(r => r.At >= from && r.At <= to))
        {
            line[Math.Min(count - 1, (int)((reading.At - from) / (to - from) * count))] = (double)reading.C;
        }

        // Readings sparser than slices are joined: only a silence longer than the usual pause is a gap.
        var pause = readings.Count < 2 ? TimeSpan.Zero : (readings[^1].At - readings[0].At) / (readings.Count - 1);
        var bridge = (int)Math.Ceiling(pause * 2 / ((to - from) / count));
        for (var (last, i) = (-1, 0); i < count; i++)
        {
            if (line[i] is not { } value) continue;
            if (last >= 0 && i - last > 1 && i - last <= bridge)
            {
                for (var gap = last + 1; gap < i; gap++) line[gap] = line[last] + (value - line[last]) * (gap - last) / (i - last);
            }
            last = i;
        }
        return line;
    }

    private static decimal? PerHour(IReadOnlyList<TrendPoint> trend, DateTime now)
    {
        var recent = trend.Where(point => now - point.At <= Slope).ToList();
        if (recent.Count < 2 || recent[^1].At - recent[0].At < TimeSpan.FromMinutes(1)) return null;
        return decimal.Round((recent[^1].C - recent[0].C) / (decimal)(recent[^1].At - recent[0].At).TotalHours, 1);
    }
}
