using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ControlRoom.Core.Users;

/// <summary>Credentials that machines hold: 256 random bits, kept only as a hash. They need no slow hash, because nobody can guess them.</summary>
public static class Secrets
{
    public const string ApiKeyPrefix = "crk_";

    public static string NewLoginToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string NewApiKey() => ApiKeyPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
