using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

internal static class Quarantine
{
    /// <summary>Puts the serial aside unless it is for the same reason already.</summary>
    public static async Task Put(Work work, string code, QuarantineReason reason, string detail)
    {
        if (work.Db.QuarantinedSerials.Local.Any(q => q.SerialCode == code && q.Reason == reason)) return;
        if (await work.Db.QuarantinedSerials.AnyAsync(q => q.SerialCode == code && q.Reason == reason && q.ResolvedAt == null, work.Ct)) return;
        var tenant = await work.Db.SiteSettings.Select(s => s.TenantCode).FirstOrDefaultAsync(work.Ct) ?? SerialCode.Parse(code)?.Tenant ?? "";
        work.Db.QuarantinedSerials.Add(new QuarantinedSerial { Id = work.NewId(), SerialCode = code[..Math.Min(code.Length, SerialCode.MaxLength)], Reason = reason, Detail = detail, TenantCode = tenant, At = work.Now });
    }

    public static async Task Resolve(Work work, string code, QuarantineReason? reason)
    {
        foreach (var found in await work.Db.QuarantinedSerials.Where(q => q.SerialCode == code && q.ResolvedAt == null && (reason == null || q.Reason == reason)).ToListAsync(work.Ct)) found.ResolvedAt = work.Now;
    }
}
