using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

public sealed record RotateSalt(SerialType? ProductionType);

/// <summary>The new version. <see cref="Secret"/> is shown here only; a repeat of the request does not show it again.</summary>
public sealed record RotatedSalt(SerialType ProductionType, int Version, string Key, string? Secret);

public sealed class RotateSaltHandler(TransactionBoundary boundary, SerialSalts salts)
{
    public async Task<Outcome<RotatedSalt>> Handle(RotateSalt command, Caller caller, CancellationToken ct)
    {
        // The stored answer must not hold the secret, so it joins the answer after the commit.
        string? secret = null;
        var outcome = await boundary.Do<RotatedSalt>(caller, Permission.Administer, async work =>
        {
            if (command.ProductionType is not { } type) return Refusal.Invalid("REQUIRED", "/production_type");
            var salt = await salts.Rotate(work, type);
            secret = salt.Secret;
            var name = SaltVault.NameOf(type, salt.Version);
            work.Record(new Fact("SERIAL_SALT_ROTATED", EntityTypes.Setting, Settings.SiteSettings.Only, name, null, new { version = salt.Version }));
            return new RotatedSalt(type, salt.Version, name, null);
        }, ct);
        return outcome is { Done: true, Replayed: false } ? outcome.Value with { Secret = secret } : outcome;
    }
}
