using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using Xunit;

namespace ControlRoom.Core.Tests.Routing;

public sealed class ConditionsTests
{
    private static readonly string[] Words = ["and", "or", "default", "expression", "qty_threshold", "token_property", "job_property", "node_property", "NOT", "token.qty", "job.priority", "==", "IN", "qty", "priority", "metadata.x", "READY", "HIGH", "(", ")", "'a'", "🔥", ""];

    [Theory]
    [InlineData("token.qty > 9", true)]
    [InlineData("token.qty > 10", false)]
    [InlineData("token.qty == 10.0", true)]
    [InlineData("token.rework_count >= 2", true)]
    [InlineData("job.priority > 'NORMAL'", true)]
    [InlineData("job.priority < 'URGENT'", true)]
    [InlineData("job.priority >= 'URGENT'", false)]
    [InlineData("token.metadata.colour == 'red'", true)]
    [InlineData("token.metadata.colour == 'Red'", false)]
    [InlineData("token.metadata.colour == 5", false)]
    [InlineData("token.metadata.colour != 5", true)]
    [InlineData("token.metadata.colour > 5", false)]
    [InlineData("token.metadata.absent == 'red'", false)]
    [InlineData("token.metadata.absent != 'red'", true)]
    [InlineData("token.metadata.absent < 5", false)]
    [InlineData("token.serial_number > 'SR40-0'", true)]
    [InlineData("token.qty > 9 AND job.priority == 'LOW'", false)]
    [InlineData("token.qty > 99 OR token.qty > 98 OR NOT job.priority == 'LOW'", true)]
    [InlineData("token.qty > 99 OR token.qty > 9 AND job.priority == 'LOW'", false)]
    [InlineData("(job.priority == 'HIGH' OR token.qty > 99) AND token.qty < 11", true)]
    [Trait("Rule", "RTE-04")]
    public void A_comparison_holds_or_not(string expression, bool holds) =>
        Assert.Equal(holds, ConditionReaderTests.Read(new JsonObject { ["type"] = "expression", ["expression"] = expression }.ToJsonString()).Holds(new Facts()));

    [Theory]
    [InlineData("serial_number", "IN", """["SR40-1","SR40-2"]""", true)]
    [InlineData("serial_number", "NOT_IN", """["SR40-1"]""", false)]
    [InlineData("serial_number", "CONTAINS", "\"40-\"", true)]
    [InlineData("serial_number", "CONTAINS", "\"sr\"", false)]
    [InlineData("serial_number", "STARTS_WITH", "\"SR40\"", true)]
    [InlineData("qty", "IN", "[1,10]", true)]
    [InlineData("metadata.absent", "IN", """["a"]""", false)]
    [InlineData("metadata.absent", "NOT_IN", """["a"]""", true)]
    [InlineData("metadata.absent", "CONTAINS", "\"a\"", false)]
    [InlineData("metadata.absent", "STARTS_WITH", "\"\"", false)]
    [InlineData("metadata.done", "==", "true", true)]
    [InlineData("metadata.list", "==", "\"a\"", false)]
    [Trait("Rule", "RTE-04")]
    public void Lists_and_parts_of_texts_are_asked_case_by_case(string property, string op, string value, bool holds) =>
        Assert.Equal(holds, ConditionReaderTests.Read($$"""{"type":"token_property","property":"{{property}}","operator":"{{op}}","value":{{value}}}""").Holds(new Facts()));

    [Fact]
    public void A_rule_that_no_reader_made_does_not_hold()
    {
        var facts = new Facts();
        Assert.All<Condition>(
        [
            new DefaultCondition(), new GroupCondition(true, []), new GroupCondition(true, default), new PropertyCondition((ConditionSubject)9, "qty", ConditionOperator.Equal, 10m),
            new PropertyCondition(ConditionSubject.Token, "qty", (ConditionOperator)99, 10m), new PropertyCondition(ConditionSubject.Token, "qty", ConditionOperator.In, 10m),
            new PropertyCondition(ConditionSubject.Token, "qty", ConditionOperator.NotIn, null), new PropertyCondition(ConditionSubject.Token, "qty", ConditionOperator.Greater, null),
        ], c => Assert.False(c.Holds(facts)));
    }

    /// <summary>Rules read from any JSON, and rules put together from anything, asked about values of any type.</summary>
    [Fact]
    [Trait("Rule", "RTE-04")]
    public void Nothing_random_makes_the_reader_or_a_rule_throw()
    {
        var random = new Random(4009);
        int read = 0, held = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var json = i % 2 == 0 ? Likely(random, 0) : Anything(random, 0);
            var mistakes = new List<Refusal>();
            var condition = ConditionReader.Read(JsonElement.Parse(json?.ToJsonString() ?? "null"), "", mistakes);
            Assert.Equal(condition is null, mistakes.Count > 0);
            Assert.All(mistakes, m => Assert.False(string.IsNullOrEmpty(m.Detail(LocalText.Hungarian)) || string.IsNullOrEmpty(m.Detail(LocalText.English))));
            if (condition is not null) read++;
            if ((condition ?? Made(random, 0)).Holds(new RandomFacts(random))) held++;
        }

        Assert.InRange(read, 500, 9500);
        Assert.InRange(held, 500, 9500);
    }

    private static JsonNode? Likely(Random random, int depth) => random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => new JsonObject { ["type"] = "qty_threshold", ["operator"] = Pick(random, ">", ">=", "<", "<=", "==", "!=", "IN"), ["threshold"] = random.Next(100) },
        1 => new JsonObject { ["type"] = "token_property", ["property"] = Pick(random, "qty", "priority", "metadata.x", "status", "qc_result.status", "what"), ["operator"] = Pick(random, "==", "!=", "IN", "NOT_IN", "CONTAINS", ">"), ["value"] = Anything(random, 3) },
        2 => new JsonObject { ["type"] = "job_property", ["property"] = Pick(random, "priority", "target_qty", "customer_tier"), ["operator"] = Pick(random, "==", "!=", "STARTS_WITH", "<="), ["value"] = Anything(random, 3) },
        3 => new JsonObject { ["type"] = "expression", ["expression"] = string.Join(' ', Enumerable.Range(0, random.Next(9)).Select(_ => Pick(random, "token.qty > 5", "AND", "OR", "NOT", "(", ")", "job.priority == 'HIGH'", "node.current_load <= 3"))) },
        _ => new JsonObject { ["type"] = Pick(random, "and", "or"), ["conditions"] = new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Likely(random, depth + 1))]) },
    };

    private static JsonNode? Anything(Random random, int depth) => random.Next(depth > 3 ? 5 : 7) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(-9, 99)),
        2 => JsonNode.Parse(Pick(random, "1e400", "0.1", "-0", "79228162514264337593543950336")),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 => JsonValue.Create(Pick(random, Words)),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Anything(random, depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(5)).Select(_ => Pick(random, "type", "conditions", "operator", "value", "property", "threshold", "expression", "x")).Distinct().Select(k => KeyValuePair.Create(k, Anything(random, depth + 1)))),
    };

    private static Condition Made(Random random, int depth) => random.Next(depth > 4 ? 2 : 4) switch
    {
        0 or 1 => new PropertyCondition((ConditionSubject)random.Next(4), Pick(random, Words), (ConditionOperator)random.Next(12), RandomFacts.Value(random)),
        2 => new NotCondition(Made(random, depth + 1)),
        _ => new GroupCondition(random.Next(2) == 0, [.. Enumerable.Range(0, random.Next(4)).Select(_ => Made(random, depth + 1))]),
    };

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];

    private sealed class Facts : IConditionFacts
    {
        public object? Token(string property) => property switch
        {
            "qty" => 10m,
            "rework_count" => 2,
            "serial_number" => "SR40-1",
            "metadata.colour" => "red",
            "metadata.done" => true,
            "metadata.list" => new List<string> { "a" },
            _ => null,
        };

        public object? Job(string property) => property == "priority" ? "HIGH" : null;

        public object? Node(string property) => null;
    }

    private sealed class RandomFacts(Random random) : IConditionFacts
    {
        public object? Token(string property) => Value(random);

        public object? Job(string property) => Value(random);

        public object? Node(string property) => Value(random);

        public static object? Value(Random random) => random.Next(10) switch
        {
            0 => null,
            1 => (decimal)random.Next(100),
            2 => random.Next(),
            3 => double.NaN,
            4 => double.PositiveInfinity,
            5 => true,
            6 => new object(),
            7 => ImmutableArray.Create<object>("HIGH", 5m),
            8 => "HIGH",
            _ => "",
        };
    }
}
