using ControlRoom.Core.Tokens;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

public sealed class PinnedGraphTests
{
    [Theory]
    [Trait("Rule", "TRX-02")]
    [InlineData(Workshop.Line, "OP10", false)]
    [InlineData(Workshop.Line, "QC1", false)]
    [InlineData(Workshop.Line, "OP60", true)]
    [InlineData(Workshop.Forked, "OP10", false)]
    [InlineData(Workshop.Forked, "OP20", true)]
    [InlineData(Workshop.Forked, "OP40", true)]
    [InlineData(Workshop.Checked, "OP10", false)]
    [InlineData(Workshop.Cutting, "OP10", true)]
    [InlineData(Workshop.Cutting, "OP20", false)]
    public void A_step_behind_which_a_token_may_end_or_make_pieces_wants_its_ticket_alone(string graph, string node, bool mayEnd) => Assert.Equal(mayEnd, PinnedGraph.Of(graph).MayEndAfter(node));
}
