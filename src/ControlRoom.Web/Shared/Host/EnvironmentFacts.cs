using System.Data.Common;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using ControlRoom.Core.Kernel;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace ControlRoom.Web.Shared.Host;

/// <summary>One setting in force.</summary>
/// <param name="Value">As text; what is secret is never in it.</param>
/// <param name="Source">file, environment, other, or default where nobody set it.</param>
/// <param name="From">The file or the variable.</param>
public sealed record SettingView(string Key, string Value, string Source, string? From);

/// <summary>What this process was started with.</summary>
public sealed class EnvironmentFacts(IConfiguration configuration, PlantOptions plant, TimeProvider time)
{
    private const string Hidden = "•••";
    private static readonly string[] Secrets = ["password", "pwd", "pin", "secret", "token", "passfile"];

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public static string Node => global::System.Environment.MachineName;

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string System => $"{RuntimeInformation.OSDescription} · {RuntimeInformation.ProcessArchitecture}";

    /// <summary>production, staging, development or test.</summary>
    public string Word => plant.IsProduction ? "production" : plant.Environment!.ToLowerInvariant();

    /// <summary>The setting that decides it; its source is "default" when it is missing, which counts as production.</summary>
    public SettingView Decides => Setting($"{PlantOptions.Section}:{nameof(PlantOptions.Environment)}", plant.Environment);

    /// <summary>All settings in force, and the connection strings without what opens them.</summary>
    public IReadOnlyList<SettingView> Settings() =>
    [
        .. Flat(PlantOptions.Section, plant),
        .. configuration.GetSection("ConnectionStrings").GetChildren().Select(c => Setting(c.Path, Masked(c.Value))),
    ];

    private IEnumerable<SettingView> Flat(string path, object options) => options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).OrderBy(p => p.Name, StringComparer.Ordinal)
        .SelectMany(p => p.PropertyType.IsClass && p.PropertyType != typeof(string) && p.GetValue(options) is { } inner ? Flat($"{path}:{p.Name}", inner) : [Setting($"{path}:{p.Name}", Text(p, options))]);

    private static string Text(PropertyInfo property, object options)
    {
        var value = Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) ?? "";
        return value.Length == 0 || !IsSecret(property.Name) ? value : Hidden;
    }

    private SettingView Setting(string key, string? value)
    {
        var provider = (configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(p => p.TryGet(key, out _));
        return provider switch
        {
            null => new(key, value ?? "", "default", null),
            JsonConfigurationProvider json => new(key, value ?? "", "file", json.Source.Path),
            EnvironmentVariablesConfigurationProvider => new(key, value ?? "", "environment", key.Replace(":", "__", StringComparison.Ordinal)),
            _ => new(key, value ?? "", "other", null),
        };
    }

    private static string Masked(string? connection)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connection };
            foreach (var key in parts.Keys.Cast<string>().Where(IsSecret).ToList()) parts[key] = Hidden;
            return parts.ConnectionString ?? "";
        }
        catch (ArgumentException)
        {
            // Unreadable, so nobody knows what is in it.
            return Hidden;
        }
    }

    private static bool IsSecret(string name) => Array.Exists(Secrets, s => name.Contains(s, StringComparison.OrdinalIgnoreCase));
}
