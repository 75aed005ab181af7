using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace ControlRoom.Web.Tests.Clients;

/// <summary>Compiles a program in memory of the test run and starts it as a process of its own.</summary>
internal static class Compiled
{
    /// <returns>What it said, and its exit code.</returns>
    public static async Task<(int Exit, string Said)> Run(string[] sources, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("controlroom-client-").FullName;
        try
        {
            var program = Path.Combine(folder, "client.dll");
            Emit(sources, program);
            File.Copy(typeof(Newtonsoft.Json.JsonConvert).Assembly.Location, Path.Combine(folder, "Newtonsoft.Json.dll"));
            await File.WriteAllTextAsync(Path.Combine(folder, "client.runtimeconfig.json"),
                System.Text.Json.JsonSerializer.Serialize(new { runtimeOptions = new { tfm = "net10.0", framework = new { name = "Microsoft.NETCore.App", version = Environment.Version.ToString(3) } } }), TestContext.Current.CancellationToken);
            return await Start("dotnet", ["exec", program, .. arguments], []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task<(int Exit, string Said)> Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    private static void Emit(string[] sources, string file)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(a => Path.GetFileName(a) is "Newtonsoft.Json.dll" || a.Contains("Microsoft.NETCore.App", StringComparison.Ordinal)).Select(a => MetadataReference.CreateFromFile(a));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create("client", sources.Select(s => CSharpSyntaxTree.ParseText(s, new CSharpParseOptions(LanguageVersion.Latest))), references, options);
        var emitted = compilation.Emit(file);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
    }
}
