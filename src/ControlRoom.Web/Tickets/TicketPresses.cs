using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;

namespace ControlRoom.Web.Tickets;

/// <summary>What a button of a ticket does that asks nothing more.</summary>
public sealed class TicketPresses(StartTicketHandler start, PauseTicketHandler pause, ResumeTicketHandler resume, ArchiveTicketHandler archive, IssueSerialsHandler serials)
{
    public static readonly IReadOnlySet<string> AtOnce = new HashSet<string>(StringComparer.Ordinal) { "start", "pause", "resume", "archive", "serials" };

    public async Task<Outcome<string>> Press(string verb, TicketView ticket, Caller caller) => verb switch
    {
        "start" => Any(await start.Handle(new(ticket.Id, ticket.RowVersion), caller, CancellationToken.None)),
        "pause" => Any(await pause.Handle(new(ticket.Id, ticket.RowVersion), caller, CancellationToken.None)),
        "resume" => Any(await resume.Handle(new(ticket.Id, ticket.RowVersion), caller, CancellationToken.None)),
        "archive" => Any(await archive.Handle(new(ticket.Id, ticket.RowVersion), caller, CancellationToken.None)),
        _ => Any(await serials.Handle(new(ticket.Id, null, ticket.RowVersion), caller, CancellationToken.None)),
    };

    private static Outcome<string> Any<T>(Outcome<T> outcome) => outcome.Done ? "" : outcome.Refusal;
}
