using System.Data.Common;
using System.Globalization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Database;

/// <summary>What the database says of a caller before a command begins: whether its key is free, what was answered under it, and which role the account has now.</summary>
/// <param name="Role">Null when the account is gone or inactive.</param>
internal sealed record Standing(bool IsClaimed, IdempotencyRecord? Earlier, Role? Role)
{
    /// <summary>One trip to the database. The key is claimed by a statement of its own, so that the second one sees what its last holder has committed.</summary>
    public static async Task<Standing> Read(ControlRoomDb db, Dialect dialect, Caller caller, CancellationToken ct)
    {
        if (caller.Intent is null && caller.UserId == Ids.System) return new Standing(true, null, null);
        await using var command = (await Dialect.Command(db, $"""
            {(caller.Intent is null ? "SELECT 1" : dialect.ClaimKey)};
            SELECT u.role, u.is_active, r.method, r.path, r.request_hash, r.response_body, r.expires_at
            FROM users u LEFT JOIN idempotency_records r ON r.user_id = u.id AND r.key = @key WHERE u.id = @user
            """, ct)).With("user", caller.UserId).With("key", caller.Intent?.Key ?? Guid.Empty);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var isClaimed = Convert.ToBoolean(reader.GetValue(0), CultureInfo.InvariantCulture);
        await reader.NextResultAsync(ct);
        if (!await reader.ReadAsync(ct)) return new Standing(isClaimed, null, null);
        return new Standing(isClaimed, reader.IsDBNull(2) ? null : Record(reader, caller), reader.GetBoolean(1) ? Word.Parse<Role>(reader.GetString(0)) : null);
    }

    private static IdempotencyRecord Record(DbDataReader reader, Caller caller) => new()
    {
        UserId = caller.UserId, Key = caller.Intent!.Key, Method = reader.GetString(2), Path = reader.GetString(3), RequestHash = reader.GetString(4), ResponseBody = reader.GetString(5),
        ExpiresAt = DateTime.SpecifyKind(reader.GetDateTime(6), DateTimeKind.Utc),
    };
}
