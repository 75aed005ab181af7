using ControlRoom.Core.Kernel;
using ControlRoom.Web.Shared.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

public sealed class StartSafetyTests
{
    private sealed record Host(string EnvironmentName) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = EnvironmentName;
        public string ApplicationName { get; set; } = "ControlRoom";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }

    /// <summary>Setting, its value, and a piece of the sentence that refuses it in production.</summary>
    public static TheoryData<string, string, string> Unsafe => new()
    {
        { "ControlRoom:Demo", "true", "public passwords" },
        { "ControlRoom:Simulator", "true", "invented readings" },
        { "ControlRoom:Bootstrap:Password", "control-room", "demo's public password" },
        { "ControlRoom:Bootstrap:Password", "short", "at least 10 characters" },
        { "ControlRoom:RateLimits:Enabled", "false", "keep all others out" },
        { "DetailedErrors", "true", "sends exceptions to the browser" },
        { "DetailedErrors", "1", "sends exceptions to the browser" },
        { "environment", "Development", "stack traces" },
        { "urls", "http://0.0.0.0:5080", "in the clear" },
        { "urls", "https://control.example.com;http://*:5080", "http://*:5080 is reachable" },
        { "urls", "http://[::]:5080", "in the clear" },
        { "http_ports", "8080", "http://*:8080 is reachable" },
        { "Kestrel:Endpoints:Plain:Url", "http://10.1.2.3:80", "in the clear" },
        { "ConnectionStrings:ControlRoom", "Host=db;Database=controlroom;Username=controlroom;Password=x;Log Parameters=true", "into the log" },
        { "ConnectionStrings:ControlRoom", "Host=db;Database=controlroom;Username=controlroom;Password=x;Include Error Detail=true", "into the log" },
    };

    [Theory, MemberData(nameof(Unsafe))]
    [Trait("Rule", "4.12")]
    public void Production_does_not_start_with_an_unsafe_setting_and_says_which(string key, string value, string says)
    {
        // Missing, and words nobody knows, count as production.
        foreach (var environment in (string?[])["production", "PRODUCTION", null, "", "prod"])
        {
            var refused = Assert.Throws<StartRefusedException>(() => Check(environment, key, value)).Message;
            Assert.Contains(says, refused, StringComparison.Ordinal);
            Assert.Contains("production environment", refused, StringComparison.Ordinal);
            if (key != "environment") Assert.Contains($"\n  {key}:", refused, StringComparison.Ordinal);
        }
        foreach (var environment in (string[])["staging", "development", "Test"]) Check(environment, key, value);
    }

    [Theory]
    [InlineData("urls", "http://localhost:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://[::1]:5080;https://0.0.0.0:5081")]
    [InlineData("ControlRoom:Bootstrap:Password", "a long enough password")]
    [InlineData("ControlRoom:FourEyes", "false")]
    [InlineData("DetailedErrors", "false")]
    public void Production_starts_with_what_is_safe(string key, string value) => Check("production", key, value);

    [Fact]
    public void Behind_a_proxy_that_is_trusted_plain_http_is_fine() => Check("production", "urls", "http://0.0.0.0:5080", ("FORWARDEDHEADERS_ENABLED", "true"));

    [Fact]
    public void All_unsafe_settings_are_named_at_once()
    {
        var refused = Assert.Throws<StartRefusedException>(() => Check("production", "ControlRoom:Demo", "true", ("ControlRoom:Simulator", "true"))).Message;

        Assert.Contains("ControlRoom:Demo", refused, StringComparison.Ordinal);
        Assert.Contains("ControlRoom:Simulator", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ControlRoom:TimeZone", "Europe/Nowhere", "no time zone")]
    [InlineData("ControlRoom:SiteCode", "duna", "four capital letters")]
    [InlineData("ControlRoom:SiteCode", "DUNAI", "four capital letters")]
    [InlineData("ControlRoom:Database", "oracle", "neither sqlite nor postgres")]
    [InlineData("ControlRoom:Database", "postgres", "needs a connection string")]
    [InlineData("ControlRoom:DefaultCulture", "de", "none of en, hu")]
    [InlineData("ControlRoom:MaxActiveRunsPerSite", "0", "at least 1")]
    [InlineData("ControlRoom:Gs1:CompanyPrefix", "599", "4 to 12 digits")]
    [InlineData("ControlRoom:Gs1:CompanyPrefix", "59900001234567", "4 to 12 digits")]
    [InlineData("ControlRoom:Gs1:ExtensionDigit", "10", "one digit")]
    [InlineData("ControlRoom:Gs1:ExtensionDigit", "-1", "one digit")]
    [InlineData("ControlRoom:Backup:KeepDays", "0", "at least 1")]
    [InlineData("ControlRoom:Backup:KeepWeeks", "-1", "not be negative")]
    [InlineData("ControlRoom:Backup:KeyFile", "no-such-file", "holds no key")]
    public void Nowhere_does_it_start_with_a_setting_it_cannot_work_with(string key, string value, string says) =>
        Assert.Contains(says, Assert.Throws<StartRefusedException>(() => Check("development", key, value)).Message, StringComparison.Ordinal);

    private static void Check(string? environment, string key, string value, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["ControlRoom:Environment"] = environment, [key] = value };
        foreach (var (name, other) in more) settings[name] = other;
        if (key == "ConnectionStrings:ControlRoom") settings["ControlRoom:Database"] = "postgres";
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        StartUp.Check(configuration.GetSection(PlantOptions.Section).Get<PlantOptions>()!, configuration, new Host(key == "environment" ? value : "Production"));
    }
}
