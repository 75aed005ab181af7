namespace ControlRoom.Core.Monitors;

/// <summary>How far a monitor has looked, and how it went. A row for each that ever ran.</summary>
public sealed class MonitorState
{
    /// <summary>The monitor's id.</summary>
    public required string Monitor { get; init; }
    public DateTime LastRunAt { get; set; }
    public DateTime? LastFullAt { get; set; }
    public int DurationMs { get; set; }

    /// <summary>Lines of token history, events of the trail and instants before which nothing new can come any more.</summary>
    public long TokenEventId { get; set; }
    public long AuditId { get; set; }
    public DateTime Since { get; set; }

    /// <summary>Why the last look failed; null when it did not.</summary>
    public string? LastError { get; set; }
    public DateTime? FailedAt { get; set; }
}
