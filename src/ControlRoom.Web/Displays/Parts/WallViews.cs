using ControlRoom.Web.Shared;
using ControlRoom.Web.Shared.Layout;

namespace ControlRoom.Web.Displays.Parts;

/// <summary>The head of a wall. Sensors are those with a live value, of all that should have one.</summary>
public sealed record WallHeaderView(string Site, DateTimeOffset Now, DateTimeOffset ReadAt, IReadOnlyList<AlarmCount> Alarms, int LiveSensors, int Sensors, string? TimeZone = null, string? Shift = null)
{
    /// <summary>The newest alarm that is to be heard.</summary>
    public string? Ring { get; init; }
}

/// <summary>One of the two banners: the highest priority left, the next countdown right. It counts up since, or down until.</summary>
public sealed record WallBannerView(AlarmMark Mark, string What, string Rest, string? Who, string Context, string? CountLabel = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>A run as a row. Now is the step or "Closed 23 Jan 17:40".</summary>
public sealed record WallRunView(string Code, string Status, IReadOnlyList<StepView> Steps, string Now, string Detail, bool Blocked = false);

/// <summary>A tile of the bottom row; a tile whose data does not exist is not drawn.</summary>
public sealed record WallTileView(string Label, string Value, string? Unit = null, string? Foot = null)
{
    /// <summary>Two lines beside the value; the second is strong.</summary>
    public string? Side { get; init; }

    public string? SideStrong { get; init; }

    /// <summary>Held kilograms wear violet.</summary>
    public bool Held { get; init; }

    /// <summary>The usual band, drawn as an indicator.</summary>
    public (double Low, double High, double BandLow, double BandHigh, double Value)? Indicator { get; init; }

    /// <summary>Lines instead of a value: who is on which alarm.</summary>
    public IReadOnlyList<WallWhoView>? Lines { get; init; }

    /// <summary>Its width against its neighbours.</summary>
    public double Share { get; init; } = 1;
}

/// <summary>Somebody's name beside an alarm.</summary>
public sealed record WallWhoView(AlarmMark Mark, string Who, string What);

/// <summary>Something in the way of the one run of a wall.</summary>
public sealed record WallReasonView(string Glyph, string Text);

/// <summary>A lot of the one run of a wall.</summary>
public sealed record WallLotView(string Code, string Status, string Weight, string Temperature, Level Level);

/// <summary>Below the row of a wall's only run: what is in its way, and the lots of its step; More did not fit.</summary>
public sealed record WallFocusView(string Title, IReadOnlyList<WallReasonView> Why, string LotsTitle, IReadOnlyList<WallLotView> Lots, int More);

/// <summary>Everything a wall shows.</summary>
public sealed record WallBoardView(WallHeaderView Header, IReadOnlyList<WallBannerView> Banners, string RunsTitle, IReadOnlyList<WallRunView> Runs, IReadOnlyList<BufferView> Buffers, IReadOnlyList<WallTileView> Tiles, DateOnly Today);
