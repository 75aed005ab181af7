using System.Globalization;
using System.Security.Cryptography;

namespace ControlRoom.Core.Users;

/// <summary>PBKDF2-HMAC-SHA512 with a random salt: <c>pbkdf2-sha512$iterations$salt$hash</c>, so that the work factor may grow.</summary>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha512";
    private const int Iterations = 210_000, SaltBytes = 16, HashBytes = 32;

    public static string Of(string password) => Of(password, Iterations);

    /// <param name="iterations">Below the default only for test data.</param>
    public static string Of(string password, int iterations)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True when the password matches; takes as long for an unknown account as for a wrong password.</summary>
    public static bool Verify(string password, string? stored)
    {
        var parts = (stored ?? Decoy).Split('$');
        if (parts is not [Scheme, var iterations, var salt, var hash]) return false;
        var expected = Convert.FromBase64String(hash);
        var actual = Rfc2898DeriveBytes.Pbkdf2(password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture), HashAlgorithmName.SHA512, expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected) && stored is not null;
    }

    private static readonly string Decoy = Of(Guid.NewGuid().ToString());
}
