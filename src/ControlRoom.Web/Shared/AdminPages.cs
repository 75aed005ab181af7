using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared;

/// <summary>One page of the administration, and who may open it.</summary>
public sealed record AdminPageView(string Href, string Title, Permission Permission);

public static class AdminPages
{
    public static readonly IReadOnlyList<AdminPageView> All =
    [
        new("/admin/operations", "Title.Operations", Permission.ReadOperations),
        new("/admin/users", "Title.Users", Permission.Administer),
        new("/admin/api-keys", "Title.ApiKeys", Permission.Administer),
        new("/admin/suppliers", "Title.Suppliers", Permission.ManageMasterData),
        new("/admin/buffers", "Title.Buffers", Permission.ManageMasterData),
        new("/admin/gates", "Title.Gates", Permission.ManageMasterData),
        new("/admin/destructive", "Title.Destructive", Permission.Administer),
        new("/admin/environment", "Title.Environment", Permission.Administer),
    ];

    public static IReadOnlyList<AdminPageView> Of(Role role) => [.. All.Where(page => role.Has(page.Permission))];
}
