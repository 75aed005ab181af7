using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Displays;

/// <summary>Where a click on the dashboard may lead: what is one role's page is not another's.</summary>
public sealed record DashboardReach(Role Role, bool Commands, bool Validates)
{
    public static DashboardReach Of(Role role) => new(role, role.Has(Permission.OperateRun), role.Has(Permission.ReadAudit));

    /// <summary>The run where it is worked on, or where it is only read.</summary>
    public string Run(string code, string? lot = null) => Commands ? $"/command/run/{code}{(lot is null ? "" : $"?lot={lot}")}" : $"/run/{code}";
}
