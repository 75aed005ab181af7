using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Upkeep.Backups;
using ControlRoom.Core.Users;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ControlRoom.Core.Upkeep;

/// <summary>A setting with which the application does not start.</summary>
/// <param name="Key">As in the configuration.</param>
/// <param name="Problem">What is wrong and what to do, in a sentence.</param>
public sealed record UnsafeSetting(string Key, string Problem);

/// <summary>Settings that must not be, asked before anything is served and by the doctor.</summary>
public static class ConfigurationCheck
{
    /// <summary>Settings that no environment can work with.</summary>
    public static IEnumerable<UnsafeSetting> Broken(PlantOptions plant, IConfiguration configuration)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(plant.TimeZone, out _)) yield return new("ControlRoom:TimeZone", $"'{plant.TimeZone}' is no time zone of this machine: use an IANA name such as Europe/Budapest.");
        if (plant.SiteCode.Length != 4 || !plant.SiteCode.All(char.IsAsciiLetterUpper)) yield return new("ControlRoom:SiteCode", $"'{plant.SiteCode}' is no site code: four capital letters.");
        if (!plant.IsPostgres && !string.Equals(plant.Database, "sqlite", StringComparison.OrdinalIgnoreCase)) yield return new("ControlRoom:Database", $"'{plant.Database}' is neither sqlite nor postgres.");
        if (plant.IsPostgres && string.IsNullOrWhiteSpace(configuration.GetConnectionString("ControlRoom"))) yield return new("ConnectionStrings:ControlRoom", "PostgreSQL needs a connection string.");
        if (!Preferences.Languages.Contains(plant.DefaultCulture)) yield return new("ControlRoom:DefaultCulture", $"'{plant.DefaultCulture}' is none of {string.Join(", ", Preferences.Languages)}.");
        if (plant.MaxActiveRunsPerSite < 1) yield return new("ControlRoom:MaxActiveRunsPerSite", "It must be at least 1, or no run could ever start.");
        if (plant.CompanyPrefix is { Length: > 0 } prefix && !Gs1.IsCompanyPrefix(prefix)) yield return new("ControlRoom:Gs1:CompanyPrefix", $"'{prefix}' is no company prefix: 4 to 12 digits, or nothing.");
        if (plant.Gs1.ExtensionDigit is < 0 or > 9) yield return new("ControlRoom:Gs1:ExtensionDigit", "It is one digit, 0 to 9.");
        if (plant.Serials.VerifyPerHour < 1) yield return new("ControlRoom:Serials:VerifyPerHour", "It must be at least 1, or nobody could verify a serial.");
        if (plant.Backup.KeepDays < 1) yield return new("ControlRoom:Backup:KeepDays", "It must be at least 1.");
        if (plant.Backup.KeepWeeks < 0) yield return new("ControlRoom:Backup:KeepWeeks", "It must not be negative; 0 keeps no week longer than its days.");
        if (plant.Backup.KeyFile is { Length: > 0 } file && !IsKey(file)) yield return new("ControlRoom:Backup:KeyFile", $"{file} is missing or holds no key: 32 random bytes, as they are or in base64.");
    }

    /// <summary>Settings that are fine for looking and trying, and never where goods are made.</summary>
    /// <param name="isDeveloper">The web host runs as Development: pages with stack traces instead of the error page.</param>
    public static IEnumerable<UnsafeSetting> Unsafe(PlantOptions plant, IConfiguration configuration, bool isDeveloper)
    {
        if (!plant.IsProduction) return [];
        return Invented(plant).Concat(Exposed(plant, configuration, isDeveloper)).Concat(Unencrypted(configuration));
    }

    private static IEnumerable<UnsafeSetting> Invented(PlantOptions plant)
    {
        if (plant.Demo) yield return new("ControlRoom:Demo", "The demo has public passwords and invented records.");
        if (plant.Simulator) yield return new("ControlRoom:Simulator", "The simulator would write invented readings.");
        if (plant.Bootstrap.Password is not { Length: > 0 } password) yield break;
        if (password == new PlantOptions().DemoPassword || password == plant.DemoPassword) yield return new("ControlRoom:Bootstrap:Password", "The first administrator would have the demo's public password.");
        else if (UserRules.PasswordTooWeak(password) is not null) yield return new("ControlRoom:Bootstrap:Password", $"The first administrator's password must have at least {UserRules.MinPassword} characters.");
    }

    private static IEnumerable<UnsafeSetting> Exposed(PlantOptions plant, IConfiguration configuration, bool isDeveloper)
    {
        if (isDeveloper) yield return new("ASPNETCORE_ENVIRONMENT", "Development shows stack traces to whoever causes an error.");
        if (IsTrue(configuration["DetailedErrors"])) yield return new("DetailedErrors", "It sends exceptions to the browser.");
        if (!plant.RateLimits.Enabled) yield return new("ControlRoom:RateLimits:Enabled", "Without limits one client can keep all others out.");
        if (!plant.IsPostgres || configuration.GetConnectionString("ControlRoom") is not { } connection) yield break;
        var settings = new NpgsqlConnectionStringBuilder(connection);
        if (settings.LogParameters) yield return new("ConnectionStrings:ControlRoom", "Log Parameters would write what people enter, passwords' hashes included, into the log.");
        if (settings.IncludeErrorDetail) yield return new("ConnectionStrings:ControlRoom", "Include Error Detail would write rows of the database into the log.");
    }

    /// <summary>Passwords and cookies over the network in the clear. On this machine alone, or behind a proxy that speaks https, http is fine.</summary>
    private static IEnumerable<UnsafeSetting> Unencrypted(IConfiguration configuration)
    {
        if (IsTrue(configuration["FORWARDEDHEADERS_ENABLED"])) yield break;
        foreach (var (key, address) in Addresses(configuration).Where(a => IsPlain(a.Address)))
        {
            yield return new(key, $"{address} is reachable from elsewhere without https: passwords and cookies would travel in the clear. Listen on https or on localhost, or set ASPNETCORE_FORWARDEDHEADERS_ENABLED=true behind a proxy that speaks https.");
        }
    }

    private static IEnumerable<(string Key, string Address)> Addresses(IConfiguration configuration)
    {
        foreach (var address in Split(configuration["urls"])) yield return ("urls", address);
        foreach (var port in Split(configuration["http_ports"])) yield return ("http_ports", $"http://*:{port}");
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren()) yield return ($"Kestrel:Endpoints:{endpoint.Key}:Url", endpoint["Url"] ?? "");
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsPlain(string address)
    {
        if (!address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)) return false;
        var host = address["http://".Length..].Split('/')[0];
        var name = host.StartsWith('[') ? host.Split(']')[0][1..] : host.Split(':')[0];
        return !(name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (System.Net.IPAddress.TryParse(name, out var ip) && System.Net.IPAddress.IsLoopback(ip)));
    }

    private static bool IsKey(string file)
    {
        try
        {
            return SealedFile.ReadKey(file).Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            return false;
        }
    }

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) || value == "1";
}
