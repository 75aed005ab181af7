using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>
/// Holds an answer back until its handler is through, so that a client gets exactly one whole JSON value: what a handler had written before it
/// failed is never sent. What streams says so with <see cref="IHttpResponseBodyFeature.DisableBuffering"/>.
/// </summary>
internal sealed class WholeAnswer : StreamResponseBodyFeature, IAsyncDisposable
{
    /// <summary>Larger answers wait on disk.</summary>
    private const int InMemory = 1 << 20;

    private readonly HttpContext http;
    private readonly IHttpResponseBodyFeature direct;
    private readonly FileBufferingWriteStream held;

    private WholeAnswer(HttpContext http, IHttpResponseBodyFeature direct, FileBufferingWriteStream held) : base(held, direct) => (this.http, this.direct, this.held) = (http, direct, held);

    /// <summary>Holds back what is written from here on.</summary>
    public static WholeAnswer Hold(HttpContext http)
    {
        var answer = new WholeAnswer(http, http.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), new FileBufferingWriteStream(InMemory));
        http.Features.Set<IHttpResponseBodyFeature>(answer);
        return answer;
    }

    public override void DisableBuffering()
    {
        http.Features.Set(direct);
        direct.DisableBuffering();
    }

    /// <summary>Sends what was held back.</summary>
    public async Task Send(CancellationToken ct)
    {
        await CompleteAsync();
        http.Features.Set(direct);
        await held.DrainBufferAsync(direct.Stream, ct);
    }

    /// <summary>Forgets it: another answer is written instead.</summary>
    public void Drop()
    {
        http.Features.Set(direct);
        foreach (var header in (string[])["ETag", "Content-Length", "Content-Disposition", "Location", "Link"]) http.Response.Headers.Remove(header);
    }

    public ValueTask DisposeAsync() => held.DisposeAsync();
}
