using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ControlRoom.Core.Kernel;

/// <summary>The one JSON of the house: snake_case members, enum words, no nulls dropped. Used by API, idempotent answers and audit states.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.Encoder = JavaScriptEncoder.Default;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.Converters.Add(new WordConverterFactory());
        return options;
    }

    public static string Text(object value) => JsonSerializer.Serialize(value, value.GetType(), Options);

    private sealed class WordConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class WordConverter<T> : JsonConverter<T> where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Word.TryParse<T>(reader.GetString(), out var value)
                ? value
                : throw new UnknownWordException(typeof(T).Name, Word.All<T>());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word.Of(value));
    }
}

/// <summary>A body named an enum word that does not exist; reported as a field error with the words that do.</summary>
public sealed class UnknownWordException(string type, IReadOnlyList<string> words) : JsonException($"Unknown {type}.")
{
    public IReadOnlyList<string> Words { get; } = words;
}
