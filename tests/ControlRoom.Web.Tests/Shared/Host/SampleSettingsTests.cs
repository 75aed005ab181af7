using System.Reflection;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

public sealed class SampleSettingsTests
{
    /// <summary>What the sample is there to say differs from the defaults that are there to try.</summary>
    private static readonly Dictionary<string, object?> Differs = new(StringComparer.Ordinal) { ["Environment"] = "production" };

    private static readonly JsonDocumentOptions Commented = new() { CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public void The_sample_has_every_key_with_its_default_and_no_other()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Repository.File("appsettings.sample.json")), Commented);
        var written = Flat(sample.RootElement.GetProperty(PlantOptions.Section), "").ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        var known = Known(new PlantOptions(), "").ToDictionary(p => p.Key, p => Differs.GetValueOrDefault(p.Key, p.Value), StringComparer.Ordinal);

        Assert.Equal(known.Keys.Order(StringComparer.Ordinal), written.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, value) in known) Assert.True(Equals(Spell(value), written[key]), $"{key}: the default is {Spell(value) ?? "null"}, the sample says {written[key] ?? "null"}.");
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flat(JsonElement element, string root) => element.EnumerateObject().SelectMany(p => p.Value.ValueKind == JsonValueKind.Object
        ? Flat(p.Value, root + p.Name + ":")
        : [new(root + p.Name, p.Value.ValueKind == JsonValueKind.Null ? null : p.Value.ToString())]);

    private static IEnumerable<KeyValuePair<string, object?>> Known(object options, string root) => options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)
        .SelectMany(p => p.GetValue(options) is { } value && p.PropertyType.Assembly == typeof(PlantOptions).Assembly && p.PropertyType.IsClass ? Known(value, root + p.Name + ":") : [new(root + p.Name, p.GetValue(options))]);

    private static string? Spell(object? value) => value switch
    {
        null => null,
        TimeOnly time => time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}
