using System.Security.Cryptography;
using ControlRoom.Web.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Shared;

public sealed class AssetsTests
{
    private static readonly string[] SourceFolders = ["css", "fonts", "ts"];

    [Fact]
    public void The_committed_styles_and_scripts_were_built_from_the_committed_sources()
    {
        var assets = Repository.File("wwwroot-assets");
        var built = File.ReadLines(Path.Combine(assets, "built.sha256")).ToDictionary(line => line[66..], line => line[..64]);
        var sources = SourceFolders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(assets, folder)).Select(file => $"{folder}/{Path.GetFileName(file)}"));
        Assert.Equal(sources.Order(StringComparer.Ordinal), built.Keys.Where(name => !name.StartsWith("..", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(built, entry => Assert.True(entry.Value == Hash(Path.Combine(assets, entry.Key)), $"{entry.Key} changed: run \"npm run build\" in wwwroot-assets and commit the result."));
    }

    [Fact]
    public void The_lock_file_names_no_address() =>
        Assert.DoesNotContain("\"resolved\"", File.ReadAllText(Repository.File("wwwroot-assets", "package-lock.json")), StringComparison.Ordinal);

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
