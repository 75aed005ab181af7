using System.Globalization;
using ControlRoom.Core.Schedule;

namespace ControlRoom.Core.Audit;

/// <summary>Closes what was committed into seals.</summary>
public sealed class SealAuditChore(AuditSealing sealing) : Chore
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public override string Name => "seal-audit";

    public override Rhythm Rhythm => Rhythm.Every(Every);

    public override async Task<string> Run(CancellationToken ct)
    {
        var done = await sealing.SealAll(ct);
        return string.Create(CultureInfo.InvariantCulture, $"Events sealed: {done.Events}, seals made: {done.Seals}.");
    }
}
