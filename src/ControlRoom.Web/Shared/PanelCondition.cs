namespace ControlRoom.Web.Shared;

/// <summary>What a panel shows instead of its content.</summary>
public enum PanelCondition
{
    Loading,
    Empty,
    Error,
    Stale,
}
