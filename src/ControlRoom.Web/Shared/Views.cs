namespace ControlRoom.Web.Shared;

/// <summary>How an alarm shape is filled.</summary>
public enum AlarmLook
{
    Unack,
    Ack,
    ReturnedUnack,
    Shelved,
    Suppressed,

    /// <summary>None of this priority is open: an empty shape that keeps its place.</summary>
    None,
}

public enum StepLook
{
    Pending,
    Done,
    Current,
    Blocked,
    Hold,
    Failed,
    Skipped,
}

public enum GateLook
{
    Later,
    Open,
    Passed,
}

/// <summary>ok, warning or critical: what tests and the eye read as the level of a value.</summary>
public enum Level
{
    Ok,
    Warning,
    Critical,
}

/// <summary>How old a measured value is, in its own periods.</summary>
public enum Freshness
{
    Live,
    Late,
    Lost,
    Never,
}

/// <summary>How a button looks: only what commits the panel's one next act is primary.</summary>
public enum ActionKind
{
    Normal,
    Primary,
    Hold,
    Danger,
    Ghost,
}

/// <summary>A gate tag below a step: "QC" or "CCP".</summary>
public sealed record GateTag(string Label, GateLook Look);

/// <summary>One of the eleven cells. Meta is its time or plan.</summary>
public sealed record StepView(int Index, StepLook Look, string? Meta = null, IReadOnlyList<GateTag>? Gates = null);

/// <summary>An alarm as a shape: priority 1 to 4 and its fill.</summary>
public sealed record AlarmMark(int Priority, AlarmLook Look);

/// <summary>What a tank holds of one kind.</summary>
public sealed record ContentView(string Label, decimal Kilograms, bool Held = false);

/// <summary>A measured value with its source time, its normal band and the period it is expected in.</summary>
public sealed record ReadingView(string Key, decimal? Value, DateTimeOffset? MeasuredAt, int PeriodSeconds, decimal Low, decimal High, Freshness Fresh, Level Level = Level.Ok);

/// <summary>A line with its scale. A missing point is a gap and stays one.</summary>
public sealed record TrendView(IReadOnlyList<double?> Points, double Low, double High, double? BandLow = null, double? BandHigh = null, double? Limit = null, int? AlarmPriority = null);

/// <summary>A buffer as lanes and wall tiles show it.</summary>
public sealed record BufferView(string Code, decimal CapacityKg, IReadOnlyList<ContentView> Contents, ReadingView Reading, TrendView Trend)
{
    public AlarmMark? Alarm { get; init; }

    /// <summary>Since when the buffer itself is on hold.</summary>
    public bool OnHold { get; init; }

    /// <summary>A short sentence that matters more than the band, e.g. "1 lot on hold".</summary>
    public string? Note { get; init; }

    /// <summary>Change per hour, shown while the buffer is in alarm.</summary>
    public decimal? PerHour { get; init; }

    public decimal Kilograms => Contents.Sum(content => content.Kilograms);

    /// <summary>Fill: above 70 % warning, above 90 % critical.</summary>
    public Level Fill => Kilograms > 0.9m * CapacityKg ? Level.Critical : Kilograms > 0.7m * CapacityKg ? Level.Warning : Level.Ok;
}

/// <summary>A button that may be refused: it carries the reasons with it.</summary>
public sealed record ActionView(string Verb, string Label, ActionKind Kind = ActionKind.Normal, bool Enabled = true, IReadOnlyList<string>? Reasons = null)
{
    public string? Glyph { get; init; }

    /// <summary>The shortcut as data-keys names it ("Shift+H"), and as it is printed ("⇧H").</summary>
    public string? Keys { get; init; }

    public string? KeysShown { get; init; }

    /// <summary>A place instead of an act.</summary>
    public string? Href { get; init; }

    /// <summary>What the act is about, handed back with the click.</summary>
    public string? Subject { get; init; }

    /// <summary>The reasons are no matter of course: they stand beside the button even where those of its neighbours do not.</summary>
    public bool ShowsReasons { get; init; }
}

/// <summary>One condition that blocks, or one thing to watch: what, evidence, and where it is solved.</summary>
public sealed record ConditionView(string Glyph, string What, string? Evidence = null, ActionView? Action = null)
{
    /// <summary>The same with its codes in full, for the tooltip.</summary>
    public string? Full { get; init; }
}

/// <summary>A check that is done.</summary>
public sealed record DoneView(string What, string When);

/// <summary>A label with its value, in heads, bars and lists.</summary>
public sealed record FactView(string Label, string Value, string? Note = null, bool Keep = false);

/// <summary>A field's error as the API names it, by JSON pointer.</summary>
public sealed record FieldError(string Pointer, string Detail);

/// <summary>A choice in a select or a row of radio buttons.</summary>
public sealed record Choice(string Value, string Label, string? Note = null, string? Refused = null);
