using ControlRoom.Core.Monitors;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Http.Features;

namespace ControlRoom.Web.Monitors;

/// <summary>
/// Reads along what the API answers, strictly: a JSON body is exactly one value, and nothing goes out as something the API never speaks. What
/// breaks that is told to the monitor; the answer itself is on its way already.
/// </summary>
internal sealed class OneJsonValue(RequestDelegate next, PayloadWatch watch)
{
    /// <summary>Files and streams that the API hands out.</summary>
    private static readonly string[] Others = ["text/csv", "text/event-stream", "application/pdf", "image/", "application/zip", "application/gzip", "application/octet-stream", "application/x-zip"];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Requests.IsApi(http))
        {
            await next(http);
            return;
        }
        var before = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        await using var reading = new ReadAlong(before.Stream);
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(reading, before));
        try
        {
            await next(http);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(before);
        }
        if (WhyNot(http.Response.ContentType, reading) && !http.RequestAborted.IsCancellationRequested) watch.Report($"{http.Request.Method} {http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>()?.Path ?? http.Request.Path.Value}");
    }

    private static bool WhyNot(string? type, ReadAlong body)
    {
        if (body.Length == 0) return false;
        if (type is not null && type.Contains("json", StringComparison.OrdinalIgnoreCase)) return !body.Shape.IsOneValue;
        return type is null || !Array.Exists(Others, o => type.StartsWith(o, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Passes everything on and counts the values at the root.</summary>
    private sealed class ReadAlong(Stream inner) : Stream
    {
        private long length;

        public RootValues Shape { get; } = new();
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => length;
        public override long Position { get => length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count)
        {
            See(buffer.AsSpan(offset, count));
            inner.Write(buffer, offset, count);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            See(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void See(ReadOnlySpan<byte> bytes)
        {
            length += bytes.Length;
            Shape.Add(bytes);
        }
    }
}

/// <summary>Counts the JSON values at the root of a text that comes in pieces.</summary>
public sealed class RootValues
{
    private int depth, roots;
    private bool inText, escaped, inScalar;

    /// <summary>All there was is one value, and it is complete.</summary>
    public bool IsOneValue => roots == 1 && depth == 0 && !inText;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (inText) InText(b);
            else Between(b);
        }
    }

    private void InText(byte b)
    {
        if (escaped) escaped = false;
        else if (b == '\\') escaped = true;
        else if (b == '"') inText = false;
    }

    private void Between(byte b)
    {
        switch (b)
        {
            case (byte)'{' or (byte)'[': Begin(); depth++; inScalar = false; break;
            case (byte)'}' or (byte)']': depth--; inScalar = false; break;
            case (byte)'"': Begin(); (inText, inScalar) = (true, false); break;
            case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t': inScalar = false; break;
            default:
                if (!inScalar) Begin();
                inScalar = true;
                break;
        }
    }

    private void Begin()
    {
        if (depth == 0) roots++;
    }
}
