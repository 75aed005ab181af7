using System.Collections.Frozen;

namespace ControlRoom.Core.Kernel;

public enum Role { Admin, Manager, Auditor, Operator, Viewer }

/// <summary>What a person may do. Named once here, mapped to roles once in <see cref="Permissions"/>, printed into <c>docs/permissions.md</c>.</summary>
public enum Permission
{
    /// <summary>Flows, runs, lots, buffers, inspections, genealogy, walls, alarms.</summary>
    Read,
    ReadAudit,
    DraftFlow,
    ApproveFlow,
    DeprecateFlow,

    /// <summary>Create, start, advance, complete a run.</summary>
    OperateRun,
    HoldRun,

    /// <summary>Resume, roll back, abort a run.</summary>
    DirectRun,
    ArchiveRun,

    /// <summary>Register lots, move stock, record waste.</summary>
    HandleGoods,

    /// <summary>Record inspections and temperatures, acknowledge alarms.</summary>
    Inspect,

    /// <summary>Resolve holds, confirm rejects, release buffers, override capacity.</summary>
    ManageHolds,

    /// <summary>Create and change buffers, suppliers, gate templates.</summary>
    ManageMasterData,

    /// <summary>Recurring work, its history, and how the machine is.</summary>
    ReadOperations,

    /// <summary>Users, API keys, destructive operations.</summary>
    Administer,

    /// <summary>Create and change products, components, revisions and their routing; retire.</summary>
    DesignProducts,

    /// <summary>Tickets, plans, assignments, serials made ahead, work centres, teams and skills.</summary>
    PlanWork,

    /// <summary>Start, pause and complete the work of a token, tick its list, report a problem, help or take over.</summary>
    Work,

    /// <summary>Record the result of a workshop check.</summary>
    CheckWork,

    /// <summary>Scrap, replace, correct and force tokens.</summary>
    CorrectWork,

    /// <summary>Outbox, monitors and their findings.</summary>
    ReadWatch,
}

public static class Permissions
{
    private static readonly FrozenDictionary<Permission, FrozenSet<Role>> Table = new Dictionary<Permission, Role[]>
    {
        [Permission.Read] = [Role.Admin, Role.Manager, Role.Auditor, Role.Operator, Role.Viewer],
        [Permission.ReadAudit] = [Role.Admin, Role.Manager, Role.Auditor],
        [Permission.DraftFlow] = [Role.Admin, Role.Manager, Role.Operator],
        [Permission.ApproveFlow] = [Role.Admin, Role.Manager],
        [Permission.DeprecateFlow] = [Role.Admin],
        [Permission.OperateRun] = [Role.Admin, Role.Manager, Role.Operator],
        [Permission.HoldRun] = [Role.Admin, Role.Manager, Role.Auditor, Role.Operator],
        [Permission.DirectRun] = [Role.Admin, Role.Manager],
        [Permission.ArchiveRun] = [Role.Admin],
        [Permission.HandleGoods] = [Role.Admin, Role.Manager, Role.Operator],
        [Permission.Inspect] = [Role.Admin, Role.Manager, Role.Auditor, Role.Operator],
        [Permission.ManageHolds] = [Role.Admin, Role.Manager],
        [Permission.ManageMasterData] = [Role.Admin, Role.Manager],
        [Permission.ReadOperations] = [Role.Admin, Role.Manager],
        [Permission.Administer] = [Role.Admin],
        [Permission.DesignProducts] = [Role.Admin, Role.Manager],
        [Permission.PlanWork] = [Role.Admin, Role.Manager],
        [Permission.Work] = [Role.Admin, Role.Manager, Role.Operator],
        [Permission.CheckWork] = [Role.Admin, Role.Manager, Role.Auditor, Role.Operator],
        [Permission.CorrectWork] = [Role.Admin, Role.Manager],
        [Permission.ReadWatch] = [Role.Admin, Role.Manager, Role.Auditor, Role.Operator],
    }.ToFrozenDictionary(p => p.Key, p => p.Value.ToFrozenSet());

    public static bool Has(this Role role, Permission permission) => Table[permission].Contains(role);

    /// <summary>True when whoever has this role may do everything the other may.</summary>
    public static bool Covers(this Role role, Role other) => Table.Values.All(roles => !roles.Contains(other) || roles.Contains(role));

    /// <summary>The roles that hold the permission, highest first.</summary>
    public static IReadOnlyList<Role> Roles(Permission permission) => [.. Table[permission].Order()];
}
