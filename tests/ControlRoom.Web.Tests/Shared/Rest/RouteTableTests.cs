using System.Text.Json;
using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Api = ControlRoom.Tests.Kit.Api;

namespace ControlRoom.Web.Tests.Shared.Rest;

/// <summary>What holds for every route, generated from what the routes declare.</summary>
public sealed partial class RouteTableTests
{
    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-ERR-01")]
    public async Task Every_route_refuses_nobody_with_401_and_roles_without_the_permission_with_403_and_their_names(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var nobody = plant.Anonymous();
        foreach (var route in Routes(plant).Where(r => r.Permission is not null))
        {
            (await Call(nobody, route)).MustRefuse(401, "NOT_SIGNED_IN");
            foreach (var role in Enum.GetValues<Role>().Where(r => !r.Has(route.Permission!.Value)))
            {
                using var client = await plant.As(role);
                var answer = await Call(client, route);
                answer.MustRefuse(403, "FORBIDDEN");
                Assert.Equal(string.Join(", ", Permissions.Roles(route.Permission!.Value).Select(Word.Of)), answer.Headers["X-Required-Roles"]);
            }
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_route_lets_the_roles_with_its_permission_through(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var route in Routes(plant).Where(r => r.Permission is not null))
        {
            foreach (var role in Permissions.Roles(route.Permission!.Value))
            {
                using var client = await plant.As(role);
                var answer = await Call(client, route);
                Assert.True(answer.Status is not (401 or 403 or 500), $"{route.Name} as {role}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-IDEM-01")]
    public async Task Every_write_route_but_login_and_logout_needs_an_idempotency_key_that_is_a_uuid(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var route in Routes(plant).Where(r => r.NeedsKey))
        {
            using var client = await plant.As(Permissions.Roles(route.Permission!.Value)[0]);
            (await Call(client, route, key: "")).MustRefuse(400, "IDEMPOTENCY_KEY_REQUIRED");
            foreach (var bad in (string[])["no-uuid", Guid.Empty.ToString(), Guid.NewGuid() + "0"]) (await Call(client, route, bad)).MustRefuse(400, "IDEMPOTENCY_KEY_INVALID");
        }
        // What needs no key writes nothing, or is the door itself.
        Assert.All(Routes(plant).Where(r => !r.NeedsKey && r.Method is "PUT" or "PATCH" or "DELETE"), r => Assert.Fail(r.Name));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "API-01"), Trait("Rule", "API-06")]
    public async Task Every_answer_is_one_whole_JSON_value_and_says_to_which_request_it_belongs(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var nobody = plant.Anonymous();
        foreach (var route in Routes(plant))
        {
            using var client = route.Permission is { } permission ? await plant.As(Permissions.Roles(permission)[0]) : plant.Anonymous();
            foreach (var (who, body) in new[] { (client, "{}"), (client, "{} {}"), (nobody, "{}") })
            {
                var answer = await Call(who, route, body: body);
                Assert.True(answer.Headers["Content-Type"] is "application/json; charset=utf-8" or "application/problem+json; charset=utf-8", $"{route.Name}: {answer.Headers["Content-Type"]}");
                using var whole = JsonDocument.Parse(answer.Text);
                Assert.True(Guid.TryParse(answer.Headers["X-Correlation-Id"], out _), route.Name);
            }
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_route_survives_bodies_that_make_no_sense(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        foreach (var route in Routes(plant).Where(r => r.Method != "GET" && r.Permission is not null))
        {
            using var client = await plant.As(Permissions.Roles(route.Permission!.Value)[0]);
            foreach (var body in (string[])["{", "[]", "null", "\"\"", "{\"a\":}", "{\"a\":NaN}", "{'a':1}", "\u0001"]) (await Call(client, route, body: body)).MustRefuse(400, "MALFORMED_BODY");
            (await Call(client, route, body: "{\"a\":{\"b\":[\"\\u0000\"]}}")).MustRefuse(422, "TEXT_INVALID");
            (await Call(client, route, body: "{\"a\":\"\\ud800\"}")).MustRefuse(422, "TEXT_INVALID");
            (await Call(client, route, body: "{\"a\":\"" + new string('x', route.MaxBody) + "\"}")).MustRefuse(413, "BODY_TOO_LARGE");
        }
    }

    [Theory, Databases(Only = Db.Sqlite)]
    public async Task Every_route_and_what_it_promises_is_in_the_contract(Db db)
    {
        await using var plant = await WebPlant.Start(db);
        using var client = plant.Anonymous();
        var contract = (await client.Get("/openapi/v1.json")).Must(200);
        Assert.StartsWith("3.1", contract.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var ids = new HashSet<string>();
        foreach (var route in Routes(plant))
        {
            var operation = contract.GetProperty("paths").GetProperty(Constraint().Replace(route.Path, "{$1}")).GetProperty(route.Method.ToLowerInvariant());
            Assert.True(ids.Add(operation.GetProperty("operationId").GetString()!), route.Name);
            Assert.True(operation.TryGetProperty("summary", out _), $"{route.Name} says nothing: add WithSummary.");
            Assert.Equal(route.Permission is not null, operation.TryGetProperty("security", out _));
            Assert.Equal(route.NeedsKey, Parameters(operation).Any(p => p.GetProperty("name").GetString() == "Idempotency-Key"));
            Assert.Equal(route.Creates, operation.GetProperty("responses").TryGetProperty("201", out _));
            Assert.True(operation.GetProperty("responses").GetProperty("200").TryGetProperty("content", out _), $"{route.Name} answers nothing known.");
            Assert.All(Parameters(operation).Where(p => p.GetProperty("name").GetString() is "limit" or "after" or "from" or "dry_run"), p => Assert.NotEmpty(p.GetProperty("description").GetString()!));
        }

        var type = Parameters(contract.GetProperty("paths").GetProperty("/api/buffers").GetProperty("get")).Single(p => p.GetProperty("name").GetString() == "type").GetProperty("schema");
        var words = contract.GetProperty("components").GetProperty("schemas").GetProperty(type.GetProperty("$ref").GetString()!.Split('/')[^1]);
        Assert.Contains("LK", words.GetProperty("enum").EnumerateArray().Select(w => w.GetString()));
        foreach (var reference in Reference().Matches(contract.GetRawText()).Select(m => m.Groups[1].Value.Split('/')))
            Assert.True(reference.Aggregate((JsonElement?)contract, (at, name) => at?.TryGetProperty(name, out var next) == true ? next : null) is not null, string.Join('/', reference));
    }

    internal static IReadOnlyList<ApiRoute> Routes(WebPlant plant) =>
        [.. plant.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<ApiRoute>()).OfType<ApiRoute>().OrderBy(r => r.Name, StringComparer.Ordinal)];

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : [];

    private static Task<Answer> Call(Api client, ApiRoute route, string? key = null, string body = "{}") =>
        client.Send(new HttpMethod(route.Method), Address(route), route.Method == "GET" ? null : body, key);

    /// <summary>The route with its holes filled, for things that are not there.</summary>
    internal static string Address(ApiRoute route) =>
        Hole().Replace(route.Path, hole => hole.Value.Contains(":guid", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : hole.Value.Contains(":int", StringComparison.Ordinal) ? "1" : "X");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    internal static partial Regex Constraint();

    [GeneratedRegex("\"\\$ref\"\\s*:\\s*\"#/([^\"]+)\"")]
    private static partial Regex Reference();
}
