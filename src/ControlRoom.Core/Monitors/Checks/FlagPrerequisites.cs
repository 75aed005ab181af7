using ControlRoom.Core.Kernel;
using ControlRoom.Core.Products;
using ControlRoom.Core.Serials;
using ControlRoom.Core.Settings;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Monitors.Checks;

/// <summary>What pieces of the HATTHASILPA line need before they can be started, and is not there.</summary>
public sealed class FlagPrerequisites(SiteSettingsReader settings, SaltVault vault, PlantOptions plant) : MonitorDefinition
{
    private const string Flag = "FLAG_OFF", Prefix = "PREFIX_MISSING", Salt = "SALT_MISSING";

    public override string Id => "M19";
    public override Severity Severity => Severity.High;
    public override TimeSpan Interval => Hour;
    public override IReadOnlyList<string> Codes => [Flag, Prefix, Salt];
    public override RemedyKind? Remedy => RemedyKind.SerialsOn;

    internal override async Task<IReadOnlyList<Anomaly>> Look(MonitorScope scope, CancellationToken ct)
    {
        var site = await settings.Read(scope.Db, ct);
        var products = site.IsTest ? 0 : await scope.Db.Products.CountAsync(p => p.ProductionLine == ProductionLine.Hatthasilpa && p.RetiredAt == null, ct);
        if (products == 0) return [];
        var version = await scope.Db.SerialSalts.Where(s => s.ProductionType == SerialType.Hat && s.Active).Select(s => (int?)s.Version).FirstOrDefaultAsync(ct);
        // One that was never used is adopted, or outside production made, by the first start.
        var salted = version is { } active ? vault.Secret(SerialType.Hat, active) is not null : vault.Versions(SerialType.Hat).Count > 0 || !plant.IsProduction;
        var code = !site.SerialStdHat ? Flag : !SerialRules.IsPart(site.SerialCode) ? Prefix : !salted ? Salt : null;
        return code is null ? [] : [new(Severity.High, EntityTypes.Setting, SiteSettings.Only, site.TenantCode, code) { Evidence = new { products, serial_code = site.SerialCode, salt_version = version } }];
    }
}
