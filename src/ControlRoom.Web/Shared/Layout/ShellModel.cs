namespace ControlRoom.Web.Shared.Layout;

/// <summary>How many alarms of one priority are open, and how the most urgent of them looks.</summary>
public sealed record AlarmCount(int Priority, int Count, AlarmLook Look = AlarmLook.Ack)
{
    public AlarmMark Mark => new(Priority, Count == 0 ? AlarmLook.None : Look);
}

/// <summary>The one alarm the shell names: what is wrong, the rest of the sentence, and where it opens.</summary>
public sealed record TopAlarm(AlarmMark Mark, string What, string Rest, string? Context, string Href);

/// <summary>Something on hold or failed: what, at which gate, what was written, since when, and who has it.</summary>
public sealed record AlertView(string Key, AlarmMark Mark, string What, string? Gate, string? Note, DateTimeOffset Since, string Who, string Href);

/// <summary>A rail entry. Only pages that exist and that this user may open are entries.</summary>
public sealed record RailEntry(string Href, string Glyph, string Label, int Badge = 0, int? BadgePriority = null, string? BadgeTitle = null)
{
    /// <summary>The letter that leads here after G.</summary>
    public string? Letter { get; init; }

    /// <summary>One of the few places a phone offers at its lower edge.</summary>
    public bool OnPhone { get; init; }
}

/// <summary>The signed-in person.</summary>
public sealed record ShellUser(string Name, string Role);

/// <summary>A short fact in the status bar: glyph, words, and the part that stands out.</summary>
public sealed record StatusFact(string Glyph, string Text, string? Strong = null, string? Rest = null);

/// <summary>A key and what it does here.</summary>
public sealed record KeyHint(string Keys, string Does);

/// <summary>Everything the frame around a page shows. Cascaded by whoever knows it; the layouts read it and inject nothing.</summary>
public sealed record ShellModel
{
    public string Site { get; init; } = "";

    public string? TimeZone { get; init; }

    public ShellUser? User { get; init; }

    /// <summary>Null while alarms are not known: then no counts are drawn.</summary>
    public IReadOnlyList<AlarmCount>? Alarms { get; init; }

    public TopAlarm? TopAlarm { get; init; }

    /// <summary>The newest holds and failures that are open, and how many more there are.</summary>
    public IReadOnlyList<AlertView> Alerts { get; init; } = [];

    public int MoreAlerts { get; init; }

    /// <summary>The newest alarm that is to be heard; another one than before makes the browser sound once.</summary>
    public string? Ring { get; init; }

    public IReadOnlyList<RailEntry> Rail { get; init; } = [];

    public IReadOnlyList<StatusFact> Status { get; init; } = [];

    /// <summary>When the newest data on the page was read; its age is shown and counts up.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Plant time of rendering; the browser's clock goes on from there.</summary>
    public required DateTimeOffset Now { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Where "search or scan" leads; nothing is drawn without it.</summary>
    public string? SearchHref { get; init; }

    public string SignOutAction { get; init; } = "/logout";

    /// <summary>Sample pages stop the clock here, so that their pictures never change.</summary>
    public bool Frozen { get; init; }
}
