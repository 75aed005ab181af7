using System.Net.Http.Json;
using System.Text.Json;
using ControlRoom.Core.Kernel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>The real application under Kestrel on a free port, over a database of its own. For HTTP tests and for browsers.</summary>
public sealed class WebPlant : WebApplicationFactory<Program>
{
    private readonly TestDatabase database;
    private readonly string[] settings;
    private readonly Action<IServiceCollection>? configure;
    private readonly string data = Directory.CreateTempSubdirectory("controlroom-data-").FullName;
    private readonly Dictionary<Guid, string> bearers = [];

    private WebPlant(TestDatabase database, FakeTime? time, string[] settings, Action<IServiceCollection>? configure, int port)
    {
        this.database = database;
        this.settings = settings;
        this.configure = configure;
        Time = time;
        UseKestrel(port);
    }

    public TestDatabase Database => database;

    /// <summary>Set when the application runs on it; null when it runs on the real clock.</summary>
    public FakeTime? Time { get; }
    public LogBook Logs { get; } = new();
    public Uri Address => ClientOptions.BaseAddress;

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    /// <param name="time">Null for the real clock, which browsers need.</param>
    /// <param name="settings">Keys below <c>ControlRoom:</c>, such as <c>Demo=true</c>.</param>
    /// <param name="configure">Registrations that win over the product's.</param>
    /// <param name="database">Default: a migrated database with the <see cref="People"/>.</param>
    /// <param name="port">Where the one before it stood; default: a free one.</param>
    public static async Task<WebPlant> Start(Db db, FakeTime? time = null, string[]? settings = null, Action<IServiceCollection>? configure = null, TestDatabase? database = null, int port = 0)
    {
        var plant = new WebPlant(database ?? await DatabaseTemplates.Copy(db), time, settings ?? [], configure, port);
        plant.StartServer();
        return plant;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ControlRoom:DataDirectory", data);
        foreach (var (key, value) in TestPlant.Settings(database, settings)) builder.UseSetting(key, value);
        if (settings.Contains("Environment=production")) Harden(builder);
        builder.ConfigureLogging(l => l.AddProvider(Logs));
        builder.ConfigureTestServices(services =>
        {
            if (Time is not null) services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
            configure?.Invoke(services);
        });
    }

    /// <summary>What tests make easier for themselves is what production does not start with.</summary>
    private void Harden(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("ControlRoom:RateLimits:Enabled", "true");
        if (database.Db == Db.Postgres) builder.UseSetting("ConnectionStrings:ControlRoom", new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { IncludeErrorDetail = false }.ToString());
    }

    /// <summary>A client without any login.</summary>
    public Api Anonymous() => new(new HttpClient { BaseAddress = Address });

    public Task<Api> As(Role role) => As(People.With(role));

    /// <summary>A client with the person's bearer; each person logs in once.</summary>
    public async Task<Api> As(Person person)
    {
        if (!bearers.TryGetValue(person.Id, out var bearer))
        {
            using var anonymous = Anonymous();
            bearers[person.Id] = bearer = (await anonymous.Login(person)).GetProperty("token").GetString()!;
        }
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        return new Api(client);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.Drop();
        Directory.Delete(data, recursive: true);
    }
}

/// <summary>The REST API as a client sees it: every write carries an idempotency key of its own unless told otherwise.</summary>
public sealed class Api(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<JsonElement> Login(Person person)
    {
        using var response = await http.PostAsJsonAsync("/api/login", new { email = person.Email, password = People.Password }, Ct);
        return (await Answer.Of(response)).Must(200);
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> Post(string path, object? body = null, string? key = null, string? ifMatch = null) => Send(HttpMethod.Post, path, body ?? new { }, key, ifMatch);

    public Task<Answer> Put(string path, object body, string? ifMatch = null, string? key = null) => Send(HttpMethod.Put, path, body, key, ifMatch);

    public Task<Answer> Patch(string path, object body, string? ifMatch = null, string? key = null) => Send(HttpMethod.Patch, path, body, key, ifMatch);

    public Task<Answer> Delete(string path, object? body = null, string? ifMatch = null, string? key = null) => Send(HttpMethod.Delete, path, body, key, ifMatch);

    /// <param name="key">Default: a new one; empty: no header at all.</param>
    /// <param name="body">A string is sent as it is, anything else as snake_case JSON.</param>
    public async Task<Answer> Send(HttpMethod method, string path, object? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get && key != "") request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (body is not null) request.Content = new StringContent(body as string ?? Json.Text(body), System.Text.Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, Ct);
        return await Answer.Of(response);
    }

    public void Dispose() => http.Dispose();
}

/// <summary>One answer, read to its end.</summary>
public sealed record Answer(int Status, string? MediaType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The stable code of a refusal.</summary>
    public string? Code => MediaType == "application/problem+json" ? Json.GetProperty("code").GetString() : null;

    public static async Task<Answer> Of(HttpResponseMessage response) => new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>The body of an answer that must have this status; the whole answer is shown when it has not.</summary>
    public JsonElement Must(int status)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        return Json;
    }

    /// <summary>Asserts a refusal of this status and code.</summary>
    public JsonElement MustRefuse(int status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, got {Status}: {Text}");
        return Json;
    }
}
