using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Core.Stock;
using ControlRoom.Tests.Kit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ControlRoom.Core.Tests.Lots;

/// <summary>R-LOT-05 holds after every command of any sequence, done or refused.</summary>
[Trait("Rule", "R-LOT-05")]
public sealed class MassBalanceProperties
{
    private enum Verb { Receive, Make, Waste, Put, Consume, Advance, NextRun }

    /// <summary>What somebody tries: which lots and how much are picked by number from what there is.</summary>
    private sealed record Attempt(Verb Verb, int Pick, int Other, int Percent, int Loss);

    private static readonly Gen<Attempt> Attempts =
        from verb in Gen.Frequency((3, Gen.Constant(Verb.Receive)), (8, Gen.Constant(Verb.Make)), (3, Gen.Constant(Verb.Waste)), (3, Gen.Constant(Verb.Put)), (2, Gen.Constant(Verb.Consume)), (4, Gen.Constant(Verb.Advance)), (1, Gen.Constant(Verb.NextRun)))
        from pick in Gen.Choose(0, 1000)
        from other in Gen.Choose(0, 1000)
        from percent in Gen.Choose(1, 110)
        from loss in Gen.Choose(-5, 40)
        select new Attempt(verb, pick, other, percent, loss);

    [Theory]
    [Databases(10)]
    public async Task Nothing_appears_and_nothing_is_lost_whatever_is_tried(Db db, int rounds)
    {
        foreach (var (attempts, round) in Gen.Sample(Gen.ListOf(Attempts, 25), rounds, 25).Select((a, i) => (a.ToList(), i)))
        {
            await using var days = await Days.Begin(db);
            var done = 0;
            foreach (var (attempt, i) in attempts.Select((a, i) => (a, i)))
            {
                var outcome = await days.Try(attempt);
                if (outcome == "DONE") done++;
                Assert.DoesNotContain(outcome, (string[])["DATABASE_UNAVAILABLE", "DUPLICATE", "GUARD_REFUSED", "STALE_VERSION"]);
                try
                {
                    await days.AssertBalance(attempt.Pick);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"Round {round}, after {i + 1} of: {string.Join("; ", attempts.Take(i + 1))}", e);
                }
            }
            Assert.True(done > 0);
        }
    }

    private sealed class Days(ProductionDay first) : IAsyncDisposable
    {
        private readonly List<ProductionDay> runs = [first];

        private ProductionDay Day => runs[^1];

        public static async Task<Days> Begin(Db db)
        {
            var day = await ProductionDay.Begin(db, "RequireLotsPerStep=false");
            await day.To(1);
            return new Days(day);
        }

        public async Task<string> Try(Attempt a)
        {
            List<Lot> lots;
            await using (var stored = Day.Plant.Open()) lots = await stored.Lots.AsNoTracking().OrderBy(l => l.Id).ToListAsync(TestPlant.Ct);
            var lot = lots.Count == 0 ? null : await Day.Look(await View(lots[a.Pick % lots.Count]));
            switch (a.Verb)
            {
                case Verb.Receive:
                    if (Day.Run.CurrentStepIndex != 1) return "SKIPPED";
                    await Day.PassGate(await Day.Receive(a.Pick + 1, a.Other % 4 == 0 ? "SUP-D" : "SUP-B"));
                    return "DONE";
                case Verb.Make:
                    return await Make(a, lots);
                case Verb.Waste when lot is not null:
                    return await Race.Code(Day.Waste(lot, Part(lot.RemainingKg, a.Percent), by: People.Manager));
                case Verb.Put when lot is not null:
                    return await Race.Code(Day.Move(MoveType.Receive, lot, Part(lot.RemainingKg, a.Percent), to: PlantFloor.StoreOf(lot.LotType == LotType.Ship ? LotType.Pal : lot.LotType)));
                case Verb.Consume when lot is { Places.Count: > 0 }:
                    return await Race.Code(Day.Move(MoveType.Consume, lot, Part(lot.RemainingKg, a.Percent), from: lot.Places[0]));
                case Verb.Advance:
                    await Day.LookAtRun();
                    return await Race.Code(Day.Advance());
                case Verb.NextRun when runs.Count < 3:
                    runs.Add(await Day.Another());
                    (await Day.Advance()).Must();
                    return "DONE";
                default:
                    return "SKIPPED";
            }
        }

        /// <summary>A lot of a type of the step from one or two parents, of any run, that may fit.</summary>
        private async Task<string> Make(Attempt a, List<Lot> lots)
        {
            var types = LotTypes.MadeAt(Day.Run.CurrentStepIndex);
            if (types.Count == 0 || types[0] == LotType.Raw) return "SKIPPED";
            var type = types[a.Other % types.Count];
            var fitting = lots.Where(l => type.Spec().Parents.Contains(l.LotType)).ToList();
            if (fitting.Count == 0) return "SKIPPED";
            var chosen = new[] { fitting[a.Pick % fitting.Count], fitting[a.Other % fitting.Count] }.Distinct().ToList();
            var uses = chosen.Select(l => new ParentUse(l.Id, null, Part(Units.Kg(l.RemainingGrams), a.Percent))).ToList();
            var weight = decimal.Round(uses.Sum(u => u.QuantityUsedKg) * (100 - a.Loss) / 100, 2);
            var made = await Day.Register(new RegisterLot(Day.Run.Id, type, Math.Max(weight, 0.01m)) { Parents = uses, CustomerCode = type == LotType.Pal ? "CUST-A" : null });
            if (made.Done) await Day.PassGate(made.Value);
            return made.Refusal?.Code ?? "DONE";
        }

        public async Task AssertBalance(int pick)
        {
            await Ledger.AssertIdentities(Day.Plant);
            await AssertRecall(pick);
            foreach (var day in runs) Assert.Equal(0m, (await day.Balance()).UnaccountedKg);
        }

        /// <summary>The recall of one of the lots, some way and some depth, accounts for every gram.</summary>
        private async Task AssertRecall(int pick)
        {
            List<string> codes;
            await using (var stored = Day.Plant.Open()) codes = await stored.Lots.OrderBy(l => l.Id).Select(l => l.LotCode).ToListAsync(TestPlant.Ct);
            if (codes.Count == 0) return;
            var scope = (await Day.Plant.Get<RecallQueries>().Of(codes[pick % codes.Count], (TraceDirection)(pick % 3), pick % 10 + 1, TestPlant.Ct)).Must().Scope;
            Assert.Equal(0m, scope.UnaccountedKg);
            Assert.Equal(scope.ToAccountForKg, scope.ShippedKg + scope.InStockKg + scope.RejectedKg + scope.WasteKg + scope.WentOnKg);
        }

        private async Task<LotView> View(Lot lot) => (await Day.Plant.Get<LotQueries>().Detail(lot.LotCode, TestPlant.Ct)).Must();

        private static decimal Part(decimal kg, int percent) => Math.Max(0.01m, decimal.Round(kg * percent / 100, 2));

        public ValueTask DisposeAsync() => runs[0].DisposeAsync();
    }
}
