namespace ControlRoom.Core.Kernel;

/// <summary>With what the caller proved who it is; kept on inspections.</summary>
public enum SignedWith { Session, ApiKey, Password, System }

/// <summary>Who asks, from where, and with which intention.</summary>
/// <param name="Intent">The intention's idempotency key; null only for background work, which is repeatable by construction.</param>
public sealed record Caller(Guid UserId, string Name, Role Role, SignedWith SignedWith, string? Ip, Guid CorrelationId, Intent? Intent = null)
{
    /// <summary>True when the attempt comes from the demo simulator; its rows are marked SIM.</summary>
    public bool IsSimulated { get; init; }

    public static Caller System(DateTime now) => new(Ids.System, "System jobs", Role.Admin, SignedWith.System, null, Ids.New(now));

    public Caller With(Intent intent) => this with { Intent = intent };
}

/// <summary>One intention of one user: the key, and what a repeat must agree with.</summary>
public sealed record Intent(Guid Key, string Method, string Path, string Fingerprint);
