using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Shared.Rest;

/// <summary>Whether the text of a request can be read and kept: JSON objects in UTF-8, without U+0000 and lone surrogates in any string.</summary>
public static class RequestText
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64 };

    public static string Fingerprint(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>The whole body; null when it is larger than <paramref name="limit"/>.</summary>
    public static async Task<byte[]?> Read(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit) return null;
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(piece, request.HttpContext.RequestAborted)) > 0)
        {
            if (all.Length + read > limit) return null;
            all.Write(piece, 0, read);
        }
        return all.ToArray();
    }

    public static Refusal? WhyNot(byte[] body)
    {
        if (body.Length == 0) return null;
        if (!Utf8.IsValid(body)) return Malformed;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Malformed;
            // Only an escape can bring in what UTF-8 and JSON forbid when written out.
            return body.AsSpan().IndexOf("\\u"u8) < 0 ? null : Search(document.RootElement, "");
        }
        catch (JsonException)
        {
            return Malformed;
        }
    }

    public static Refusal? WhyNot(HttpRequest request)
    {
        if (request.Path.Value?.Contains('\0') ?? false) return Refusal.Invalid("TEXT_INVALID", "");
        var bad = request.Query.FirstOrDefault(p => p.Key.Contains('\0') || p.Value.Any(v => v is not null && v.Contains('\0')));
        return bad.Key is null ? null : Refusal.Invalid("TEXT_INVALID", $"/{Escape(bad.Key)}");
    }

    /// <summary>A member or parameter name inside a JSON Pointer.</summary>
    public static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1").Replace("\0", "");

    /// <summary><c>$.parents[0].lot_id</c>, as the serializer spells it, as a JSON Pointer.</summary>
    public static string Pointer(string? jsonPath)
    {
        var pointer = new StringBuilder();
        var rest = jsonPath.AsSpan().TrimStart('$');
        while (rest.Length > 0)
        {
            var quoted = rest.StartsWith("['");
            var end = quoted ? rest.IndexOf("']") : rest[0] == '[' ? rest.IndexOf(']') : rest[1..].IndexOfAny('.', '[') is var at and >= 0 ? at + 1 : rest.Length;
            if (end < 0) end = rest.Length;
            pointer.Append('/').Append(Escape(rest[(quoted ? 2 : 1)..end].ToString()));
            rest = rest[Math.Min(rest.Length, quoted ? end + 2 : rest[0] == '[' ? end + 1 : end)..];
        }
        return pointer.ToString();
    }

    private static Refusal Malformed => Refusal.Malformed("MALFORMED_BODY");

    private static Refusal? Search(JsonElement element, string pointer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return IsReadable(element.GetString) ? null : Refusal.Invalid("TEXT_INVALID", pointer);
            case JsonValueKind.Array:
                return element.EnumerateArray().Select((item, i) => Search(item, $"{pointer}/{i}")).FirstOrDefault(r => r is not null);
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!IsReadable(() => member.Name)) return Refusal.Invalid("TEXT_INVALID", pointer);
                    if (Search(member.Value, $"{pointer}/{Escape(member.Name)}") is { } bad) return bad;
                }
                return null;
            default:
                return null;
        }
    }

    private static bool IsReadable(Func<string?> text)
    {
        try
        {
            return text()?.Contains('\0') != true;
        }
        catch (InvalidOperationException)
        {
            // The escape of a lone surrogate: there is no such character.
            return false;
        }
    }
}
