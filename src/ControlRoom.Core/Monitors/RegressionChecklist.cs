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
        new("No cycle is used again after a cancel.", ["INS-04", "INS-05"]),
        new("Spawning again spawns nothing.", ["SPN-01", "SPN-02", "SPN-03", "SPN-04", "SPN-05"]),
        new("What is scrapped stays scrapped.", ["WQ-03"]),
        new("Serials are written once, in order, with the switch on.", ["SER-01", "SER-02", "SER-03", "SER-04", "SER-05", "SER-12"]),
        new("The queue offers what is READY in an ACTIVE cycle, and nothing else.", ["WQ-01"]),
        new("An answer is exactly one JSON value.", ["API-01"]),
        new("Cancel, restart, spawn and queue, from end to end.", ["F1"]),
        new("Starting locks the token's row.", ["SES-01"]),
        new("Assignment and session are written together or not at all.", ["SES-02"]),
    ];

    /// <summary>Files of the token lifecycle core, from <c>src/ControlRoom.Core</c>.</summary>
    public static readonly IReadOnlyList<string> Files =
    [
        "Database/TransactionBoundary.cs", "Database/Work.cs", "Dispatch/AssignmentWork.cs", "Dispatch/CheckToken.cs", "Dispatch/CompleteToken.cs", "Dispatch/DispatchTables.cs",
        "Dispatch/EvaluateWaits.cs", "Dispatch/StartToken.cs", "Dispatch/TokenAssignment.cs", "Dispatch/TokenCommands.cs", "Dispatch/UndoToken.cs", "Dispatch/WorkSession.cs",
        "Serials/OutboxDispatcher.cs", "Serials/OutboxMessage.cs", "Serials/SerialBook.cs", "Serials/SerialNumbers.cs", "Serials/SerialOutbox.cs", "Serials/SerialRegistry.cs", "Serials/SerialWork.cs",
        "Tickets/CancelTicket.cs", "Tickets/CompleteTicket.cs", "Tickets/GraphInstance.cs", "Tickets/PlanTicket.cs", "Tickets/RestartTicket.cs", "Tickets/RestoreTicket.cs",
        "Tickets/RuntimeSnapshot.cs", "Tickets/StartTicket.cs", "Tickets/Ticket.cs", "Tickets/TicketRules.cs", "Tokens/Engine/Checking.cs", "Tokens/Engine/CompiledGraph.cs",
        "Tokens/Engine/Completing.cs", "Tokens/Engine/Correcting.cs", "Tokens/Engine/Draft.cs", "Tokens/Engine/Effects.cs", "Tokens/Engine/EngineFacts.cs", "Tokens/Engine/EventReplay.cs",
        "Tokens/Engine/GraphCompiler.cs", "Tokens/Engine/InstanceState.cs", "Tokens/Engine/Joining.cs", "Tokens/Engine/Overdue.cs", "Tokens/Engine/QuantityBalance.cs", "Tokens/Engine/Router.cs",
        "Tokens/Engine/Scrapping.cs", "Tokens/Engine/SpawnGuard.cs", "Tokens/Engine/Spawning.cs", "Tokens/Engine/Splitting.cs", "Tokens/Engine/TokenEngine.cs", "Tokens/Engine/TokenState.cs",
        "Tokens/Engine/Undo.cs", "Tokens/Engine/Waiting.cs", "Tokens/Engine/Why.cs", "Tokens/Engine/Working.cs", "Tokens/FlowToken.cs", "Tokens/TokenScope.cs", "Tokens/TokenTables.cs",
    ];

    /// <summary>What stands at the head of each.</summary>
    public const string Header = "// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.";

    public const string Duties = "// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.";
}
