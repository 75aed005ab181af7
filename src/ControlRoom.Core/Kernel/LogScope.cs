namespace ControlRoom.Core.Kernel;

/// <summary>
/// What every log line carries that belongs to one request or command: ids that lead on to the audit trail and to the answer the client got.
/// Never a name, an address or a credential.
/// </summary>
public sealed class LogScope
{
    public Guid? CorrelationId { get; set; }
    public string? TraceId { get; set; }
    public Guid? UserId { get; set; }
    public Guid? RunId { get; set; }

    /// <summary>What is known, by the name it has in a log line.</summary>
    public IEnumerable<(string Name, string Value)> Ids
    {
        get
        {
            if (CorrelationId is { } correlation) yield return ("correlation_id", correlation.ToString());
            if (TraceId is { } trace) yield return ("trace_id", trace);
            if (UserId is { } user) yield return ("user_id", user.ToString());
            if (RunId is { } run) yield return ("run_id", run.ToString());
        }
    }

    public override string ToString() => string.Join(' ', Ids.Select(p => $"{p.Name}={p.Value}"));
}
