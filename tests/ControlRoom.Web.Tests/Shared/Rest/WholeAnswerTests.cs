using System.Net;
using System.Text.Json;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace ControlRoom.Web.Tests.Shared.Rest;

public sealed class WholeAnswerTests
{
    [Fact]
    [Trait("Rule", "API-01")]
    public async Task What_a_handler_wrote_before_it_failed_is_never_sent()
    {
        using var host = await Serve(async http =>
        {
            http.Response.Headers.ETag = "\"7\"";
            http.Response.ContentLength = 4711;
            await http.Response.WriteAsync("{\"id\":1}");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("after the first byte");
        });

        var answer = await host.GetTestClient().GetAsync(new Uri("/api/thing", UriKind.Relative), TestPlant.Ct);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestPlant.Ct));
        Assert.Equal("INTERNAL_ERROR", problem.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    [Trait("Rule", "API-01")]
    public async Task An_answer_arrives_as_it_was_written_and_an_empty_one_stays_empty()
    {
        using var host = await Serve(async http =>
        {
            if (http.Request.Path == "/api/empty") http.Response.StatusCode = StatusCodes.Status204NoContent;
            else await http.Response.WriteAsJsonAsync(new { text = new string('x', 3 << 20) });
        });

        var full = await host.GetTestClient().GetStringAsync(new Uri("/api/thing", UriKind.Relative), TestPlant.Ct);
        var empty = await host.GetTestClient().GetAsync(new Uri("/api/empty", UriKind.Relative), TestPlant.Ct);

        using var whole = JsonDocument.Parse(full);
        Assert.Equal(3 << 20, whole.RootElement.GetProperty("text").GetString()!.Length);
        Assert.Equal((HttpStatusCode.NoContent, ""), (empty.StatusCode, await empty.Content.ReadAsStringAsync(TestPlant.Ct)));
    }

    [Fact]
    [Trait("Rule", "API-01")]
    public async Task What_says_that_it_streams_is_sent_as_it_comes()
    {
        var go = new TaskCompletionSource();
        using var host = await Serve(async http =>
        {
            http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await http.Response.WriteAsync("first");
            await http.Response.Body.FlushAsync();
            await go.Task;
            await http.Response.WriteAsync(" second");
        });

        using var answer = await host.GetTestClient().GetAsync(new Uri("/api/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestPlant.Ct);
        await using var body = await answer.Content.ReadAsStreamAsync(TestPlant.Ct);
        var seen = new byte[5];
        await body.ReadExactlyAsync(seen, TestPlant.Ct);
        go.SetResult();

        Assert.Equal("first", System.Text.Encoding.ASCII.GetString(seen));
        using var rest = new StreamReader(body);
        Assert.Equal(" second", await rest.ReadToEndAsync(TestPlant.Ct));
    }

    private static Task<IHost> Serve(RequestDelegate handler) => new HostBuilder().ConfigureWebHost(web => web.UseTestServer()
        .ConfigureServices(services => services.AddSingleton<Core.Database.Dialect>(new Core.Database.SqliteDialect("Data Source=:memory:")))
        .Configure(app => app.UseMiddleware<Failures>().Run(handler))).StartAsync(TestPlant.Ct);
}
