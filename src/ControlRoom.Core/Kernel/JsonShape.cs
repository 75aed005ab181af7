using System.Text.Json;

namespace ControlRoom.Core.Kernel;

/// <summary>What any JSON from outside must be before its content is looked at.</summary>
internal static class JsonShape
{
    /// <summary>Texts can be stored and shown anywhere, no member is there twice, and nothing is nested too deep.</summary>
    public static bool IsUsable(JsonElement element, int depth)
    {
        if (depth == 0) return false;
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                return element.EnumerateArray().All(item => IsUsable(item, depth - 1));
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                return element.EnumerateObject().All(member => Name(member) is { } name && names.Add(name) && IsUsable(member.Value, depth - 1));
            case JsonValueKind.String:
                return Decoded(element) is { } text && !text.Contains('\0', StringComparison.Ordinal);
            default:
                return true;
        }
    }

    /// <summary>The text, or null when it has half a surrogate pair: JSON may spell one, no database takes it.</summary>
    private static string? Decoded(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Name(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
