using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Cycles in which some tokens live though their job was reset; and those that miss a piece nobody has decided about.</summary>
public sealed class MixedStates : MonitorDefinition
{
    private const string Mixed = "RESET_IN_PART", Decision = "REPLACEMENT_DUE";

    public override string Id => "M8";
    public override Severity Severity => Severity.Critical;
    public override IReadOnlyList<string> Codes => [Mixed, Decision];
    public override RemedyKind? Remedy => RemedyKind.CancelTicket;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var rows = await (from i in scope.Instances
                          where i.Status == InstanceStatus.Active
                          let reset = scope.Db.Tokens.Count(t => t.InstanceId == i.Id && t.Status == TokenStatus.Scrapped && t.ScrapScope == ScrapScope.JobReset)
                          let due = scope.Db.Tokens.Count(t => t.InstanceId == i.Id && t.Status == TokenStatus.Scrapped && t.ReplacementDue)
                          where reset > 0 || due > 0
                          join k in scope.Db.Tickets on i.JobTicketId equals k.Id
                          select new { Instance = i, k.TicketCode, Reset = reset, Due = due, Live = scope.Db.Tokens.Count(t => t.InstanceId == i.Id && t.Status != TokenStatus.Completed && t.Status != TokenStatus.Scrapped) }).Take(MonitorScope.Limit).ToListAsync(ct);
        return [.. rows.Where(r => r.Due > 0 || r.Live > 0).Select(r => r.Reset > 0 && r.Live > 0
            ? r.Instance.Found(r.TicketCode, Severity.Critical, Mixed, new { live = r.Live, reset = r.Reset })
            : r.Instance.Found(r.TicketCode, Severity.Info, Decision, new { scrapped = r.Due }))];
    }
}
