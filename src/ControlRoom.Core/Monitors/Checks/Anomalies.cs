using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>What monitors call the things they find.</summary>
internal static class Anomalies
{
    /// <summary>As alarms about it call it.</summary>
    public static string CodeOf(FlowToken token, string ticketCode) => $"{ticketCode}/{token.SerialNumber ?? token.SerialLabel ?? token.NodeCode}";

    public static Anomaly Found(this FlowToken token, string ticketCode, Severity severity, string code, object evidence) =>
        new(severity, EntityTypes.Token, token.Id, CodeOf(token, ticketCode), code) { Evidence = evidence, TicketId = token.JobTicketId, TokenId = token.Id };

    public static Anomaly Found(this GraphInstance instance, string ticketCode, Severity severity, string code, object evidence) =>
        new(severity, EntityTypes.Instance, instance.Id, $"{ticketCode}/{instance.CycleNo}", code) { Evidence = evidence, TicketId = instance.JobTicketId };

    public static Anomaly Found(this Ticket ticket, Severity severity, string code, object evidence) =>
        new(severity, EntityTypes.Ticket, ticket.Id, ticket.TicketCode, code) { Evidence = evidence, TicketId = ticket.Id };

    public static Anomaly Found(this WorkSession session, FlowToken token, string ticketCode, Severity severity, string code, object evidence) =>
        new(severity, EntityTypes.Session, session.Id, CodeOf(token, ticketCode), code) { Evidence = evidence, TicketId = token.JobTicketId, TokenId = token.Id };

    public static Anomaly Found(this TokenAssignment assignment, FlowToken token, string ticketCode, Severity severity, string code, object evidence) =>
        new(severity, EntityTypes.Assignment, assignment.Id, CodeOf(token, ticketCode), code) { Evidence = evidence, TicketId = token.JobTicketId, TokenId = token.Id };
}
