using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Users;

/// <summary>The accounts of the demo. Their password is public, so none of them may exist in production.</summary>
public static class DemoAccounts
{
    public static readonly IReadOnlyList<(string Email, string FullName, Role Role, string Badge)> All =
    [
        ("admin@duna.test", "System Admin", Role.Admin, "B-0001"),
        ("manager@duna.test", "Shift manager A", Role.Manager, "B-0002"),
        ("manager2@duna.test", "Shift manager B", Role.Manager, "B-0003"),
        ("operator@duna.test", "Operator A", Role.Operator, "B-0023"),
        ("operator2@duna.test", "Operator B", Role.Operator, "B-0024"),
        ("auditor@duna.test", "Quality inspector", Role.Auditor, "B-0012"),
        ("viewer@duna.test", "Hall display", Role.Viewer, "B-0099"),
    ];
}
