using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Users;

internal sealed class UserTables : IAreaTables
{
    public IEnumerable<Guard> Guards =>
    [
        new("users_no_delete", "users", GuardOn.Delete, "EXISTS (SELECT 1 FROM audit_events e WHERE e.user_id = OLD.id) OR EXISTS (SELECT 1 FROM qc_inspections i WHERE i.inspector_id = OLD.id)", Signed),
        new("users_no_truncate", "users", GuardOn.Truncate, null, Signed),
        Guard.NeverReplaced("users", "a user is never replaced by another", "email"),
        Guard.Fixed("users", "identity_fixed", "id", "email"),
    ];

    private const string Signed = "users who signed records are deactivated, never deleted";

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
