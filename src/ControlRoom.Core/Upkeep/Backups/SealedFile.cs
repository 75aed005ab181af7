using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ControlRoom.Core.Upkeep.Backups;

/// <summary>
/// Encrypts a file with AES-256-GCM in pieces: each piece is authenticated together with the file's header, its number and whether it is the
/// last, so that nothing can be changed, swapped or cut off. The key of a file is derived from the key file and a salt of its own.
/// </summary>
internal static class SealedFile
{
    public const string Extension = ".enc";

    private const int KeySize = 32, SaltSize = 32, NonceSize = 12, TagSize = 16, Piece = 1 << 16;
    private static readonly byte[] Magic = "CRSEALED1\n"u8.ToArray();

    /// <summary>The key in a file: 32 bytes as they are, or in base64.</summary>
    /// <exception cref="CryptographicException">It holds neither.</exception>
    public static byte[] ReadKey(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length == KeySize) return bytes;
        var key = new byte[KeySize];
        return Convert.TryFromBase64String(System.Text.Encoding.ASCII.GetString(bytes).Trim(), key, out var length) && length == KeySize ? key : throw new CryptographicException("A key file holds 32 random bytes, as they are or in base64.");
    }

    public static void Seal(string from, string to, byte[] key)
    {
        using var input = File.OpenRead(from);
        using var output = new FileStream(to, FileMode.CreateNew);
        var header = new byte[Magic.Length + SaltSize];
        Magic.CopyTo(header, 0);
        RandomNumberGenerator.Fill(header.AsSpan(Magic.Length));
        output.Write(header);
        using var aes = new AesGcm(KeyOf(key, header), TagSize);
        var (plain, cipher, tag) = (new byte[Piece], new byte[Piece], new byte[TagSize]);
        for (var number = 0L; ; number++)
        {
            var length = input.ReadAtLeast(plain, Piece, throwOnEndOfStream: false);
            var isLast = input.Position == input.Length;
            aes.Encrypt(Nonce(number), plain.AsSpan(0, length), cipher.AsSpan(0, length), tag, About(header, isLast));
            output.Write(cipher, 0, length);
            output.Write(tag);
            if (isLast) break;
        }
        output.Flush(flushToDisk: true);
    }

    /// <exception cref="CryptographicException">The key is another one, or the file is not what was written.</exception>
    public static void Open(string from, string to, byte[] key)
    {
        using var input = File.OpenRead(from);
        using var output = new FileStream(to, FileMode.CreateNew);
        var header = new byte[Magic.Length + SaltSize];
        if (input.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan(0, Magic.Length).SequenceEqual(Magic)) throw new CryptographicException("This is no sealed file.");
        using var aes = new AesGcm(KeyOf(key, header), TagSize);
        var (sealed_, plain) = (new byte[Piece + TagSize], new byte[Piece]);
        for (var number = 0L; ; number++)
        {
            var length = input.ReadAtLeast(sealed_, sealed_.Length, throwOnEndOfStream: false) - TagSize;
            if (length < 0) throw new CryptographicException("The file ends too early.");
            var isLast = input.Position == input.Length;
            aes.Decrypt(Nonce(number), sealed_.AsSpan(0, length), sealed_.AsSpan(length, TagSize), plain.AsSpan(0, length), About(header, isLast));
            output.Write(plain, 0, length);
            if (isLast) break;
        }
        output.Flush(flushToDisk: true);
    }

    private static byte[] KeyOf(byte[] key, byte[] header) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize, header[Magic.Length..], "controlroom backup"u8.ToArray());

    private static byte[] Nonce(long number)
    {
        var nonce = new byte[NonceSize];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceSize - sizeof(long)), number);
        return nonce;
    }

    private static byte[] About(byte[] header, bool isLast) => [.. header, (byte)(isLast ? 1 : 0)];
}
