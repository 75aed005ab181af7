namespace ControlRoom.Web.Shared;

/// <summary>One line of the live feed, in plant time. Tone is "hold" or "fail" where the event is one.</summary>
public sealed record FeedItemView(string Key, DateTimeOffset At, string Glyph, string What, string? Detail = null)
{
    public AlarmMark? Alarm { get; init; }

    public string? Tone { get; init; }

    /// <summary>Tinted for its first seconds.</summary>
    public bool IsNew { get; init; }
}
