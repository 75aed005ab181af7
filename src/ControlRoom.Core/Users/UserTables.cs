using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

internal sealed class UserTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        .. Guard.NeverDeleted("users", "users are deactivated, never deleted: they signed records", "email"),
        Guard.Fixed("users", "identity_fixed", "id", "email"),
    ];

    public void Configure(ModelBuilder model)
    {
        var user = model.Table<User>("users");
        user.Ignore(u => u.ShortName).Ignore(u => u.Facts);
        user.Property(u => u.Email).HasMaxLength(200);
        user.HasIndex(u => u.Email).IsUnique();
        user.HasIndex(u => u.BadgeCode).IsUnique();

        var token = model.Table<LoginToken>("login_tokens");
        token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        token.HasIndex(t => t.TokenHash).IsUnique();
        token.HasIndex(t => t.ExpiresAt);

        var key = model.Table<ApiKey>("api_keys");
        key.Ignore(k => k.Facts);
        key.HasOne<User>().WithMany().HasForeignKey(k => k.UserId);
        key.HasIndex(k => k.KeyHash).IsUnique();
    }
}
