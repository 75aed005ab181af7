using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Tickets;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Mvc;

namespace ControlRoom.Web.Tickets;

public static class TicketEndpoints
{
    private const string One = "/tickets/{id:guid}";

    public static void MapTickets(this ApiRoutes routes)
    {
        var api = routes.Area("tickets");
        api.Read("/tickets", Permission.Read, 100, ([AsParameters] PageQuery page, QueryWord<TicketStatus>[]? status, [FromQuery(Name = "product_id")] Guid? productId, QueryWord<WorkPriority>? priority, string? q,
                Api api, TicketQueries tickets, CancellationToken ct) =>
            {
                var filter = new TicketFilter([.. (status ?? []).Select(s => s.Value)], productId, priority?.Value, q);
                return api.List(page, p => tickets.List(filter, p, ct), t => t.Id, () => tickets.Count(filter, ct));
            })
            .WithSummary("Workshop orders, newest first; without status all but the archived. q is part of the code, the name or the product's code.");
        api.Create("/tickets", Permission.PlanWork, 100, (TicketBody body, Api api, PlanTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(body.Command, api.Caller, ct)))
            .WithSummary("Plans a ticket and pins its snapshot; nothing is made yet.");
        api.Create("/tickets/create-and-start", Permission.PlanWork, 50, (TicketBody body, Api api, CreateAndStartTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(body.Command, api.Caller, ct)))
            .WithSummary("Plans a ticket and starts it in one: both or neither.");
        api.Read(One, Permission.Read, 200, (Guid id, Api api, TicketQueries tickets, CancellationToken ct) => api.Answer(tickets.Detail(id, ct)))
            .WithSummary("A ticket with its cycles, and what may be done with it now.");
        api.Edit("PATCH", One, Permission.PlanWork, 100, (Guid id, ChangeTicketBody body, Api api, ReplanTicketHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(body.Command(id, api.RequiredVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Changes what a PLANNED ticket asks for; what its snapshot holds is pinned.");
        api.MapMoves();
        api.MapParts();
        api.MapReads();
    }

    /// <summary>What leads a ticket along its lifecycle.</summary>
    private static void MapMoves(this ApiRoutes api)
    {
        api.Write("POST", One + "/start", Permission.PlanWork, 50, (Guid id, TicketVersionBody body, Api api, StartTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Makes a new cycle with its tokens; asked again while they are there, it answers with them.");
        api.Write("POST", "/tokens/spawn", Permission.PlanWork, 50, (SpawnBody body, Api api, StartTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(Requests.Need(body.TicketId, "ticket_id")), api.Caller, ct)))
            .WithSummary("The same as starting the ticket, by the same guard.");
        api.Write("POST", One + "/pause", Permission.PlanWork, 50, (Guid id, TicketVersionBody body, Api api, PauseTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Pauses all work on the ticket; queues do not show its tokens.");
        api.Write("POST", One + "/resume", Permission.PlanWork, 50, (Guid id, TicketVersionBody body, Api api, ResumeTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Work goes on; sessions rest until each operator resumes.");
        api.Write("POST", One + "/cancel", Permission.PlanWork, 20, (Guid id, TicketReasonBody body, Api api, CancelTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("The hard reset: everything that lives is scrapped and the cycle archived. Its reason is the confirmation.");
        api.Write("POST", One + "/restore", Permission.PlanWork, 50, (Guid id, TicketReasonBody body, Api api, RestoreTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("A cancelled ticket is PLANNED again, with the snapshot it always had.");
        api.Write("POST", One + "/restart", Permission.PlanWork, 50, (Guid id, TicketReasonBody body, Api api, RestartTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Restores and starts in one: always a new cycle.");
        api.Write("POST", One + "/complete", Permission.CorrectWork, 20, (Guid id, CompleteTicketBody body, Api api, CompleteTicketHandler handler, CancellationToken ct) =>
                api.Answer(handler.Handle(new(id, body.Force ?? false, body.Reason, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Ends a ticket; with force what still lives is scrapped as lost in production, for the reason given.");
        api.Write("POST", One + "/archive", Permission.PlanWork, 20, (Guid id, TicketVersionBody body, Api api, ArchiveTicketHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Out of the default lists, read-only from here on.");
    }

    /// <summary>Who shall do the work, serials made ahead, and what materials were used.</summary>
    private static void MapParts(this ApiRoutes api)
    {
        api.Read(One + "/manager-assignments", Permission.Read, 100, (Guid id, Api api, WorkPlanQueries plans, CancellationToken ct) => api.Answer(plans.OfTicket(id, ct)))
            .WithSummary("Who shall do the work of which node; without a node, of the whole ticket.");
        api.Write("PUT", One + "/manager-assignments", Permission.PlanWork, 50, (Guid id, WorkPlanBody body, Api api, PlanTicketWorkHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Plan, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Sets the whole plan of a ticket that has not started.");
        api.Create(One + "/serials", Permission.PlanWork, 20, (Guid id, IssueSerialsBody body, Api api, IssueSerialsHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.Count, api.SeenVersion(body.RowVersion)), api.Caller, ct)))
            .WithSummary("Makes serials ahead of the start; without count as many as are missing.");
        api.Read(One + "/serials", Permission.Read, 100, async (Guid id, Api api, TicketQueries tickets, SerialQueries serials, CancellationToken ct) => await api.Answer(Serials(id, tickets, serials, ct)))
            .WithSummary("The serials of a ticket by their numbers, those of earlier cycles among them.");
        api.Read(One + "/materials", Permission.Read, 100, (Guid id, Api api, MaterialQueries materials, CancellationToken ct) => api.Answer(materials.OfTicket(id, ct)))
            .WithSummary("What the ticket takes of each material by its snapshot, what its pieces took, and by how much that was put right.");
        api.Read(One + "/materials/adjustments", Permission.Read, 100, (Guid id, Api api, MaterialQueries materials, CancellationToken ct) => api.Answer(materials.Adjustments(id, ct)))
            .WithSummary("What was put right, newest first.");
        api.Create(One + "/materials/adjustments", Permission.PlanWork, 50, (Guid id, AdjustmentBody body, Api api, AdjustMaterialHandler handler, CancellationToken ct) => api.Answer(handler.Handle(new(id, body.MaterialSku, body.Qty, body.Reason), api.Caller, ct)))
            .WithSummary("Adds a difference to what was used of a material; it is never changed, only added to.");
    }

    private static void MapReads(this ApiRoutes api)
    {
        api.Read(One + "/spawn-preview", Permission.Read, 100, (Guid id, Api api, TicketQueries tickets, CancellationToken ct) => api.Answer(tickets.SpawnPreview(id, ct)))
            .WithSummary("What a start would come to now; writes nothing.");
        api.Read(One + "/snapshot", Permission.Read, 100, (Guid id, Api api, TicketQueries tickets, CancellationToken ct) => api.Answer(tickets.Snapshot(id, ct)))
            .WithSummary("Everything the ticket means, as it was copied when it was planned.");
        api.Read(One + "/instances", Permission.Read, 100, (Guid id, Api api, InstanceQueries instances, CancellationToken ct) => api.Answer(instances.OfTicket(id, ct)))
            .WithSummary("The cycles of a ticket, newest first, each with its own counts.");
        api.Read("/instances/{id:guid}", Permission.Read, 100, (Guid id, Api api, InstanceQueries instances, CancellationToken ct) => api.Answer(instances.Detail(id, ct)))
            .WithSummary("A cycle with its steps and the tokens at each.");
        api.Read("/dag/prerequisites", Permission.Read, 100, (Guid? ticket, Api api, PrerequisiteQueries prerequisites, CancellationToken ct) => api.Answer(prerequisites.OfTicket(Requests.Need(ticket, "ticket"), ct)))
            .WithSummary("What can be done around a ticket now, each as its own command would answer.");
    }

    private static async Task<Outcome<SerialView[]>> Serials(Guid id, TicketQueries tickets, SerialQueries serials, CancellationToken ct)
    {
        var ticket = await tickets.Detail(id, ct);
        return ticket.Done ? (await serials.OfTicket(id, ct)).ToArray() : ticket.Refusal;
    }
}
