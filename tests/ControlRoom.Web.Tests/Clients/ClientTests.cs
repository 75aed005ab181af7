using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Rest;
using ControlRoom.Web.Tests.Kit;
using Microsoft.AspNetCore.Routing;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;
using Xunit;

namespace ControlRoom.Web.Tests.Clients;

/// <summary>Programs that others write: the examples of the documentation, and a client that a generator makes from the contract.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task A_client_generated_from_the_contract_compiles_and_runs_a_whole_day()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);
        using var anonymous = plant.Anonymous();
        var contract = await OpenApiDocument.FromJsonAsync((await anonymous.Get("/openapi/v1.json")).Text, TestContext.Current.CancellationToken);
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "ControlRoomClient", UseBaseUrl = false, InjectHttpClient = true, GenerateOptionalParameters = true, OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = CSharpJsonLibrary.NewtonsoftJson, GenerateNullableReferenceTypes = true, GenerateOptionalPropertiesAsNullable = true },
        };

        var client = new CSharpClientGenerator(contract, settings).GenerateFile();
        var day = await File.ReadAllTextAsync(Repository.File("tests", "ControlRoom.Web.Tests", "Clients", "GeneratedDay.cs"), TestContext.Current.CancellationToken);
        var (exit, said) = await Compiled.Run([client, day], plant.Address.ToString(), await Key(plant));

        Assert.True(exit == 0, said);
        Assert.Contains("COMPLETED unaccounted 0 traced 14", said, StringComparison.Ordinal);
        await MustHaveOneCompletedRun(plant);
    }

    [Fact]
    public async Task The_example_in_csharp_runs_a_whole_day()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);

        var (exit, said) = await Compiled.Start("dotnet", ["run", Repository.File("docs", "examples", "Day.cs")], await Settings(plant));

        Assert.True(exit == 0, said);
        Assert.Contains("COMPLETED", said, StringComparison.Ordinal);
        await MustHaveOneCompletedRun(plant);
    }

    [Fact]
    public async Task The_example_with_curl_runs_a_whole_day()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);

        var (exit, said) = await Compiled.Start("bash", [Repository.File("docs", "examples", "day.sh")], await Settings(plant));

        Assert.True(exit == 0, said);
        Assert.Contains("COMPLETED", said, StringComparison.Ordinal);
        await MustHaveOneCompletedRun(plant);
    }

    /// <summary>The contract says 428 exactly of those routes that answer it.</summary>
    [Fact]
    public async Task A_version_is_demanded_where_the_contract_says_so_and_nowhere_else()
    {
        await using var plant = await WebPlant.Start(Db.Sqlite);
        using var admin = await plant.As(Role.Admin);
        var contract = (await admin.Get("/openapi/v1.json")).Json.GetProperty("paths");
        var wrong = new List<string>();
        foreach (var route in plant.Get<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<ApiRoute>()).OfType<ApiRoute>().Where(r => r.Method is "PUT" or "PATCH"))
        {
            var path = string.Join('/', route.Path.Split('/').Select(part => part.StartsWith('{') ? part.Contains("int", StringComparison.Ordinal) ? "1" : Guid.NewGuid().ToString() : part));
            var answer = await admin.Send(new HttpMethod(route.Method), path, "{}");
            var operation = contract.GetProperty(string.Join('/', route.Path.Split('/').Select(part => part.StartsWith('{') ? part.Split(':')[0].TrimEnd('}') + "}" : part))).GetProperty(route.Method.ToLowerInvariant());
            if (answer.Status == 428 != operation.GetProperty("responses").TryGetProperty("428", out _)) wrong.Add($"{route.Name}: {answer.Status} {answer.Text}");
        }

        Assert.True(wrong.Count == 0, $"Declare the route with ApiRoutes.Edit if and only if its handler asks for RequiredVersion.\n{string.Join('\n', wrong)}");
    }

    private static async Task<Dictionary<string, string>> Settings(WebPlant plant) => new(StringComparer.Ordinal) { ["CONTROLROOM_URL"] = plant.Address.ToString().TrimEnd('/'), ["CONTROLROOM_KEY"] = await Key(plant) };

    /// <summary>A furnished plant, and the key of a machine that may do what operators may.</summary>
    private static async Task<string> Key(WebPlant plant)
    {
        await PlantFloor.Furnish(plant.Services);
        using var admin = await plant.As(Role.Admin);
        return (await admin.Post("/api/api-keys", new { name = "Line 1", role = "OPERATOR" })).Must(201).GetProperty("key").GetString()!;
    }

    private static async Task MustHaveOneCompletedRun(WebPlant plant)
    {
        using var manager = await plant.As(Role.Manager);
        var run = Assert.Single((await manager.Get("/api/runs")).Must(200).EnumerateArray());
        Assert.Equal("COMPLETED", run.GetProperty("status").GetString());
        Assert.Equal(0m, (await manager.Get($"/api/runs/{run.GetProperty("id").GetString()}/mass-balance")).Must(200).GetProperty("unaccounted_kg").GetDecimal());
    }
}
