namespace ControlRoom.Web.Shared;

/// <summary>What lanes and wall tiles say about a buffer in the same words.</summary>
public static class BufferText
{
    /// <summary>Chillers share one scale and freezers another, so that pointers side by side compare.</summary>
    public static (double Low, double High) Scale(ReadingView reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var (low, high) = ((double)reading.Low, (double)reading.High);
        return low < 0 ? (Math.Min(-28, low - 3), Math.Max(-14, high + 4)) : (Math.Min(-2, low - 2), Math.Max(6, high + 2));
    }

    /// <summary>The small line below the dash of a value that is not live.</summary>
    public static string Was(BufferView buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.Reading.Value is { } value ? Ui.Text("Value.Was", Format.Celsius(value)) : Ui.Text("Value.None");
    }

    /// <summary>Contents with the swatch of their layer: greys in order, hatch for what is held.</summary>
    public static IEnumerable<(ContentView Content, string Css)> Legend(BufferView buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var grey = 0;
        return buffer.Contents.Select(content => (content, content.Held ? "ih" : $"i{Math.Min(++grey, 3)}"));
    }
}
