using System.Text;

namespace ControlRoom.Core.Kernel;

/// <summary>A lifecycle as a Mermaid state diagram, for <c>docs/lifecycles</c>.</summary>
public static class LifecycleDiagram
{
    public static string Mermaid(ILifecycle lifecycle)
    {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n");
        text.Append("  [*] --> ").Append(lifecycle.Initial).Append('\n');
        foreach (var (action, from, to) in lifecycle.Rows)
        {
            foreach (var state in from) text.Append("  ").Append(state).Append(" --> ").Append(to).Append(": ").Append(action).Append('\n');
        }
        var left = lifecycle.Rows.SelectMany(r => r.From).ToHashSet(StringComparer.Ordinal);
        foreach (var terminal in lifecycle.States.Where(s => !left.Contains(s))) text.Append("  ").Append(terminal).Append(" --> [*]\n");
        return text.Append("```\n").ToString();
    }
}
