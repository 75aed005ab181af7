using System.Buffers.Binary;
using System.Buffers.Text;

namespace ControlRoom.Core.Feed;

/// <summary>A place in the feed: after the event with this pair. Opaque to clients.</summary>
public readonly record struct ChangeCursor(ulong XactId, long Id)
{
    /// <summary>Before the first event.</summary>
    public static readonly ChangeCursor Start;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, XactId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Id);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string? text, out ChangeCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[16];
        if (text?.Length != 22 || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != 16) return false;
        cursor = new ChangeCursor(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
        return cursor.Id >= 0;
    }
}
