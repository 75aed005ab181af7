using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tokens.Engine;
using Xunit;

namespace ControlRoom.Core.Tests.Tokens.Engine;

public sealed class EventReplayTests
{
    [Fact]
    [Trait("Rule", "RTE-22")]
    public void A_history_that_was_stored_and_read_makes_the_same_token()
    {
        var shop = new Shop(new GraphBuilder().Line("START", "CUT", "S1", "A", "QC1", "J1", "END").Line("S1", "B", "J1").Rework("QC1", "A", 1).Qc("QC1", new QcSpec { Replacement = ReplacementPolicy.Manual })
            .Op("A", new OperationSpec { ProducesComponent = "PLATE" })).Pieces(2);
        shop.WorkAll("CUT");
        for (var i = 0; i < 2; i++)
        {
            shop.Work(shop.At("A")[i]);
            shop.Check(shop.Only("QC1"), QcOutcome.FailMinor, severity: QcSeverity.Minor);
        }
        shop.WorkAll("A");
        shop.Check(shop.At("QC1")[0], QcOutcome.FailMajor);
        shop.Replace(shop.All.First(t => t.ReplacementDue));
        shop.WorkAll("B");
        shop.Start(shop.Only("A"));
        shop.Check(shop.Only("QC1"), QcOutcome.Pass);
        Assert.Contains(shop.All, t => t.MergedInto is not null);
        Assert.All(shop.All, t => Assert.Equal(t, EventReplay.Rebuild(shop.History[t.Id].Select(Stored))));
        Assert.Null(EventReplay.Rebuild([]));
    }

    private static TokenEvent Stored(TokenEvent line) => line with { Metadata = EventReplay.Read(JsonSerializer.Serialize(line.Metadata, Json.Options)) };

    [Fact]
    public void Numbers_and_words_come_back_as_they_were()
    {
        var read = EventReplay.Read("""{"a":1,"b":1.5,"c":"x","d":true,"e":null}""");
        Assert.Equal([1L, 1.5m, "x", true, null], read.Values);
    }
}
