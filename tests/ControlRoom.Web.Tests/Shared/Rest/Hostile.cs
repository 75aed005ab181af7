using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Web.Tests.Shared.Rest;

/// <summary>A place in a body, by the names and indexes that lead to it.</summary>
internal sealed record Field(IReadOnlyList<object> Path, Type Type)
{
    public override string ToString() => "/" + string.Join('/', Path);
}

/// <summary>What nobody sends by accident, by the kind of value that is expected, spelled as JSON.</summary>
internal static class Hostile
{
    private const string Place = "@@here@@";

    private static readonly string Long = Quote(new string('x', 100_000));

    /// <summary>Text as it may stand in a name, an address or a query.</summary>
    public static readonly IReadOnlyList<string> Texts =
        ["<img src=x onerror=alert(1)>", "'; DROP TABLE lots; --", "%_\\", "\u0001\u001b\u007f", "\u202Eabc\u2066", "🐔\u200d🌈", "e\u0301", "\u00e9", "   ", "", "null", "-1", "../../etc/passwd", "{0}{{lot}}", "İıﬁ"];

    private static readonly string[] OfText = [.. Texts.Select(Quote), Long, "\"\\u0000\"", "\"\\ud800\"", "5", "true", "[]", "{}", "null"];

    private static readonly string[] OfNumber = ["-1", "0", "-0.0", "0.001", "1e-20", "2147483648", "9223372036854775808", "99999999999999999999999999999", "1e28", "1e308", "1e999", "1.5", "\"NaN\"", "\"12\"", "NaN", "true", "[]", "null"];

    private static readonly string[] OfWord = ["\"NOPE\"", "\"\"", "1", "\"raw\"", "\" RAW\"", "\"RAW,DEB\"", Long, "[]", "null"];

    private static readonly string[] OfId = ["\"nope\"", "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"", "\"{6f1c2a9e-3b7d-4c55-9f0a-2d8e61b7a4c3}\"", "5", "[]", "null"];

    private static readonly string[] OfInstant = ["\"yesterday\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"2026-01-24T10:00:00\"", "\"2026-01-24\"", "\"+12026-01-24T10:00:00Z\"", "5", "null"];

    private static readonly string[] OfList = ["{}", "1", "\"x\"", "[null]", "[1]", "[[]]", "[{}]", "[{},{}]", "null", $"[{string.Join(',', Enumerable.Repeat("{}", 2000))}]"];

    private static readonly string[] OfObject = ["[]", "1", "\"x\"", "{}", "null", "{\"a\":1e308}", Deep(30), Deep(60), $"{{\"a\":{Long}}}", $"{{\"\":\"\",{Quote("\u202E")}:{Quote("<b>")}}}", "{\"components\":[null,1,{}],\"recipe\":{\"version\":5,\"components\":[null,{\"key\":1,\"target_kg\":-1e308,\"actual_kg\":\"x\"}]}}"];

    /// <summary>Values for a field of this type.</summary>
    public static IReadOnlyList<string> For(Type type) =>
        type == typeof(string) ? OfText : type == typeof(Guid) ? OfId : type == typeof(DateTime) ? OfInstant : type == typeof(bool) ? ["\"true\"", "1", "[]", "null"]
        : type.IsEnum ? OfWord : type == typeof(decimal) || type == typeof(int) || type == typeof(long) ? OfNumber : IsList(type) ? OfList : OfObject;

    /// <summary>Those that are of the expected kind and so come as far as the database.</summary>
    public static IReadOnlyList<string> Deepest(Type type) =>
        type.IsEnum || type == typeof(bool) || IsList(type) ? [] : [.. For(type).Where(v => type == typeof(string) || type == typeof(Guid) || type == typeof(DateTime) ? v[0] == '"' : v[0] is '{' or '-' or >= '0' and <= '9')];

    /// <summary>A body with something in it that is wrong whatever the route expects.</summary>
    public static IEnumerable<string> Whole(string sample)
    {
        var rest = sample.Length > 2 ? "," + sample[1..] : "}";
        yield return "{\"no_such_member\":{\"a\":[1]}" + rest;
        yield return "{\"reason\":\"one of two reasons\",\"reason\":\"the other reason\"" + rest;
        yield return $"[{sample}]";
        yield return "{\"deep\":" + Deep(62) + rest;
        yield return "{\"deep\":" + Deep(2000) + rest;
        yield return sample + sample;
        yield return "\ufeff" + sample;
        yield return "{\"__proto__\":{\"role\":\"ADMIN\"},\"$type\":\"System.Object\"" + rest;
    }

    /// <summary>Every place of a body of this type.</summary>
    public static IEnumerable<Field> Fields(Type body) => Fields(body, []);

    private static IEnumerable<Field> Fields(Type body, IReadOnlyList<object> path)
    {
        foreach (var property in body.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            object[] here = [.. path, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)];
            yield return new(here, type);
            var inner = IsList(type) ? type.GetGenericArguments()[0] : type;
            if (inner != type && !IsRecord(inner)) yield return new([.. here, 0], inner);
            if (IsRecord(inner)) foreach (var field in Fields(inner, inner == type ? here : [.. here, 0])) yield return field;
        }
    }

    /// <summary>The sample with a value at a place, which is made where it is missing.</summary>
    public static string With(JsonObject sample, Field field, string value)
    {
        var body = (JsonObject)sample.DeepClone();
        JsonNode at = body;
        for (var i = 0; i < field.Path.Count; i++)
        {
            var last = i == field.Path.Count - 1;
            JsonNode next = last ? Place : field.Path[i + 1] is int ? new JsonArray() : new JsonObject();
            if (at is JsonArray list)
            {
                if (list.Count == 0) list.Add((JsonNode?)next);
                else if (last || list[0] is null) list[0] = next;
                at = list[0]!;
            }
            else
            {
                var name = (string)field.Path[i];
                if (last || at[name] is null) at[name] = next;
                at = at[name]!;
            }
        }
        return body.ToJsonString().Replace($"\"{Place}\"", value, StringComparison.Ordinal);
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    private static bool IsList(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType;

    private static bool IsRecord(Type type) => type.IsClass && type.Assembly.GetName().Name!.StartsWith("ControlRoom.", StringComparison.Ordinal) && type != typeof(Word);

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":[", levels / 2)) + "1" + string.Concat(Enumerable.Repeat("]}", levels / 2));
}
