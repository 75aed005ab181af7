namespace ControlRoom.Web.Quality.Parts;

/// <summary>One line of a lot's history, in plant time.</summary>
public sealed record HistoryRowView(string Key, DateTimeOffset At, string What, string? State, string By, bool Simulated)
{
    public string? Note { get; init; }
}

/// <summary>A lot in the work list. When says until when, or for how long.</summary>
public sealed record QueueItemView(string LotCode, string Status, string Where, string? CcpTag, string When, bool Late, string Href, string Full);

/// <summary>A decision of today.</summary>
public sealed record DecidedItemView(string Key, string LotCode, string Decision, string Where, string When, string Href);

/// <summary>One figure of the dashboard, with where its rows are.</summary>
public sealed record TileView(string Key, string Label, string Value, string Href)
{
    public string? Unit { get; init; }

    public string? Foot { get; init; }

    public bool Held { get; init; }

    public Shared.Level Level { get; init; }
}
