namespace ControlRoom.Web.Shared.Host;

/// <summary>What counts where nobody configured anything else.</summary>
public static class Defaults
{
    public const string Url = "http://localhost:5080";

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];

    /// <summary>Settings and files lie in the working directory or, when it has none, beside the program: it may be started from anywhere.</summary>
    public static string? ContentRoot(string[] args) =>
        File.Exists("appsettings.json") || Array.Exists(args, a => a.StartsWith("--contentRoot", StringComparison.OrdinalIgnoreCase)) || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null
            ? null
            : AppContext.BaseDirectory;

    public static void UseDefaults(this WebApplicationBuilder builder)
    {
        // In a checkout the browser's files come from where they are built, whatever the environment is called; a published folder has its own.
        builder.WebHost.UseStaticWebAssets();
        var configuration = builder.Configuration;
        var isConfigured = Array.Exists(AddressKeys, key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isConfigured) builder.WebHost.UseUrls(Url);
    }
}
