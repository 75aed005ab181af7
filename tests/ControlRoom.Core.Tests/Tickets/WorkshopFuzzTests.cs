using System.Text.Json.Nodes;
using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using ControlRoom.Core.Tests.Routing;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Bad input is refused with a code and changes nothing, whatever it is; what nobody can route stops, says why and alarms.</summary>
public sealed class WorkshopFuzzTests
{
    private const int Tries = 150;

    private static readonly string[] Words = ["", " ", "x", "OP10", "ŐÚ", "\0", "\u202e", "'; DROP TABLE flow_token; --", "{{}}", "e1", new('y', 5_000)];

    [Theory, Databases]
    [Trait("Rule", "GRF-07"), Trait("Rule", "RTE-04")]
    public async Task Damaged_graphs_and_conditions_are_refused_with_a_code_and_leave_nothing(Db db)
    {
        await using var bench = await RouteBench.Start(db);
        var flow = (await bench.Create("RG-SR40")).Must().Id;
        var version = (await bench.Save(flow, StandardRoutes.Rack)).Must();
        var random = new Random(7);
        var refused = 0;
        for (var i = 0; i < Tries; i++)
        {
            var graph = JsonNode.Parse(StandardRoutes.Rack)!.AsObject();
            for (var n = random.Next(1, 4); n > 0; n--) Damage(graph, random);
            var before = await bench.Plant.Fingerprint();
            var saved = await bench.Save(flow, graph.ToJsonString(), version.RowVersion);
            if (saved.Done)
            {
                // What can be drawn may still be unfit to publish, which submitting says.
                version = saved.Must();
                before = await bench.Plant.Fingerprint();
                var submitted = await bench.Flows.Submit(flow, 1);
                if (submitted.Done)
                {
                    version = (await bench.Flows.Reject(flow, 1)).Must();
                    continue;
                }
                saved = submitted.Refusal;
            }
            refused++;
            AssertSaysWhy(saved.Refusal!);
            Assert.Equal(before, await bench.Plant.Fingerprint());
        }
        Assert.InRange(refused, Tries / 3, Tries);
        bench.Plant.AssertNoFault();
    }

    [Theory, Databases]
    [Trait("Rule", "TRX-01"), Trait("Rule", "API-05")]
    public async Task Random_orders_to_tickets_and_tokens_are_done_or_refused_with_a_code_and_nothing_else(Db db)
    {
        await using var shop = await Workshop.Open(db, Workshop.Cutting);
        var random = new Random(11);
        var tickets = new List<Guid>();
        for (var i = 0; i < 3; i++) tickets.Add((await shop.Plan(3, i == 0 ? ProcessMode.Batch : ProcessMode.Piece)).Must().Id);
        var (done, refused) = (0, 0);
        for (var i = 0; i < Tries * 2; i++)
        {
            var tokens = await shop.Plant.Column<Guid>($"SELECT id FROM flow_token ORDER BY id");
            var before = await shop.Plant.Fingerprint("audit_events");
            var refusal = await Random(shop.Plant, random, tickets, tokens);
            if (refusal is null)
            {
                done++;
                continue;
            }
            refused++;
            AssertSaysWhy(refusal);
            Assert.Equal(before, await shop.Plant.Fingerprint("audit_events"));
        }
        Assert.True(done > 5 && refused > 50, $"{done} were done, {refused} refused.");
        await shop.AssertInvariants();
    }

    [Theory, Databases]
    [Trait("Rule", "RTE-03"), Trait("Rule", "RTE-23")]
    public async Task A_token_that_no_way_takes_stops_says_why_and_alarms_until_it_is_routed(Db db)
    {
        // No rule of drawing lets such a graph through; one that was published before the rule was there is pinned all the same.
        await using var shop = await Workshop.Open(db, Workshop.Forked.Replace("\"S1\",\"type\":\"split\"", "\"S1\",\"type\":\"decision\"", StringComparison.Ordinal).Replace("\"config\":{\"policy\":\"ALL\"}", "\"config\":{}", StringComparison.Ordinal)
            .Replace("\"target\":\"OP20\",\"type\":\"normal\",\"data\":{\"branch_key\":\"FRAME\"}", "\"target\":\"OP20\",\"type\":\"conditional\",\"data\":{\"condition_rule\":{\"type\":\"qty_threshold\",\"operator\":\">\",\"threshold\":5}}", StringComparison.Ordinal)
            .Replace("\"target\":\"OP30\",\"type\":\"normal\",\"data\":{\"branch_key\":\"PLATE\"}", "\"target\":\"OP30\",\"type\":\"conditional\",\"data\":{\"condition_rule\":{\"type\":\"qty_threshold\",\"operator\":\">\",\"threshold\":9}}", StringComparison.Ordinal));
        var token = (await shop.Start((await shop.Plan(1)).Must().Id)).Must().Spawn.TokenIds[0];

        var stopped = await shop.Do(token);

        Assert.Equal((TokenStatus.Waiting, StopCode.Unroutable, WhyCode.Unroutable), (stopped.Status, stopped.Stop!.Code, stopped.Why.Code));
        Assert.NotEmpty(stopped.Why.Detail);
        Assert.Equal(["TOKEN_STOPPED UNACK"], await shop.Plant.Column<string>($"SELECT kind || ' ' || state FROM alarms"));
        Assert.Equal("OP20", (await shop.Correct(token, CorrectionType.Route, "e3")).Must().NodeCode);
        Assert.Equal(["TOKEN_STOPPED RTN_UNACK"], await shop.Plant.Column<string>($"SELECT kind || ' ' || state FROM alarms"));
        await shop.AssertInvariants();
    }

    private static void AssertSaysWhy(Refusal refusal)
    {
        Assert.Matches("^[A-Z][A-Z0-9_]+$", refusal.Code);
        Assert.DoesNotContain(refusal.Code, (string[])["GUARD_REFUSED", "DUPLICATE", "DATABASE_UNAVAILABLE"]);
        Assert.All((string[])[refusal.Detail(LocalText.English), refusal.Detail(LocalText.Hungarian)], d => Assert.False(string.IsNullOrEmpty(d) || d == refusal.Code));
    }

    private static async Task<Refusal?> Random(TestPlant plant, Random random, List<Guid> tickets, List<Guid> tokens)
    {
        var token = random.Next(12) == 0 || tokens.Count == 0 ? Guid.NewGuid() : tokens[random.Next(tokens.Count)];
        var ticket = random.Next(12) == 0 ? Guid.NewGuid() : tickets[random.Next(tickets.Count)];
        var by = People.All[random.Next(1, People.All.Count)].Call();
        var ct = TestPlant.Ct;
        return random.Next(14) switch
        {
            0 or 1 => (await plant.Get<StartTicketHandler>().Handle(new(ticket, random.Next(3) == 0 ? random.Next(-1, 5) : null), by, ct)).Refusal,
            2 => (await plant.Get<PlanTicketHandler>().Handle(new(random.Next(4) == 0 ? Guid.NewGuid() : await plant.Scalar<Guid>($"SELECT id FROM product"), Word(random), Quantity(random) ?? 1, One<ProcessMode>(random)), by, ct)).Refusal,
            3 => (await plant.Get<CancelTicketHandler>().Handle(new(ticket, Word(random)), by, ct)).Refusal,
            4 => (await plant.Get<RestartTicketHandler>().Handle(new(ticket, Word(random)), by, ct)).Refusal,
            5 => (await plant.Get<CompleteTicketHandler>().Handle(new(ticket, random.Next(2) == 0, Word(random)), by, ct)).Refusal,
            6 or 7 => (await plant.Get<StartTokenHandler>().Handle(new(token, One<SessionKind>(random), random.Next(2) == 0, Word(random)), by, ct)).Refusal,
            8 => (await plant.Get<PauseTokenHandler>().Handle(new(token), by, ct)).Refusal,
            9 => (await plant.Get<CompleteTokenHandler>().Handle(new(token, Quantity(random), Quantity(random) ?? 0, Quantity(random) ?? 0, Word(random), Word(random)), by, ct)).Refusal,
            10 => (await plant.Get<CheckTokenHandler>().Handle(new(token, One<QcOutcome>(random), Word(random), One<QcSeverity>(random), Word(random)), by, ct)).Refusal,
            11 => (await plant.Get<ScrapTokenHandler>().Handle(new(token, Word(random), Word(random)), by, ct)).Refusal,
            12 => (await plant.Get<CorrectTokenHandler>().Handle(new(token, One<CorrectionType>(random), Word(random) ?? "", Word(random), EdgeId: Word(random)), by, ct)).Refusal,
            _ => (await plant.Get<TickLineHandler>().Handle(new(token, Word(random) ?? "", true), by, ct)).Refusal,
        };
    }

    private static string? Word(Random random) => random.Next(3) switch { 0 => null, 1 => Workshop.Why, _ => Words[random.Next(Words.Length)] };

    private static decimal? Quantity(Random random) => random.Next(8) switch { 0 => -1, 1 => 0.001m, 2 => decimal.MaxValue, 3 => 1, 4 => 3, 5 => 0, 6 => 99_999_999_999m, _ => null };

    private static T One<T>(Random random) where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static void Damage(JsonObject graph, Random random)
    {
        var places = new List<JsonNode>();
        Collect(graph);
        var place = places[random.Next(places.Count)];
        switch (place.Parent)
        {
            case JsonObject parent when random.Next(3) > 0:
                parent[place.GetPropertyName()] = Value(random);
                break;
            case JsonObject parent:
                parent.Remove(place.GetPropertyName());
                break;
            case JsonArray list when random.Next(2) == 0:
                list[place.GetElementIndex()] = Value(random);
                break;
            case JsonArray list:
                list.RemoveAt(place.GetElementIndex());
                break;
        }

        void Collect(JsonNode? at)
        {
            if (at is null) return;
            if (at.Parent is not null) places.Add(at);
            foreach (var child in at is JsonObject o ? o.Select(p => p.Value) : at is JsonArray a ? a : Enumerable.Empty<JsonNode?>()) Collect(child);
        }
    }

    private static JsonNode? Value(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(-3, 99)),
        2 => JsonValue.Create(Words[random.Next(Words.Length - 1)]),
        3 => new JsonArray(),
        4 => JsonNode.Parse("""{"type":"expression","expression":"token.qty > AND (NOT"}"""),
        _ => JsonValue.Create(1e30),
    };
}
