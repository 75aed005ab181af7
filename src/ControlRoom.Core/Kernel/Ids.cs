namespace ControlRoom.Core.Kernel;

/// <summary>Identities are made in code: UUIDv7, so that they sort by age on both databases.</summary>
public static class Ids
{
    public static Guid New(DateTime now) => Guid.CreateVersion7(new DateTimeOffset(now, TimeSpan.Zero));

    /// <summary>A source of ids of one instant, each greater than the one before: what is made together keeps its order.</summary>
    public static Func<Guid> Ascending(DateTime now)
    {
        const int perMillisecond = 0x1000;
        var made = 0;
        return () =>
        {
            var place = made++;
            Span<byte> bytes = stackalloc byte[16];
            New(now.AddMilliseconds(place / perMillisecond)).TryWriteBytes(bytes, bigEndian: true, out _);
            (bytes[6], bytes[7]) = ((byte)(0x70 | (place % perMillisecond >> 8)), (byte)place);
            return new Guid(bytes, bigEndian: true);
        };
    }

    /// <summary>At or above it are the ids made at the instant or later.</summary>
    public static Guid Floor(DateTime at)
    {
        Span<byte> bytes = stackalloc byte[16];
        New(at).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The user that background work acts as (<c>system@local</c>, login disabled).</summary>
    public static readonly Guid System = new("00000000-0000-7000-8000-000000000001");
}
