namespace ControlRoom.Core.Schedule;

public enum ChoreResult { Running, Done, Failed }

/// <summary>One execution of a recurring chore.</summary>
public sealed class ChoreRun
{
    public Guid Id { get; init; }
    public required string Chore { get; init; }
    public DateTime StartedAt { get; init; }
    public DateTime? FinishedAt { get; set; }
    public ChoreResult Result { get; set; }

    /// <summary>What it did in a sentence, or why it failed.</summary>
    public string? Detail { get; set; }
}
