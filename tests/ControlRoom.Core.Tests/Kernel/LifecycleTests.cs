using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Tidy;
using Xunit;

namespace ControlRoom.Core.Tests.Kernel;

public sealed class LifecycleTests
{
    private enum Light { Red, Green, Broken }

    private enum Act { Go, Smash }

    private static readonly Lifecycle<Light, Act> Traffic = new(Light.Red,
        (Act.Go, [Light.Red], Light.Green),
        (Act.Go, [Light.Green], Light.Red),
        (Act.Smash, [Light.Red, Light.Green], Light.Broken));

    /// <summary>Actions after which there is no row, so no state either.</summary>
    private static readonly string[] RowsRemoved = ["FlowVersionAction.Discard"];

    [Theory, MemberData(nameof(Owners))]
    public void Every_action_in_every_state_does_what_its_table_says_and_nothing_else(string owner) => Check((dynamic)Lifecycles.Of(owner));

    private static void Check<TState, TAction>(Lifecycle<TState, TAction> lifecycle) where TState : struct, Enum where TAction : struct, Enum
    {
        foreach (var state in Enum.GetValues<TState>())
        {
            foreach (var action in Enum.GetValues<TAction>())
            {
                var rows = lifecycle.Transitions.Where(t => t.Action.Equals(action) && t.From.Contains(state)).ToList();
                Assert.Equal(rows.Count == 1, lifecycle.Allows(state, action));
                if (rows.Count == 1) Assert.Equal(rows[0].To, lifecycle.Next(state, action));
                else Assert.Throws<InvalidOperationException>(() => lifecycle.Next(state, action));
            }
        }

        House.AssertNone(Enum.GetValues<TAction>().Where(a => lifecycle.Transitions.All(t => !t.Action.Equals(a))).Select(a => $"{typeof(TAction).Name}.{a}").Except(RowsRemoved),
            "Actions that lead nowhere: give them a row in the lifecycle, or name them in RowsRemoved when they end with the row gone.");
        var reached = new HashSet<TState> { lifecycle.Initial };
        while (lifecycle.Transitions.Where(t => t.From.Any(reached.Contains)).Any(t => reached.Add(t.To))) { }
        Assert.Equal(Enum.GetValues<TState>().Order(), reached.Order());
    }

    [Theory, MemberData(nameof(Owners))]
    public void Nothing_leads_out_of_a_state_that_is_drawn_as_final(string owner)
    {
        var lifecycle = Lifecycles.Of(owner);
        var drawn = LifecycleDiagram.Mermaid(lifecycle);
        foreach (var state in lifecycle.States)
        {
            var leaves = lifecycle.Rows.Any(r => r.From.Contains(state));
            Assert.Equal(!leaves, drawn.Contains($"  {state} --> [*]\n", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_diagram_shows_the_beginning_every_move_and_the_end() => Assert.Equal(
        """
        ```mermaid
        stateDiagram-v2
          [*] --> RED
          RED --> GREEN: GO
          GREEN --> RED: GO
          RED --> BROKEN: SMASH
          GREEN --> BROKEN: SMASH
          BROKEN --> [*]
        ```

        """, LifecycleDiagram.Mermaid(Traffic));

    [Fact]
    public void An_action_that_leads_two_ways_from_one_state_cannot_be_declared() =>
        Assert.Throws<ArgumentException>(() => new Lifecycle<Light, Act>(Light.Red, (Act.Go, [Light.Red], Light.Green), (Act.Go, [Light.Red], Light.Broken)));

    public static TheoryData<string> Owners() => [.. Lifecycles.All.Select(l => l.Owner.Name)];
}
