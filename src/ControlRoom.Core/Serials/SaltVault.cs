using System.Globalization;
using System.Security.Cryptography;
using ControlRoom.Core.Kernel;
using Microsoft.Extensions.Configuration;

namespace ControlRoom.Core.Serials;

/// <summary>Where the secrets of salts are: in the configuration, or in private files of the data directory. What is missing stays missing; there is no default.</summary>
public sealed class SaltVault(IConfiguration configuration, PlantOptions plant)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SecretBytes = 32;

    /// <summary>The configuration's key, by which the database knows the secret.</summary>
    public static string NameOf(SerialType type, int version) => string.Create(CultureInfo.InvariantCulture, $"{Section(type)}:{version}");

    public string? Secret(SerialType type, int version)
    {
        if (configuration[NameOf(type, version)] is { Length: > 0 } configured) return configured;
        var file = FileOf(type, version);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>The versions whose secret is here, rising.</summary>
    public IReadOnlyList<int> Versions(SerialType type)
    {
        var configured = configuration.GetSection(Section(type)).GetChildren().Where(c => c.Value is { Length: > 0 }).Select(c => c.Key);
        var files = Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, $"{Word.Of(type)}-*").Select(f => Path.GetFileName(f)[(Word.Of(type).Length + 1)..]) : [];
        return [.. configured.Concat(files).Select(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Where(v => v > 0).Distinct().Order()];
    }

    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Keeps a secret in a file that only the account of the application reads.</summary>
    /// <returns>The secret that is kept: another process may have been first.</returns>
    public string Keep(SerialType type, int version, string secret)
    {
        PrivateFolder.Make(plant.DataDirectory);
        PrivateFolder.Make(Folder);
        var file = FileOf(type, version);
        var draft = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(draft, Options()))
        using (var writer = new StreamWriter(stream)) writer.Write(secret);
        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
        return Secret(type, version)!;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return options;
    }

    private static string Section(SerialType type) => $"{PlantOptions.Section}:Serials:Salts:{Word.Of(type)}";

    private string Folder => Path.Combine(Path.GetFullPath(plant.DataDirectory), "salts");

    private string FileOf(SerialType type, int version) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Word.Of(type)}-{version}"));
}
