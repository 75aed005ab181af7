using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Monitors;

/// <summary>Gravest first.</summary>
public enum Severity { Critical, High, Warn, Info }

public enum FindingState { Open, Acknowledged, Resolved }

public enum FindingAction { Acknowledge, Resolve }

/// <summary>What a monitor found about one thing. It opens once, is seen again by every sweep, and resolves when a sweep does not find it any more.</summary>
public sealed class Finding : Aggregate
{
    public const int MaxNote = 500;

    public static readonly Lifecycle<FindingState, FindingAction> Lifecycle = new(FindingState.Open,
        (FindingAction.Acknowledge, [FindingState.Open], FindingState.Acknowledged),
        (FindingAction.Resolve, [FindingState.Open, FindingState.Acknowledged], FindingState.Resolved));

    private Finding() { }

    /// <summary>The monitor's id, M1 and so on.</summary>
    public string Monitor { get; private init; } = "";
    public Severity Severity { get; private set; }
    public string EntityType { get; private init; } = "";
    public Guid EntityId { get; private init; }

    /// <summary>What people call it: a ticket's code, a serial, a name.</summary>
    public string EntityCode { get; private init; } = "";

    /// <summary>What is wrong, by a word of the monitor.</summary>
    public string Code { get; private set; } = "";

    /// <summary>A JSON object: what shows it.</summary>
    public string Evidence { get; private set; } = "{}";
    public FindingState State { get; private set; }
    public DateTime FirstSeenAt { get; private init; }
    public DateTime LastSeenAt { get; private set; }
    public DateTime? AcknowledgedAt { get; private set; }
    public Guid? AcknowledgedBy { get; private set; }
    public string? Note { get; private set; }
    public DateTime? ResolvedAt { get; private set; }

    /// <summary>The alarm it raised last.</summary>
    public Guid? AlarmId { get; private set; }
    public Guid? TicketId { get; private init; }
    public Guid? TokenId { get; private init; }

    public bool IsOpen => State != FindingState.Resolved;

    internal static Finding Opened(Guid id, string monitor, Anomaly seen, DateTime now)
    {
        var finding = new Finding
        {
            Id = id, Monitor = monitor, Severity = seen.Severity, EntityType = seen.EntityType, EntityId = seen.EntityId, EntityCode = seen.EntityCode, Code = seen.Code, Evidence = Json.Text(seen.Evidence),
            FirstSeenAt = now, LastSeenAt = now, TicketId = seen.TicketId, TokenId = seen.TokenId,
        };
        finding.Noted(finding.FactOf("FINDING_OPENED", null));
        return finding;
    }

    /// <returns>Whether it has become something else: worse, or another fault of the same thing.</returns>
    internal bool Seen(Anomaly again, DateTime now)
    {
        var (old, changed) = (Standing(), Severity != again.Severity || Code != again.Code);
        (LastSeenAt, Severity, Code, Evidence) = (now, again.Severity, again.Code, Json.Text(again.Evidence));
        // That it is still there is no news.
        if (changed) Changed(FactOf("FINDING_CHANGED", old));
        return changed;
    }

    public void Acknowledge(string? note, Guid by, DateTime now)
    {
        var old = Standing();
        State = Lifecycle.Next(State, FindingAction.Acknowledge);
        (AcknowledgedAt, AcknowledgedBy, Note) = (now, by, note);
        Changed(FactOf("FINDING_ACKNOWLEDGED", old) with { Metadata = new { note } });
    }

    public void Resolve(DateTime now)
    {
        var old = Standing();
        State = Lifecycle.Next(State, FindingAction.Resolve);
        ResolvedAt = now;
        Changed(FactOf("FINDING_RESOLVED", old));
    }

    internal void Alarmed(Guid alarm)
    {
        AlarmId = alarm;
        Raise();
    }

    /// <summary>On the trail that somebody had it mended.</summary>
    internal Fact Mended(string remedy, string reason) => FactOf("FINDING_REMEDIED", null) with { Metadata = new { remedy, reason } };

    private object Standing() => new { state = Word.Of(State), severity = Word.Of(Severity), code = Code };

    private Fact FactOf(string type, object? old) => new(type, EntityTypes.Finding, Id, $"{Monitor} {EntityCode}", old, Standing()) { TicketId = TicketId };
}

/// <summary>What a monitor sees in one look.</summary>
/// <param name="EntityType">A word of <see cref="EntityTypes"/>; with the id it is what a finding is found again by.</param>
public sealed record Anomaly(Severity Severity, string EntityType, Guid EntityId, string EntityCode, string Code)
{
    /// <summary>A plain object.</summary>
    public object Evidence { get; init; } = new { };
    public Guid? TicketId { get; init; }
    public Guid? TokenId { get; init; }
}
