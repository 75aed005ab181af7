using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Schedule;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Shared;
using Freshness = ControlRoom.Core.Stock.Freshness;

namespace ControlRoom.Web.Schedule;

/// <summary>One fact about the machine. Grey while it is as it should be.</summary>
/// <param name="Alarm">Only where an alarm rule exists.</param>
public sealed record HealthTile(string Key, string Label, string Value, string Foot, AlarmMark? Alarm = null);

public static class HealthTiles
{
    private const int Units = 1000;

    public static IReadOnlyList<HealthTile> Of(OperationsView now, IReadOnlyList<BufferPicture> buffers, int circuits, Clock clock)
    {
        ArgumentNullException.ThrowIfNull(now);
        var tiles = new List<HealthTile>
        {
            new("database", Ui.Text("Health.Database"), $"{Latency(now.Database)} ms", now.Database is { Connections: { } open, MaxConnections: { } max } ? Ui.Text("Health.Connections", open, max) : Ui.Text("Health.OneFile", Bytes(now.Database.SizeBytes))),
            new("feed", Ui.Text("Health.Feed"), now.Feed.LastChangeAt is { } change ? Format.Duration(now.At - change) : "–", Ui.Count("Health.Pages", circuits, now.Feed.Waiting)),
        };
        if (now.Storage is { } disk) tiles.Add(new("storage", Ui.Text("Health.Storage"), $"{Format.Percent(disk.TotalBytes - disk.FreeBytes, disk.TotalBytes)} %", Ui.Text("Health.Free", Bytes(disk.FreeBytes), Bytes(disk.TotalBytes))));
        tiles.Add(new("seals", Ui.Text("Health.Seals"), now.Seals.LastSealAt is { } seal ? ChoreText.When(seal, clock) : "–", Ui.Text("Health.Sealed", Format.Number(now.Seals.Sealed, 0), Format.Number(now.Seals.Unsealed, 0))));
        tiles.Add(Sensors(now, buffers));
        tiles.Add(Timetable(now));
        tiles.Add(new("simulator", Ui.Text("Health.Simulator"), Ui.Text(now.Simulator ? "Health.On" : "Health.Off"), Ui.Text(now.Simulator ? "Health.Marked" : "Health.NoSim")));
        return tiles;
    }

    /// <summary>"2.1", "0.04": enough places to tell a file from a network.</summary>
    public static string Latency(DatabaseHealth database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return Format.Number(database.LatencyMs, database.LatencyMs < 1 ? 2 : 1);
    }

    /// <summary>"4.2 GB".</summary>
    public static string Bytes(long bytes)
    {
        var (size, unit) = ((decimal)bytes, 0);
        string[] names = ["B", "kB", "MB", "GB", "TB"];
        for (; size >= Units && unit < names.Length - 1; unit++) size /= Units;
        return $"{Format.Number(size, unit < 2 || size >= 100 ? 0 : 1)} {names[unit]}";
    }

    private static HealthTile Sensors(OperationsView now, IReadOnlyList<BufferPicture> buffers)
    {
        var silent = buffers.Select(b => b.Buffer).Where(b => b.Freshness is Freshness.Lost or Freshness.Late).OrderBy(b => b.AmbientAt).ToList();
        var never = buffers.Count(b => b.Buffer.Freshness == Freshness.Never);
        var live = buffers.Count(b => b.Buffer.Freshness == Freshness.Live);
        var worst = silent.FirstOrDefault();
        return new("sensors", Ui.Text("Health.Sensors"), Ui.Text("Health.Of", live, buffers.Count),
            worst is not null ? Ui.Text("Health.Silent", worst.BufferCode, Format.Duration(now.At - worst.AmbientAt!.Value)) : never > 0 ? Ui.Text("Health.NeverRead", never) : Ui.Text("Health.AllLive"),
            worst is null ? null : new AlarmMark(Alarm.PriorityOf(worst.Freshness == Freshness.Lost ? AlarmKind.MissingReading : AlarmKind.Stale), AlarmLook.Ack));
    }

    private static HealthTile Timetable(OperationsView now)
    {
        var late = now.Chores.Where(c => c.IsOverdue).ToList();
        return new("timetable", Ui.Text("Health.Timetable"), Ui.Text("Health.Of", now.Chores.Count - late.Count, now.Chores.Count), late.Count == 0 ? Ui.Text("Health.InTime") : Ui.Text("Health.Overdue", ChoreText.Name(late[0].Name)),
            late.Count == 0 ? null : new AlarmMark(Alarm.PriorityOf(AlarmKind.ChoreOverdue), AlarmLook.Ack));
    }
}
