namespace ControlRoom.Core.Monitors;

/// <summary>A behaviour that must never come back or go away, and the rules whose tests hold it.</summary>
public sealed record RegressionLine(string Promise, IReadOnlyList<string> Rules);

/// <summary>
/// What every change of the token lifecycle has to keep. A test asks that each rule named here has a test that carries it, and that each file
/// named here says at its head what is at stake.
/// </summary>
public static class RegressionChecklist
{
    public static readonly IReadOnlyList<RegressionLine> Lines =
    [
        new("No instance is used again after a cancel.", ["INS-04", "INS-05"]),
        new("Spawning twice is spawning once.", ["SPN-01", "SPN-02", "SPN-04"]),
        new("What was scrapped never comes back to a queue.", ["F1", "M9"]),
        new("Serials are written the same way every time, with the flag on.", ["SER-01", "SER-02", "SER-11"]),
        new("Queues hold what is ready in a cycle under way, in one order.", ["M1", "M12"]),
        new("An answer is one JSON value.", ["M11"]),
        new("Cancel, restart, spawn, work: the whole way.", ["F1"]),
        new("A start holds its token's row.", ["F5"]),
        new("Assignment and session begin together or not at all.", ["F5", "M5", "M6"]),
    ];

    /// <summary>Files of the token lifecycle core, from <c>src/ControlRoom.Core</c>.</summary>
    public static readonly IReadOnlyList<string> Files =
    [
        "Database/TransactionBoundary.cs", "Dispatch/TokenCommands.cs", "Serials/OutboxDispatcher.cs", "Serials/SerialBook.cs", "Tickets/CancelTicket.cs", "Tickets/GraphInstance.cs", "Tickets/StartTicket.cs",
        "Tokens/Engine/SpawnGuard.cs", "Tokens/Engine/TokenEngine.cs", "Tokens/TokenScope.cs",
    ];

    /// <summary>What stands at the head of each.</summary>
    public const string Header = "// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.";

    public const string Duties = "// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.";
}
