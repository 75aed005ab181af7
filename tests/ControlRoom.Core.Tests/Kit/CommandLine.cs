using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>What a command line said and how it ended.</summary>
public sealed record Said(int Exit, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);

    /// <summary>The exit code must be this one; everything that was said is shown when it is not.</summary>
    public Said Must(int exit)
    {
        Assert.True(Exit == exit, $"Expected exit code {exit}, got {Exit}.\n{Output}\n{Error}");
        return this;
    }
}

/// <summary>The command line as people start it: a process of its own with its configuration in the environment.</summary>
public static class CommandLine
{
    /// <param name="settings">Keys below <c>ControlRoom:</c>.</param>
    public static Task<Said> Run(TestDatabase database, string[] settings, params string[] arguments) => Run(TestPlant.Settings(database, settings), arguments);

    /// <param name="settings">The whole configuration.</param>
    public static async Task<Said> Run(Dictionary<string, string?> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "controlroom.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestPlant.Ct), process.StandardError.ReadToEndAsync(TestPlant.Ct));
        await process.WaitForExitAsync(TestPlant.Ct);
        return new Said(process.ExitCode, await output, await error);
    }
}
