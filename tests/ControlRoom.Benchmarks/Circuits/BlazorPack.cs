using System.Buffers.Binary;
using System.Text;

namespace ControlRoom.Benchmarks.Circuits;

/// <summary>As much of MessagePack as the circuit's hub speaks: null, integers, booleans, text, bytes, arrays and empty maps.</summary>
internal sealed class PackWriter : IDisposable
{
    private readonly MemoryStream bytes = new();

    /// <summary>One hub message, with its length in front.</summary>
    public static byte[] Message(params object?[] items)
    {
        using var writer = new PackWriter();
        writer.Write(items);
        var body = writer.bytes.ToArray();
        var prefix = new List<byte>();
        for (var rest = body.Length; ;)
        {
            var part = (byte)(rest & 0x7f);
            rest >>= 7;
            prefix.Add(rest > 0 ? (byte)(part | 0x80) : part);
            if (rest == 0) return [.. prefix, .. body];
        }
    }

    public void Dispose() => bytes.Dispose();

    private void Write(object? value)
    {
        switch (value)
        {
            case null:
                bytes.WriteByte(0xc0);
                break;
            case bool flag:
                bytes.WriteByte(flag ? (byte)0xc3 : (byte)0xc2);
                break;
            case int or long:
                bytes.WriteByte(0xd3);
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                bytes.Write(number);
                break;
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                bytes.WriteByte(0xdb);
                Span<byte> length = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, utf8.Length);
                bytes.Write(length);
                bytes.Write(utf8);
                break;
            case object?[] items:
                bytes.WriteByte((byte)(0x90 | items.Length));
                foreach (var item in items) Write(item);
                break;
            case Headers:
                bytes.WriteByte(0x80);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    /// <summary>No headers: an empty map.</summary>
    internal sealed class Headers
    {
        public static readonly Headers None = new();
    }
}

/// <summary>Reads what <see cref="PackWriter"/> writes, and the rest of what the server sends.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private int at;

    public object? Read()
    {
        var head = data[at++];
        switch (head)
        {
            case <= 0x7f:
                return (long)head;
            case <= 0x8f:
                return Map(head & 0x0f);
            case <= 0x9f:
                return Array(head & 0x0f);
            case <= 0xbf:
                return Text(head & 0x1f);
            case >= 0xe0:
                return (long)(sbyte)head;
        }

        return head switch
        {
            0xc0 => null,
            0xc2 => false,
            0xc3 => true,
            0xc4 or 0xc5 or 0xc6 => Bytes(Length(head - 0xc4)),
            0xcc or 0xcd or 0xce or 0xcf => Number(1 << (head - 0xcc), signed: false),
            0xd0 or 0xd1 or 0xd2 or 0xd3 => Number(1 << (head - 0xd0), signed: true),
            0xd9 or 0xda or 0xdb => Text(Length(head - 0xd9)),
            0xdc or 0xdd => Array(Length(head - 0xdb)),
            0xde or 0xdf => Map(Length(head - 0xdd)),
            _ => throw new NotSupportedException($"0x{head:x2}"),
        };
    }

    private int Length(int power) => (int)Number(1 << power, signed: false);

    private long Number(int size, bool signed)
    {
        long value = signed && (sbyte)data[at] < 0 ? -1 : 0;
        for (var i = 0; i < size; i++) value = (value << 8) | data[at++];
        return value;
    }

    private string Text(int length)
    {
        at += length;
        return Encoding.UTF8.GetString(data.Slice(at - length, length));
    }

    private byte[] Bytes(int length)
    {
        at += length;
        return data.Slice(at - length, length).ToArray();
    }

    private object?[] Array(int count)
    {
        var items = new object?[count];
        for (var i = 0; i < count; i++) items[i] = Read();
        return items;
    }

    private Dictionary<string, object?> Map(int count)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++) map[(string)Read()!] = Read();
        return map;
    }
}
