using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

/// <summary>A salt that new serials are computed with.</summary>
public sealed record Salt(int Version, string Secret);

/// <summary>Which version of a salt is in force; versions of the database, secrets of the vault.</summary>
public sealed class SerialSalts(SaltVault vault, PlantOptions plant)
{
    public async Task<Outcome<Salt>> Active(Work work, SerialType type)
    {
        var version = await Version(work.Db, type, work.Ct);
        if (version == 0) version = await Adopt(work, type);
        return version > 0 && vault.Secret(type, version) is { } secret ? new Salt(version, secret) : Missing(type, Math.Max(1, version));
    }

    /// <summary>Why there is no salt that new serials could be computed with: what <see cref="Active"/> would find, without putting one in force.</summary>
    internal async Task<Refusal?> WhyNot(ControlRoomDb db, SerialType type, CancellationToken ct)
    {
        var version = await Version(db, type, ct);
        if (version > 0) return vault.Secret(type, version) is null ? Missing(type, version) : null;
        return vault.Versions(type).Count > 0 || !plant.IsProduction ? null : Missing(type, 1);
    }

    /// <summary>Whether the code was made here. A version whose secret is gone cannot be judged.</summary>
    public Outcome<bool> Verify(SerialCode code, int version, string signature)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (vault.Secret(code.Type, version) is not { } secret) return Missing(code.Type, version);
        return code.IsSignedWith(secret) && code.Signature(secret) == signature;
    }

    /// <summary>The whole signature of a code that was made with the version; null when its secret is not here or did not make it.</summary>
    public string? Sign(SerialCode code, int version)
    {
        ArgumentNullException.ThrowIfNull(code);
        return vault.Secret(code.Type, version) is { } secret && code.IsSignedWith(secret) ? code.Signature(secret) : null;
    }

    /// <summary>The next version; from now on it makes new serials.</summary>
    internal async Task<Salt> Rotate(Work work, SerialType type)
    {
        await work.Dialect.LockName(work.Db, LockName(type), work.Ct);
        var last = await work.Db.SerialSalts.Where(s => s.ProductionType == type).OrderByDescending(s => s.Version).FirstOrDefaultAsync(work.Ct);
        var version = (last?.Version ?? 0) + 1;
        var secret = vault.Secret(type, version) ?? vault.Keep(type, version, SaltVault.NewSecret());
        await PutInForce(work, type, version);
        return new Salt(version, secret);
    }

    private static string LockName(SerialType type) => $"salt:{Word.Of(type)}";

    private static Task<int> Version(ControlRoomDb db, SerialType type, CancellationToken ct) => db.SerialSalts.Where(s => s.ProductionType == type && s.Active).Select(s => s.Version).FirstOrDefaultAsync(ct);

    /// <summary>The first time: the newest secret that is here; outside production one is made when there is none.</summary>
    /// <returns>0 when there is none.</returns>
    private async Task<int> Adopt(Work work, SerialType type)
    {
        await work.Dialect.LockName(work.Db, LockName(type), work.Ct);
        if (await Version(work.Db, type, work.Ct) is var other and > 0) return other;
        var versions = vault.Versions(type);
        if (versions.Count == 0 && !plant.IsProduction)
        {
            vault.Keep(type, 1, SaltVault.NewSecret());
            versions = [1];
        }
        if (versions.Count == 0) return 0;
        await PutInForce(work, type, versions[^1]);
        return versions[^1];
    }

    private static async Task PutInForce(Work work, SerialType type, int version)
    {
        foreach (var salt in await work.Db.SerialSalts.Where(s => s.ProductionType == type && s.Active).ToListAsync(work.Ct)) salt.Active = false;
        await work.Flush();
        work.Db.SerialSalts.Add(new SerialSalt { ProductionType = type, Version = version, SecretName = SaltVault.NameOf(type, version), Active = true, CreatedAt = work.Now });
        await work.Flush();
    }

    private static Refusal Missing(SerialType type, int version) => Refusal.Conflict("MISSING_SALT").With("key", SaltVault.NameOf(type, version));
}
