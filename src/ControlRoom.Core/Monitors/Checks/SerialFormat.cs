using ControlRoom.Core.Kernel;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>Serials that are none, are trials on a site that produces, or were made and never used.</summary>
public sealed class SerialFormat(SiteSettingsReader settings) : MonitorDefinition
{
    private const string Form = "BAD_FORM", Temp = "TEMP_ON_LIVE_SITE", Idle = "ISSUED_LONG_AGO", Twice = "DUPLICATE";

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public override string Id => "M18";
    public override Severity Severity => Severity.High;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Form, Temp, Idle, Twice];

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var (site, since, found) = (await settings.Read(scope.Db, ct), scope.Now - Week, new List<Anomaly>());
        await foreach (var serial in scope.Serials.OrderBy(s => s.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            var code = serial.IsTemp ? site.IsTest ? null : Temp
                : SerialCode.Parse(serial.SerialNumber) is not { IsChecked: true } ? Form
                : serial.State == SerialState.Issued && serial.GeneratedAt < since ? Idle : null;
            if (code is not null) found.Add(Found(serial, code, new { state = Word.Of(serial.State), generated_at = serial.GeneratedAt }));
            if (found.Count >= MonitorScope.Limit) break;
        }
        var twice = await (from s in scope.Serials
                           where scope.Db.TicketSerials.Any(o => o.SerialNumber == s.SerialNumber && o.Id != s.Id && (o.GeneratedAt < s.GeneratedAt || (o.GeneratedAt == s.GeneratedAt && o.Id.CompareTo(s.Id) < 0)))
                           select s).Take(MonitorScope.Limit).ToListAsync(ct);
        found.AddRange(twice.Select(s => Found(s, Twice, new { state = Word.Of(s.State), generated_at = s.GeneratedAt })));
        return [.. found.DistinctBy(f => f.EntityId)];
    }

    private static Anomaly Found(TicketSerial serial, string code, object evidence) =>
        new(Severity.High, EntityTypes.Serial, serial.Id, serial.SerialNumber, code) { Evidence = evidence, TicketId = serial.TicketId, TokenId = serial.TokenId };
}
