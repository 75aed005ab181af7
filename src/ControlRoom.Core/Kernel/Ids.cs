namespace ControlRoom.Core.Kernel;

/// <summary>Identities are made in code: UUIDv7, so that they sort by age on both databases.</summary>
public static class Ids
{
    public static Guid New(DateTime now) => Guid.CreateVersion7(new DateTimeOffset(now, TimeSpan.Zero));

    /// <summary>The user that background work acts as (<c>system@local</c>, login disabled).</summary>
    public static readonly Guid System = new("00000000-0000-7000-8000-000000000001");
}
