using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Stock;

/// <summary>What is offered is what the move itself would say.</summary>
public sealed class MoveOfferTests
{
    [Theory, Databases]
    [Trait("Rule", "R-BUF-01")]
    [Trait("Rule", "R-BUF-03")]
    [Trait("Rule", "R-BUF-05")]
    public async Task Every_offer_that_is_refused_is_refused_by_the_move_for_the_same_reason_and_changes_nothing(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        await day.To(2);
        await day.Put(await day.Make(LotType.Deb, 100, (await day.First(LotType.Raw), 100)));
        await day.ReadAir("LK-001", 9m);
        var held = await day.HoldAtGate(await day.Make(LotType.Deb, 50, (await day.First(LotType.Raw), 50)));
        var asked = 0;
        foreach (var code in new[] { (await day.First(LotType.Raw)).LotCode, (await day.First(LotType.Deb)).LotCode, held.LotCode })
        {
            foreach (var person in new[] { People.Operator, People.Manager })
            {
                var offers = await day.Plant.Get<MoveOfferQueries>().Of(code, person.Role, TestPlant.Ct);
                Assert.Equal(PlantFloor.BufferCodes.Where(b => offers.Any(o => o.ToBufferCode == b)), offers.Where(o => o.ToBufferId is not null).Select(o => o.ToBufferCode!));
                foreach (var offer in offers.Where(o => !o.Enabled))
                {
                    var said = await day.Plant.ChangesNothing(() => day.Move(Command(offer), person), mayNote: true);
                    Assert.False(said.Done, $"{offer.Move} {offer.LotCode} → {offer.ToBufferCode}");
                    Assert.Contains(said.Refusal.Code, offer.Reasons.Select(r => r.Code));
                    asked++;
                }
            }
        }
        Assert.True(asked > 20, $"{asked}");
    }

    [Theory, Databases]
    [Trait("Rule", "R-BUF-02")]
    public async Task An_offer_that_stands_can_be_carried_out_as_it_is(Db db)
    {
        await using var day = await ProductionDay.Begin(db);
        (await day.Advance()).Must();
        var raw = await day.PassGate(await day.Receive(80));
        var queries = day.Plant.Get<MoveOfferQueries>();

        var into = Assert.Single(await queries.Of(raw.LotCode, Role.Operator, TestPlant.Ct), o => o.Enabled);
        Assert.Equal((MoveType.Receive, "RAW-001", 80m), (into.Move, into.ToBufferCode, into.QuantityKg));
        (await day.Move(Command(into))).Must();
        var outOf = Assert.Single(await queries.Of(raw.LotCode, Role.Operator, TestPlant.Ct), o => o.Enabled);
        Assert.Equal((MoveType.Consume, "RAW-001", 80m), (outOf.Move, outOf.FromBufferCode, outOf.QuantityKg));
        (await day.Move(Command(outOf))).Must();

        Assert.Equal(0, (await day.Buffer("RAW-001")).CurrentQuantityKg);
        Assert.Empty(await queries.Of("RAW-20200101-DUNA-0001", Role.Operator, TestPlant.Ct));
    }

    private static MoveStock Command(MoveOffer offer) => new(offer.LotId, null, offer.FromBufferId, offer.ToBufferId, offer.QuantityKg, offer.Move);
}
