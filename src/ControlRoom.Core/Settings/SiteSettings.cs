using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Settings;

/// <summary>What whoever verifies a serial in public is told.</summary>
public enum VerifyMode
{
    /// <summary>The verdict.</summary>
    Minimal,

    /// <summary>And product, day and state.</summary>
    Standard,

    /// <summary>Nothing, without signing in.</summary>
    Internal,
}

/// <summary>The keys of the switches, spelled as <c>GET /api/flags</c> spells them.</summary>
public enum Flag { EnableDagRouting, FfSerialStdHat, FfSerialStdOem, FfVerifyPublicMode, IsTest, SerialCode }

/// <summary>What this site has switched on. One row; where it is not written yet, the defaults of <see cref="Of"/> hold.</summary>
public sealed class SiteSettings : Aggregate
{
    public const string On = "ON", Off = "OFF";

    /// <summary>The only row.</summary>
    public static readonly Guid Only = new("00000000-0000-7000-8000-000000000002");

    private SiteSettings() { }

    public string TenantCode { get; private init; } = "";

    /// <summary>How serials name the site.</summary>
    public string SerialCode { get; private set; } = "";

    /// <summary>A site for trials: without standard serials its pieces get TEMP codes.</summary>
    public bool IsTest { get; private set; }
    public bool EnableDagRouting { get; private set; }
    public bool SerialStdHat { get; private set; }
    public bool SerialStdOem { get; private set; }
    public VerifyMode VerifyPublicMode { get; private set; }

    public static SiteSettings Of(string siteCode) => new() { Id = Only, TenantCode = siteCode, SerialCode = siteCode, EnableDagRouting = true, SerialStdHat = true };

    public string Value(Flag flag) => flag switch
    {
        Flag.EnableDagRouting => Switch(EnableDagRouting),
        Flag.FfSerialStdHat => Switch(SerialStdHat),
        Flag.FfSerialStdOem => Switch(SerialStdOem),
        Flag.FfVerifyPublicMode => Word.Of(VerifyPublicMode),
        Flag.IsTest => Switch(IsTest),
        _ => SerialCode,
    };

    /// <summary>The value was asked of <see cref="SettingRules.ValueInvalid"/> first.</summary>
    public void Set(Flag flag, string value)
    {
        var old = new { value = Value(flag) };
        switch (flag)
        {
            case Flag.EnableDagRouting: EnableDagRouting = value == On; break;
            case Flag.FfSerialStdHat: SerialStdHat = value == On; break;
            case Flag.FfSerialStdOem: SerialStdOem = value == On; break;
            case Flag.FfVerifyPublicMode: VerifyPublicMode = Word.Parse<VerifyMode>(value); break;
            case Flag.IsTest: IsTest = value == On; break;
            default: SerialCode = value; break;
        }
        Changed(new Fact("FLAG_CHANGED", EntityTypes.Setting, Id, Word.Of(flag), old, new { value }));
    }

    private static string Switch(bool on) => on ? On : Off;
}
