using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Upkeep;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>The contract at <c>/openapi/v1.json</c>: what the routes declare, in the words of OpenAPI 3.1. Clients are generated from it.</summary>
public static class OpenApiText
{
    private const string Scheme = "bearer", ProblemType = "application/problem+json";

    private static readonly (int Status, string Code, string Says, Func<ApiRoute, bool> When)[] Refused =
    [
        (400, "MALFORMED_BODY", "Malformed body, or a missing or invalid Idempotency-Key.", r => r.Method != "GET"),
        (401, "NOT_SIGNED_IN", "Nobody is signed in, or the credential is not valid any more.", r => r.Permission is not null || r.Path.EndsWith("/login", StringComparison.Ordinal)),
        (403, "FORBIDDEN", "The role may not do this; X-Required-Roles names those that may.", r => r.Permission is not null),
        (404, "NOT_FOUND", "There is no such thing.", r => r.Path.Contains('{', StringComparison.Ordinal)),
        (409, "STALE_VERSION", "Refused by the state of things, a guard, a stale version or a key in flight; code tells which.", r => r.NeedsKey),
        (413, "BODY_TOO_LARGE", "The body is too large.", r => r.Method != "GET"),
        (422, "VALIDATION_FAILED", "A field or parameter is wrong, or the key was used with another body.", _ => true),
        (428, "VERSION_MISSING", "The version that was changed is missing.", r => r.NeedsVersion),
        (429, "RATE_LIMITED", "Too many requests in this window.", _ => true),
        (500, "INTERNAL_ERROR", "A bug; nothing was saved.", _ => true),
        (503, "DATABASE_UNAVAILABLE", "The database does not answer; nothing was saved.", _ => true),
    ];

    private const JsonSchemaType AnyJson = JsonSchemaType.Null | JsonSchemaType.Boolean | JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Object | JsonSchemaType.Array;

    /// <summary>How the types of answers are called.</summary>
    private static readonly string[] Answers = ["View", "Row", "Report"];

    public static void AddOpenApiText(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = SchemaId;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ApiRoute>().Any();
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Words(schema, context.JsonTypeInfo.Type);
            // The rules say what a body must hold, field by field; its form alone requires nothing.
            if (context.JsonTypeInfo.Type.Name.EndsWith("Body", StringComparison.Ordinal)) schema.Required = null;
            // An answer has all its members, null or not; a few are left out when there is nothing to say.
            else if (Array.Exists(Answers, ending => context.JsonTypeInfo.Type.Name.EndsWith(ending, StringComparison.Ordinal))) schema.Required = AlwaysThere(context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(Operation);
        options.AddDocumentTransformer(Document);
    });

    private static HashSet<string> AlwaysThere(JsonTypeInfo type) => [.. type.Properties
        .Where(p => p.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).OfType<JsonIgnoreAttribute>().Any() != true).Select(p => p.Name)];

    /// <summary>One schema for a word, wherever it stands; any JSON is no schema of its own.</summary>
    private static string? SchemaId(JsonTypeInfo info)
    {
        if ((Nullable.GetUnderlyingType(info.Type) ?? info.Type) == typeof(JsonElement)) return null;
        return info.Type is { IsGenericType: true } generic && generic.GetGenericTypeDefinition() == typeof(QueryWord<>) ? generic.GetGenericArguments()[0].Name : OpenApiOptions.CreateDefaultSchemaReferenceId(info);
    }

    /// <summary>Our enums are words; the generator cannot see that through a converter. Whether a word may be missing is said where it stands.</summary>
    private static void Words(OpenApiSchema schema, Type type)
    {
        var core = Nullable.GetUnderlyingType(type) ?? type;
        if (core.IsGenericType && core.GetGenericTypeDefinition() == typeof(QueryWord<>)) core = core.GetGenericArguments()[0];
        // Any JSON at all, null included, which an empty schema does not say to everyone.
        if (type == typeof(JsonElement?)) (schema.Type, schema.OneOf) = (AnyJson, null);
        if (core.IsEnum) Words(schema, (IReadOnlyList<string>)typeof(Word).GetMethod(nameof(Word.All))!.MakeGenericMethod(core).Invoke(null, null)!);
    }

    private static void Words(OpenApiSchema schema, IReadOnlyList<string> words)
    {
        schema.Type = JsonSchemaType.String;
        schema.Properties = null;
        schema.Enum = [.. words.Select(w => (JsonNode)JsonValue.Create(w))];
    }

    /// <summary>Query parameters that mean the same on every route.</summary>
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["limit"] = $"At most this many items, 1 to {Page.MaxLimit}; default {Page.DefaultLimit}.",
        ["after"] = "The cursor out of the next link of the page before.",
        ["count"] = "true: X-Total-Count says how many there are in all, where the list can tell.",
        ["from"] = "From this instant on; without an offset in UTC.",
        ["to"] = "Before this instant; without an offset in UTC.",
        ["confirm"] = $"{Confirmation.Word}, here or in the body: what cannot be undone is confirmed.",
        ["dry_run"] = "true: only tells what would happen.",
        ["depth"] = $"Generations, 1 to {Core.Lots.GenealogyQueries.MaxDepth}.",
    };

    private static void Describe(OpenApiParameter parameter, Type? type, OpenApiDocument? document)
    {
        if (parameter.In == ParameterLocation.Query && parameter.Name is { } name && Parameters.TryGetValue(name, out var says)) parameter.Description ??= says;
        // A word that may be left out reaches the schema as any text.
        if (Nullable.GetUnderlyingType(type ?? typeof(object)) is not { IsGenericType: true } core || core.GetGenericTypeDefinition() != typeof(QueryWord<>)) return;
        var schema = new OpenApiSchema();
        Words(schema, core);
        var word = core.GetGenericArguments()[0].Name;
        document?.AddComponent(word, schema);
        parameter.Schema = new OpenApiSchemaReference(word, document);
    }

    private static Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiRoute>().First();
        operation.OperationId = Id(route);
        operation.Description = Describe(route);
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            Describe(parameter, context.Description.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.Type, context.Document);
        }
        if (route.NeedsKey) Header(operation, "Idempotency-Key", "A new UUID for each intention; a repeat with the same key answers the same and does nothing.", required: true, new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" });
        if (route.NeedsVersion) Header(operation, "If-Match", "The ETag that was seen; needed unless row_version in the body says the same.", required: false, new OpenApiSchema { Type = JsonSchemaType.String });
        if (operation.RequestBody is OpenApiRequestBody body) (body.Required, body.Description) = (false, null);
        operation.Responses ??= [];
        if (route.Creates && operation.Responses.TryGetValue("200", out var done)) operation.Responses["201"] = done is OpenApiResponse response ? new OpenApiResponse { Description = "Created.", Content = response.Content } : done;
        if (operation.Responses.TryGetValue("200", out var ok)) ok.Description = route.Creates ? "The same request had been done before; nothing happened now." : "Done.";
        foreach (var (status, _, _, _) in Refused.Where(p => p.When(route))) operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponseReference(Name(status), context.Document));
        if (route.Permission is not null) operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        return Task.CompletedTask;
    }

    private static async Task Document(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ControlRoom", Version = "1",
            Description = "Everything the pages do. Success is the resource itself; failure is RFC 9457 problem+json with a stable code. Every write carries an Idempotency-Key; versions are strong ETags.",
        };
        document.Servers = [];
        document.AddComponent(nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, ct));
        foreach (var (status, code, says, _) in Refused) document.AddComponent<IOpenApiResponse>(Name(status), Response(document, status, code, says));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = Scheme, Description = "A login token of POST /api/login, or an API key (crk_…)." };
        foreach (var operation in (document.Paths ?? []).SelectMany(p => p.Value.Operations?.Values.AsEnumerable() ?? []))
        {
            foreach (var media in (operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>()).Concat(operation.Responses?.Values.SelectMany(r => r.Content ?? new Dictionary<string, OpenApiMediaType>()) ?? []))
            {
                if (media.Value.Schema is { } schema) media.Value.Example ??= OpenApiExamples.Of(schema);
            }
        }
    }

    private static string Name(int status) => $"Problem{status}";

    private static OpenApiResponse Response(OpenApiDocument document, int status, string code, string says)
    {
        var refusal = new Refusal(RefusalKind.Conflict, code);
        var example = new JsonObject
        {
            ["type"] = $"/problems/{code}", ["title"] = Problems.Title(code), ["status"] = status, ["detail"] = refusal.Detail(CultureInfo.InvariantCulture), ["instance"] = "/api/runs", ["code"] = code,
            ["guidance"] = refusal.Guidance(CultureInfo.InvariantCulture), ["trace_id"] = "b37d14a7f4ce81c36aabfc1bc0922f35",
        };
        if (status == 422) example["errors"] = new JsonArray(new JsonObject { ["pointer"] = "/weight_kg", ["code"] = "FIELD_REQUIRED", ["detail"] = "“weight_kg” is missing." });
        return new() { Description = says, Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), document), Example = example } } };
    }

    private static void Header(OpenApiOperation operation, string name, string says, bool required, OpenApiSchema schema) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Required = required, Description = says, Schema = schema });

    private static string Describe(ApiRoute route) => route.Permission is { } permission
        ? $"Permission {Word.Of(permission)}: {string.Join(", ", Permissions.Roles(permission).Select(Word.Of))}. At most {route.Rate} requests per minute."
        : $"For anyone. At most {route.Rate} requests per minute.";

    /// <summary><c>POST /api/runs/{id:guid}/advance</c> → <c>postRunsByIdAdvance</c>.</summary>
    private static string Id(ApiRoute route) => route.Method.ToLowerInvariant() + string.Concat(route.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        .Select(part => part[0] == '{' ? "By" + Pascal(part.Trim('{', '}').Split(':')[0]) : Pascal(part)));

    private static string Pascal(string text) => string.Concat(text.Split('-', '_', '.').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}
