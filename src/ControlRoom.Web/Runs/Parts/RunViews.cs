using ControlRoom.Web.Shared;

namespace ControlRoom.Web.Runs.Parts;

/// <summary>A group of the run list: active, ready, closed.</summary>
public sealed record RunGroupView(string Title, string? Note, IReadOnlyList<RunItemView> Runs);

/// <summary>A run in the list. Steps only where the run is active; Aside is "blocked" or "held 7 h 14 min".</summary>
public sealed record RunItemView(string Code, string Status, string Text, string Href, string? Aside = null, bool Blocked = false, IReadOnlyList<StepView>? Steps = null, bool Simulated = false);

/// <summary>The head of one run: code, state, three facts, what may be done with it.</summary>
public sealed record RunHeadView(string Code, string Status, IReadOnlyList<FactView> Facts, IReadOnlyList<ActionView> Actions);

/// <summary>The step the run is at: why it cannot go on, what to watch, what is done.</summary>
public sealed record StepPanelView(int Index, string? GateLabel, string TimeText, string BlockedTitle, IReadOnlyList<ConditionView> Blockers, IReadOnlyList<ConditionView> Watches, IReadOnlyList<DoneView> Done, int Checks)
{
    /// <summary>What comes next where nothing is to be checked; an ended run has no next.</summary>
    public string? Next { get; init; }
}

/// <summary>A lot as a row. GateState is the decision of the step's gate: PASS, HOLD, FAIL or PENDING.</summary>
public sealed record LotRowView(string Code, string Status, string? GateState, decimal Kilograms, int? Pieces, string? Place, decimal? Celsius, string Age, string Href, Level Level = Level.Ok, DateTimeOffset? MeasuredAt = null);

/// <summary>A tab above the lots: its key, its name and how many.</summary>
public sealed record TabView(string Key, string Label, int? Count = null);

/// <summary>A page of the run: its key, its name, where it is and how much is there.</summary>
public sealed record RunTabView(string Key, string Label, string Href, int? Count = null);

/// <summary>Everything the Command Center shows of one run.</summary>
public sealed record RunBoardView(
    RunHeadView Head,
    IReadOnlyList<StepView> Steps,
    StepPanelView Step,
    IReadOnlyList<TabView> Tabs,
    IReadOnlyList<LotRowView> Lots,
    string? GateLabel,
    IReadOnlyList<FactView> Balance,
    IReadOnlyList<BufferView> Buffers,
    IReadOnlyList<FeedItemView> Events)
{
    public IReadOnlyList<RunGroupView> Groups { get; init; } = [];

    /// <summary>The other pages of the run.</summary>
    public IReadOnlyList<RunTabView> Pages { get; init; } = [];

    /// <summary>What the temperatures of the lots are of; surface where nothing is said.</summary>
    public string? TemperatureLabel { get; init; }

    public string? TrendTitle { get; init; }

    public string? TrendNote { get; init; }

    public ChartView? Trend { get; init; }

    /// <summary>The plant's date, for short codes.</summary>
    public DateOnly Today { get; init; }

    /// <summary>When this was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
}

/// <summary>The whole of a run: times and counts, decisions of its gates, kilograms.</summary>
public sealed record RunSummaryView(string Code, string Status, IReadOnlyList<FactView> Facts, IReadOnlyList<(string State, int Count)> Decisions, IReadOnlyList<FactView> Kilograms)
{
    /// <summary>Lots that are still on hold, with their weight.</summary>
    public string? Held { get; init; }

    /// <summary>Why it was aborted or stands.</summary>
    public string? Why { get; init; }
}

/// <summary>A step in the timeline. Shares are of the longest step or plan, 0 to 100.</summary>
public sealed record TimelineRowView(StepView Step, string Status, string? Started, string? Ended, string? Duration, string Plan, double Share, double PlanShare, bool Late, int Attempt, string? Who, string? Note);
