using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Displays.Parts;

/// <summary>A value on a scale with its usual band.</summary>
public sealed record ScaleView(double Low, double High, double BandLow, double BandHigh, double Value, double? Target = null);

/// <summary>A key figure: a value with what it is measured against. Href leads to where it comes from, for those who may go there.</summary>
public sealed record FigureView(string Key, string Label, string? Aside, string Value, string? Unit, string Foot)
{
    public string? Href { get; init; }
    public ScaleView? Scale { get; init; }
    public TrendView? Trend { get; init; }

    /// <summary>Share of a target, 0 to 1.</summary>
    public double? Share { get; init; }

    /// <summary>Held kilograms wear violet.</summary>
    public bool Held { get; init; }

    /// <summary>The figure is made of several last readings instead of one value.</summary>
    public IReadOnlyList<CcpFigureView>? Readings { get; init; }
}

/// <summary>The last reading of one critical control point; without a value it was not measured within the week.</summary>
public sealed record CcpFigureView(int Step, string Value, string Foot, string When, string Of, AlarmMark? Alarm, Level Level, string? Time);

/// <summary>A run as a row of the strip.</summary>
public sealed record DashboardRunView(string Code, string Status, IReadOnlyList<StepView> Steps, string Now, string Detail)
{
    public string? Href { get; init; }
    public bool Blocked { get; init; }
    public bool Held { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>A stream above its steps, with how many active runs are in it.</summary>
public sealed record StreamView(string Name, int Steps, int Runs);

/// <summary>Lots at one step now.</summary>
public sealed record StepCountView(int Step, int Lots, string Kg);

/// <summary>An open alarm, short.</summary>
public sealed record DashboardAlarmView(string Key, AlarmMark Mark, string What, string Who, string Context, string? Href);

/// <summary>A lot that waits at its gate.</summary>
public sealed record PendingLotView(string Code, string Status, string Where, string Since, string? Href);

/// <summary>Everything on the dashboard but its buffers, which are read at their own pace.</summary>
public sealed record DashboardPictureView(string Day, IReadOnlyList<FigureView> Figures, string RunsNote, IReadOnlyList<StreamView> Streams, IReadOnlyList<DashboardRunView> Runs, IReadOnlyList<StepCountView> Counts, string CountsTotal, string CountsKg)
{
    public required DateOnly Today { get; init; }
    public required string AlarmsNote { get; init; }
    public required IReadOnlyList<DashboardAlarmView> Alarms { get; init; }
    public int MoreAlarms { get; init; }
    public required string PendingNote { get; init; }
    public required IReadOnlyList<PendingLotView> Pending { get; init; }
    public int MorePending { get; init; }
    public required IReadOnlyList<DueList.DueView> Due { get; init; }
    public required string BuffersNote { get; init; }
    public string? RunsHref { get; init; }
    public string? QualityHref { get; init; }
}
