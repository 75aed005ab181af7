using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Alarms;

public enum AlarmKind { CcpViolation, TempViolation, BufferOutOfBand, QcFail, LotHold, RunHold, MissingReading, Stale, ChoreOverdue, OutboxDead, TokenStopped, TokenProblem, QueueLimit, Monitor, MonitorOverdue }

/// <summary>ISA-18.2: raised and not acknowledged; acknowledged; back to normal but not acknowledged; gone.</summary>
public enum AlarmState { Unack, Ack, RtnUnack, Cleared }

public enum AlarmAction { Acknowledge, Return }

/// <summary>Something abnormal that somebody must see. One active alarm per kind and object.</summary>
public sealed class Alarm : Aggregate
{
    public static readonly Lifecycle<AlarmState, AlarmAction> Lifecycle = new(AlarmState.Unack,
        (AlarmAction.Acknowledge, [AlarmState.Unack], AlarmState.Ack),
        (AlarmAction.Acknowledge, [AlarmState.RtnUnack], AlarmState.Cleared),
        (AlarmAction.Return, [AlarmState.Unack], AlarmState.RtnUnack),
        (AlarmAction.Return, [AlarmState.Ack], AlarmState.Cleared));

    private Alarm() { }

    public AlarmKind Kind { get; private init; }

    /// <summary>1 critical, 2 high, 3 medium, 4 low.</summary>
    public int Priority { get; private init; }
    public AlarmState State { get; private set; }
    public Guid? RunId { get; private init; }
    public Guid? LotId { get; private init; }
    public Guid? BufferId { get; private init; }
    public Guid? TicketId { get; private init; }
    public Guid? TokenId { get; private init; }
    public Guid? FindingId { get; private init; }

    /// <summary>Code of the object, for the sentence of the alarm.</summary>
    public string ObjectCode { get; private init; } = "";
    public int? ValueTenths { get; private init; }
    public int? LimitTenths { get; private init; }
    public bool IsSimulated { get; private init; }
    public DateTime RaisedAt { get; private init; }
    public DateTime? ReturnedAt { get; private set; }
    public DateTime? AcknowledgedAt { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }

    public static int PriorityOf(AlarmKind kind) => kind switch
    {
        AlarmKind.CcpViolation => 1,
        AlarmKind.TempViolation or AlarmKind.BufferOutOfBand or AlarmKind.QcFail or AlarmKind.OutboxDead or AlarmKind.TokenStopped or AlarmKind.MonitorOverdue => 2,
        AlarmKind.LotHold or AlarmKind.RunHold or AlarmKind.MissingReading or AlarmKind.ChoreOverdue or AlarmKind.TokenProblem => 3,
        _ => 4,
    };

    public static Alarm Raise(Guid id, AlarmKind kind, string objectCode, DateTime now, AlarmCause cause, bool isSimulated = false)
    {
        var alarm = new Alarm
        {
            Id = id, Kind = kind, Priority = cause.Priority ?? PriorityOf(kind), State = AlarmState.Unack, ObjectCode = objectCode, RunId = cause.RunId, LotId = cause.LotId, BufferId = cause.BufferId,
            TicketId = cause.TicketId, TokenId = cause.TokenId, FindingId = cause.FindingId, ValueTenths = cause.ValueTenths, LimitTenths = cause.LimitTenths, RaisedAt = now, IsSimulated = isSimulated,
        };
        alarm.Noted(alarm.FactOf("ALARM_RAISED", null));
        return alarm;
    }

    public bool IsActive => State is AlarmState.Unack or AlarmState.Ack;

    public void Acknowledge(Guid by, DateTime now) => Go(() =>
    {
        State = Lifecycle.Next(State, AlarmAction.Acknowledge);
        (AcknowledgedAt, AcknowledgedBy) = (now, by);
    }, "ALARM_ACKNOWLEDGED");

    /// <summary>The cause is gone. An acknowledged alarm is then gone too; the other waits to be seen.</summary>
    public void Return(DateTime now)
    {
        if (!IsActive) return;
        Go(() =>
        {
            State = Lifecycle.Next(State, AlarmAction.Return);
            ReturnedAt = now;
        }, "ALARM_RETURNED");
    }

    private void Go(Action change, string eventType)
    {
        var old = new { state = Word.Of(State) };
        change();
        Changed(FactOf(eventType, old));
    }

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Alarm, Id, ObjectCode, old,
        new { state = Word.Of(State), kind = Word.Of(Kind), priority = Priority })
    { RunId = RunId, BufferId = BufferId, TicketId = TicketId };
}

/// <summary>What an alarm is about, by which it is found again, and what was measured.</summary>
public sealed record AlarmCause
{
    public Guid? RunId { get; init; }
    public Guid? LotId { get; init; }
    public Guid? BufferId { get; init; }
    public Guid? TicketId { get; init; }
    public Guid? TokenId { get; init; }
    public Guid? FindingId { get; init; }
    public int? ValueTenths { get; init; }
    public int? LimitTenths { get; init; }

    /// <summary>Null: as its kind is.</summary>
    public int? Priority { get; init; }
}
