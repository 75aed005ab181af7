using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Suppliers;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Host;

public sealed class LogTests
{
    private const string Password = "a-password-nobody-may-read", Pin = "739164";

    private static Task<WebPlant> Plant(LineBook book, Action<IServiceCollection>? configure = null) => WebPlant.Start(Db.Sqlite, configure: services =>
    {
        services.AddLogging(l => l.AddProvider(book).SetMinimumLevel(LogLevel.Trace).AddFilter<LineBook>(null, LogLevel.Trace));
        configure?.Invoke(services);
    });

    [Fact]
    [Trait("Rule", "R-ERR-01")]
    public async Task The_line_of_a_failed_request_carries_the_ids_that_its_answer_names()
    {
        var book = new LineBook();
        await using var plant = await Plant(book, s => s.AddSingleton<SupplierQueries>(_ => throw new InvalidOperationException("broken on purpose")));
        using var manager = await plant.As(Role.Manager);

        var answer = await manager.Get("/api/suppliers");

        var problem = answer.MustRefuse(500, "INTERNAL_ERROR");
        var line = Assert.Single(book.Lines, l => Text(l, "level") == "error");
        Assert.Equal(problem.GetProperty("trace_id").GetString(), Text(line, "trace_id"));
        Assert.Equal(answer.Headers["X-Correlation-Id"], Text(line, "correlation_id"));
        Assert.Equal(People.Manager.Id.ToString(), Text(line, "user_id"));
        Assert.Contains("broken on purpose", Text(line, "exception"), StringComparison.Ordinal);
        Assert.DoesNotContain(People.Manager.Email, line.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_about_a_run_names_the_run_also_when_a_page_sent_the_command()
    {
        var book = new LineBook();
        await using var plant = await Plant(book);
        await using var day = await ProductionDay.Begin(plant.Services, null);
        using var people = await plant.As(Role.Operator);
        (await people.Post($"/api/runs/{day.Run.Id}/advance", "{", Guid.NewGuid().ToString())).MustRefuse(400, "MALFORMED_BODY");
        var caller = People.Operator.Call();

        // As a circuit does: the handler in process, without any request.
        await plant.Get<TransactionBoundary>().Do<bool>(caller, Permission.OperateRun, async work =>
        {
            await work.LockRuns(LockStrength.Update, day.Run.Id);
            plant.Get<ILogger<LogTests>>().LogInformation("Something about the run");
            return true;
        }, TestContext.Current.CancellationToken);

        var line = Assert.Single(book.Lines, l => Text(l, "message") == "Something about the run");
        Assert.Equal((day.Run.Id.ToString(), caller.UserId.ToString(), caller.CorrelationId.ToString()), (Text(line, "run_id"), Text(line, "user_id"), Text(line, "correlation_id")));
        Assert.Contains(book.Lines, l => Text(l, "run_id") == day.Run.Id.ToString() && Text(l, "trace_id") is not null);
    }

    [Fact]
    public async Task No_credential_is_ever_logged_at_any_level()
    {
        var book = new LineBook();
        await using var plant = await Plant(book);
        using var admin = await plant.As(Role.Admin);
        (await admin.Post("/api/users", new { email = "new@duna.test", full_name = "New Person", role = "OPERATOR", password = Password, badge_code = "B-7771", pin = Pin })).Must(201);
        using var stranger = plant.Anonymous();
        var token = (await stranger.Post("/api/login", new { email = "new@duna.test", password = Password }, "")).Must(200).GetProperty("token").GetString()!;
        await stranger.Post("/api/login", new { email = "new@duna.test", password = Password + "!" }, "");
        await stranger.Post("/api/login", $"{{\"password\":\"{Password}\"", "");
        var key = (await admin.Post("/api/api-keys", new { name = "line 1", role = "OPERATOR" })).Must(201).GetProperty("key").GetString()!;
        stranger.Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await stranger.Get("/api/me")).Must(200);
        stranger.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await stranger.Get("/api/me")).Must(200);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "new@duna.test", ["password"] = Password });
        using var posted = await stranger.Http.PostAsync("/login", form, TestContext.Current.CancellationToken);

        Assert.Contains(book.Lines, l => Text(l, "level") == "trace");
        foreach (var secret in (string[])[Password, Pin, token, key, People.Password])
            Assert.DoesNotContain(book.Text, l => l.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("production", null, LogLines.FormatterName)]
    [InlineData(null, null, LogLines.FormatterName)]
    [InlineData("test", null, null)]
    [InlineData("production", "simple", "simple")]
    public void In_production_the_console_speaks_json_unless_told_otherwise(string? environment, string? configured, string? expected)
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(new Microsoft.AspNetCore.Builder.WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration["ControlRoom:Environment"] = environment;
        builder.Configuration["Logging:Console:FormatterName"] = configured;
        builder.UseLogs();
        builder.Services.AddSingleton(TimeProvider.System);
        using var app = builder.Build() as IDisposable;

        var options = ((Microsoft.AspNetCore.Builder.WebApplication)app).Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>>().Value;

        Assert.Equal(expected, options.FormatterName);
    }

    private static string? Text(JsonElement line, string member) => line.TryGetProperty(member, out var value) ? value.GetString() : null;
}
