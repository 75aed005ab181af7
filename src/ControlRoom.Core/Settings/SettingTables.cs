using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Settings;

internal sealed class SettingTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        Guard.Fixed("site_settings", "tenant_fixed", "id", "tenant_code"),
        new("site_settings_test_ends", "site_settings", GuardOn.Update, "OLD.is_test AND NOT NEW.is_test AND EXISTS (SELECT 1 FROM job_ticket_serial WHERE is_temp)",
            "a site with TEMP serials stays a test site") { Of = ["is_test"] },
        .. Guard.NeverDeleted("site_settings", "the settings of the site are changed, not removed"),
    ];

    public void Configure(ModelBuilder model)
    {
        var site = model.Table<SiteSettings>("site_settings", t => t.Check("only", $"id = '{(model.IsSqlite() ? SiteSettings.Only.ToString().ToUpperInvariant() : SiteSettings.Only.ToString())}'"));
        site.Ignore(s => s.Facts);
        site.Property(s => s.TenantCode).HasMaxLength(8);
        site.Property(s => s.SerialCode).HasMaxLength(8);
    }
}
