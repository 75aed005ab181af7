namespace ControlRoom.Web.Shared.Host;

public static class Listening
{
    public const string DefaultUrl = "http://localhost:5080";

    private static readonly string[] Keys = ["urls", "http_ports", "https_ports"];

    /// <summary>The default port counts only where nobody configured any.</summary>
    public static void ListenByDefault(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var isConfigured = Array.Exists(Keys, key => !string.IsNullOrEmpty(configuration[key])) || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isConfigured) builder.WebHost.UseUrls(DefaultUrl);
    }
}
