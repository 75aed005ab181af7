using ControlRoom.Core.Alarms;
using ControlRoom.Core.Displays;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Stock;
using ControlRoom.Web.Alarms;

namespace ControlRoom.Web.Shared.Layout;

/// <summary>Reads what the frame around every page shows.</summary>
public sealed class ShellSource(PlantReads reads, Clock clock, PlantOptions plant)
{
    public static string Version { get; } = "v" + typeof(ShellSource).Assembly.GetName().Version!.ToString(3);

    /// <summary>What is known without reading anything, and without anybody signed in.</summary>
    public ShellModel Bare => new() { Site = plant.SiteCode, TimeZone = plant.TimeZone, Now = clock.PlantNow(), Version = Version };

    public async Task<ShellModel> Read(string name, Role role, CancellationToken ct)
    {
        var (alarms, status, buffers) = (await reads.Alarms(ct), await reads.Status(ct), await reads.Buffers(ct));
        var now = clock.PlantNow();
        return Bare with
        {
            User = new(name, Word.Of(role)),
            Alarms = AlarmText.Counts(alarms),
            TopAlarm = Top(alarms, role),
            Alerts = Alerts(alarms, role),
            MoreAlerts = Math.Max(0, alarms.Count(AlarmText.IsAlert) - AlertsShown),
            Ring = AlarmText.Ring(alarms),
            Rail = Rail(role),
            Status = Facts(status, buffers),
            Now = now,
            ReadAt = now,
        };
    }

    private const int AlertsShown = 3;

    private IReadOnlyList<AlertView> Alerts(IReadOnlyList<AlarmView> alarms, Role role) => [.. alarms.Where(AlarmText.IsAlert).OrderByDescending(a => a.RaisedAt).Take(AlertsShown).Select(alarm =>
    {
        var sentence = AlarmText.Of(alarm, clock.Today());
        return new AlertView(alarm.Id.ToString(), sentence.Mark, sentence.What, AlarmText.GateOf(alarm), Words.Reason(alarm.Reason), clock.Plant(alarm.RaisedAt), sentence.Who ?? Ui.Text("Alarm.Nobody"), AlarmText.Href(alarm, role));
    })];

    private TopAlarm? Top(IReadOnlyList<AlarmView> alarms, Role role)
    {
        if (AlarmText.Urgent(alarms).FirstOrDefault() is not { } alarm) return null;
        var sentence = AlarmText.Of(alarm, clock.Today());
        return new(sentence.Mark, sentence.What, sentence.Rest, sentence.Context, AlarmText.Href(alarm, role));
    }

    /// <summary>The places in an order that never changes; what a role may not open is left out.</summary>
    private static IReadOnlyList<RailEntry> Rail(Role role) => [.. Places(role)];

    private static IEnumerable<RailEntry> Places(Role role)
    {
        yield return new("/dashboard", "gridi", Ui.Text("Nav.Dashboard")) { Letter = "O" };
        yield return new("/presentation", "monitor", Ui.Text("Nav.Walls")) { Letter = "W", OnPhone = true };
        if (role.Has(Permission.OperateRun)) yield return new("/command", "runs", Ui.Text("Nav.Runs")) { Letter = "R", OnPhone = true };
        if (role.Has(Permission.ReadAudit)) yield return new("/validator", "shield", Ui.Text("Nav.QualityShort")) { Letter = "Q", OnPhone = !role.Has(Permission.OperateRun) };
        if (role.Has(Permission.ReadAudit)) yield return new("/validator/genealogy", "tree", Ui.Text("Nav.TraceShort")) { Letter = "T" };
        if (role.Has(Permission.DraftFlow)) yield return new("/flow-editor", "graph", Ui.Text("Nav.Designer")) { Letter = "D" };
        yield return new("/queue", "scan", Ui.Text("Nav.Queue")) { OnPhone = role.Has(Permission.Work) };
        yield return new("/tickets", "list", Ui.Text("Nav.Tickets"));
        yield return new("/products", "box", Ui.Text("Nav.Products")) { Letter = "P" };
        yield return new("/serials", "seal", Ui.Text("Nav.Serials"));
        if (role.Has(Permission.ReadWatch)) yield return new("/monitors", "eye", Ui.Text("Nav.Monitors")) { Letter = "M" };
        if (role.Has(Permission.ReadAudit)) yield return new("/validator/audit", "audit", Ui.Text("Nav.Audit")) { Letter = "U" };
        if (AdminPages.Of(role).Count > 0) yield return new("/admin", "gear", Ui.Text("Nav.Admin"));
    }

    private static IReadOnlyList<StatusFact> Facts(PlantStatus status, IReadOnlyList<BufferPicture> buffers)
    {
        var live = buffers.Count(b => b.Buffer.Freshness == Core.Stock.Freshness.Live);
        return
        [
            new("clock", Ui.Text("Shell.CcpChecks"), Ui.Text("Shell.Waiting", status.CcpWaiting.Count), Ui.Text("Shell.DoneToday", status.CcpDoneToday)),
            new("pause", Ui.Text("Shell.OnHold"), $"{Format.Kg(status.HeldKg)} kg"),
            new(live == buffers.Count ? "check" : "clock", Ui.Text("Shell.Sensors", live, buffers.Count), live == buffers.Count ? null : Ui.Text("Wall.SensorsLost", buffers.Count - live)),
        ];
    }
}
