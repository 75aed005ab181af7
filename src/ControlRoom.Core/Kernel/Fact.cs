namespace ControlRoom.Core.Kernel;

/// <summary>What an aggregate recorded about itself; stored with who, when and why it becomes an audit event.</summary>
/// <param name="Type">Event word of the catalogue, <c>RUN_STEP_ADVANCED</c>.</param>
/// <param name="Entity">Entity word of the closed list in <see cref="EntityTypes"/>.</param>
/// <param name="Code">The code people know the entity by, if it has one.</param>
/// <param name="Old">State before, as a plain object; null for a creation.</param>
/// <param name="New">State after; null for a deletion.</param>
public sealed record Fact(string Type, string Entity, Guid EntityId, string? Code, object? Old, object? New)
{
    private static long last;

    /// <summary>Order in which facts were recorded, across aggregates.</summary>
    public long Order { get; } = Interlocked.Increment(ref last);

    public object? Metadata { get; init; }
    public Guid? RunId { get; init; }
    public Guid? BufferId { get; init; }
    public Guid? TicketId { get; init; }
}

/// <summary>The closed list of entity words on the audit trail.</summary>
public static class EntityTypes
{
    public const string Flow = "flow", FlowVersion = "flow_version", Run = "run", Step = "step", Lot = "lot", Buffer = "buffer",
        StockMove = "stock_move", Inspection = "inspection", TemperatureLog = "temperature_log", User = "user", Supplier = "supplier",
        System = "system", Gate = "gate", WasteRecord = "waste_record", Alarm = "alarm", ApiKey = "api_key", Correction = "correction",
        Deviation = "deviation", Product = "product", Revision = "revision", Component = "component", Ticket = "ticket", Instance = "instance",
        Token = "token", Session = "session", Assignment = "assignment", Serial = "serial", Outbox = "outbox", Finding = "finding", Team = "team",
        WorkCenter = "work_center", Setting = "setting";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        Flow, FlowVersion, Run, Step, Lot, Buffer, StockMove, Inspection, TemperatureLog, User, Supplier, System, Gate, WasteRecord, Alarm,
        ApiKey, Correction, Deviation, Product, Revision, Component, Ticket, Instance, Token, Session, Assignment, Serial, Outbox, Finding, Team,
        WorkCenter, Setting,
    };
}
