using ControlRoom.Core.Alarms;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Quality;
using ControlRoom.Web.Schedule;
using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Layout;

namespace ControlRoom.Web.Alarms;

/// <summary>An alarm in the words of the reader: what is wrong, against which limit, what is at risk and who has it.</summary>
public sealed record AlarmSentence(AlarmMark Mark, string What, string Rest, string Risk, string? Who)
{
    public string Context => string.Join(" · ", new[] { Risk, Who is null ? Ui.Text("Alarm.Nobody") : Ui.Text("Alarm.WhoIsOnIt", Who) }.Where(part => part.Length > 0));
}

public static class AlarmText
{
    public static AlarmSentence Of(AlarmView alarm, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(alarm);
        return new(Mark(alarm), What(alarm, today), alarm.Limit is { } limit && alarm.Value is not null ? Ui.Text("Alarm.Limit", Format.Celsius(limit)) : "", Risk(alarm, today), alarm.AcknowledgedByName);
    }

    public static AlarmMark Mark(AlarmView alarm) => new(alarm.Priority, alarm.State switch
    {
        AlarmState.Unack => AlarmLook.Unack,
        AlarmState.RtnUnack => AlarmLook.ReturnedUnack,
        _ => AlarmLook.Ack,
    });

    /// <summary>Unacknowledged first, then priority, then age, what is over last: the one alarm to name.</summary>
    public static IOrderedEnumerable<AlarmView> Urgent(IEnumerable<AlarmView> alarms) =>
        alarms.OrderBy(a => a.State switch { AlarmState.Unack => 0, AlarmState.Ack => 1, _ => 2 }).ThenBy(a => a.Priority).ThenBy(a => a.RaisedAt);

    /// <summary>The order of a list: what nobody acknowledged stands above what somebody is on, even when it is over.</summary>
    public static IOrderedEnumerable<AlarmView> Listed(IEnumerable<AlarmView> alarms) =>
        alarms.OrderBy(a => a.State switch { AlarmState.Unack => 0, AlarmState.RtnUnack => 1, _ => 2 }).ThenBy(a => a.Priority).ThenBy(a => a.RaisedAt);

    public static IReadOnlyList<AlarmCount> Counts(IReadOnlyList<AlarmView> alarms) =>
        [.. Enumerable.Range(1, 4).Select(priority =>
        {
            var own = alarms.Where(a => a.Priority == priority).ToList();
            return new AlarmCount(priority, own.Count, own.Count == 0 ? AlarmLook.Ack : Mark(Urgent(own).First()).Look);
        })];

    /// <summary>The newest alarm worth a sound: critical or high, and nobody has acknowledged it.</summary>
    public static string? Ring(IEnumerable<AlarmView> alarms) =>
        alarms.Where(a => a.State == AlarmState.Unack && a.Priority <= 2).MaxBy(a => a.RaisedAt)?.Id.ToString();

    /// <summary>Where the alarm is looked at and taken on.</summary>
    /// <remarks>Never to a page that this role may not open: who does not work on it reads about it.</remarks>
    public static string Href(AlarmView alarm, Role role) => alarm switch
    {
        { Kind: AlarmKind.ChoreOverdue } => role.Has(Permission.Administer) ? $"/admin/operations?chore={alarm.ObjectCode}" : "/dashboard",
        { Kind: AlarmKind.Monitor, FindingId: { } finding } => role.Has(Permission.ReadWatch) ? $"/monitors?finding={finding}" : "/dashboard",
        { Kind: AlarmKind.MonitorOverdue } => role.Has(Permission.ReadWatch) ? $"/monitors?monitor={alarm.ObjectCode}" : "/dashboard",
        { Kind: AlarmKind.OutboxDead } => role.Has(Permission.ReadWatch) ? "/outbox?status=DEAD" : "/dashboard",
        { RunCode: { } run } => role.Has(Permission.OperateRun) ? $"/command/run/{run}?alarm={alarm.Id}" : $"/run/{run}?alarm={alarm.Id}",
        _ when role.Has(Permission.OperateRun) => $"/command?alarm={alarm.Id}",
        { BufferCode: { } buffer } when role.Has(Permission.ReadAudit) => $"/validator/inspections?tab=temperatures&buffer={buffer}",
        _ => "/dashboard",
    };

    /// <summary>Something is on hold or failed, and nobody has closed it.</summary>
    public static bool IsAlert(AlarmView alarm) => alarm.State is AlarmState.Unack or AlarmState.Ack && alarm.Kind is not (AlarmKind.MissingReading or AlarmKind.Stale);

    /// <summary>The gate that decides about the alarm's lot.</summary>
    public static string? GateOf(AlarmView alarm) => LotCodes.SpecOf(alarm.LotCode) is { } spec ? GateCatalogue.OfStep(spec.Step)?.Code : null;

    private static string What(AlarmView alarm, DateOnly today)
    {
        var code = alarm.LotCode ?? alarm.BufferCode ?? alarm.RunCode ?? "";
        var name = Format.ShortText(code, today);
        var value = alarm.Value is { } celsius ? Format.Celsius(celsius) : "–";
        return alarm.Kind switch
        {
            AlarmKind.CcpViolation => Ui.Text("Alarm.What.CCP_VIOLATION", Step(alarm), CcpRules.TypeAt(Step(alarm)) is { } type ? Ui.Text($"Measurement.Short.{Word.Of(type)}") : "", value),
            AlarmKind.TempViolation => Ui.Text("Alarm.What.TEMP_VIOLATION", name, value),
            AlarmKind.BufferOutOfBand => Ui.Text("Alarm.What.BUFFER_OUT_OF_BAND", name, value),
            AlarmKind.ChoreOverdue => Ui.Text("Alarm.What.CHORE_OVERDUE", ChoreText.Name(alarm.ObjectCode)),
            AlarmKind.Monitor when alarm.ObjectCode.Split(' ', 2) is [var monitor, var thing] => Ui.Text("Alarm.What.MONITOR", MonitorText.Name(monitor), thing),
            AlarmKind.MonitorOverdue => Ui.Text("Alarm.What.MONITOR_OVERDUE", $"{alarm.ObjectCode} {MonitorText.Name(alarm.ObjectCode)}"),
            AlarmKind.TokenStopped or AlarmKind.TokenProblem or AlarmKind.QueueLimit => Ui.Text($"Alarm.What.{Word.Of(alarm.Kind)}", alarm.ObjectCode),
            _ => Ui.Text($"Alarm.What.{Word.Of(alarm.Kind)}", name),
        };
    }

    private static int Step(AlarmView alarm) => LotCodes.SpecOf(alarm.LotCode)?.Step ?? 0;

    private static string Risk(AlarmView alarm, DateOnly today)
    {
        var kilograms = alarm.KgAtRisk is > 0 and { } kg ? $"{Format.Kg(kg)} kg" : "";
        return alarm.Kind == AlarmKind.CcpViolation && alarm.LotCode is { } lot ? $"{Format.ShortText(lot, today)} {kilograms}".Trim() : kilograms;
    }
}
