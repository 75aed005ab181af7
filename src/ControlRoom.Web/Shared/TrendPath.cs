using System.Text;

namespace ControlRoom.Web.Shared;

/// <summary>SVG path data of a line with gaps.</summary>
public static class TrendPath
{
    /// <summary>Missing points break the line; nothing is interpolated. The filter keeps only a part of it, e.g. what is above a limit.</summary>
    public static string Line(IReadOnlyList<double?> points, Func<int, double> x, Func<double, double> y, Func<double, bool>? keep = null)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var path = new StringBuilder();
        var drawing = false;
        for (var i = 0; i < points.Count; i++)
        {
            if (points[i] is not { } value || keep?.Invoke(value) == false)
            {
                drawing = false;
                continue;
            }

            path.Append(drawing ? 'L' : 'M').Append(Format.Svg(x(i))).Append(' ').Append(Format.Svg(y(value)));
            drawing = true;
        }

        return path.ToString();
    }
}
