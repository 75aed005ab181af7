using System.Text.Json;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Routing;
using Xunit;

namespace ControlRoom.Core.Tests.Routing;

public sealed class ConditionReaderTests
{
    [Theory]
    [InlineData("CONDITION_UNREADABLE", "", """{"type":"default","type":"default"}""")]
    [InlineData("CONDITION_UNREADABLE", "", """{"type":"token_property","property":"status","operator":"==","value":"\ud800"}""")]
    [InlineData("CONDITION_TYPE_UNKNOWN", "/type", "7")]
    [InlineData("CONDITION_TYPE_UNKNOWN", "/type", "{}")]
    [InlineData("CONDITION_TYPE_UNKNOWN", "/type", """{"type":"field","field":"qty","operator":"==","value":1}""")]
    [InlineData("CONDITION_TYPE_UNKNOWN", "/conditions/0/type", """{"type":"and","conditions":[{"type":"default"}]}""")]
    [InlineData("CONDITION_MEMBERS", "", """{"type":"default","value":1}""")]
    [InlineData("CONDITION_MEMBERS", "", """{"type":"qty_threshold","operator":">"}""")]
    [InlineData("CONDITION_MEMBERS", "", """{"type":"token_property","property":"qty","operator":">","value":1,"else":2}""")]
    [InlineData("CONDITION_PROPERTY_UNKNOWN", "/property", """{"type":"token_property","property":"colour","operator":"==","value":"red"}""")]
    [InlineData("CONDITION_PROPERTY_UNKNOWN", "/property", """{"type":"job_property","property":"qty","operator":"==","value":1}""")]
    [InlineData("CONDITION_PROPERTY_UNKNOWN", "/expression", """{"type":"expression","expression":"node.qty > 1"}""")]
    [InlineData("CONDITION_OPERATOR_UNFIT", "/operator", """{"type":"qty_threshold","operator":"IN","threshold":1}""")]
    [InlineData("CONDITION_OPERATOR_UNFIT", "/operator", """{"type":"token_property","property":"qty","operator":"CONTAINS","value":1}""")]
    [InlineData("CONDITION_OPERATOR_UNFIT", "/operator", """{"type":"token_property","property":"qc_result.severity","operator":">","value":"MINOR"}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/threshold", """{"type":"qty_threshold","operator":">","threshold":"5"}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/threshold", """{"type":"qty_threshold","operator":">","threshold":1e400}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/value", """{"type":"token_property","property":"priority","operator":">","value":"high"}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/value", """{"type":"token_property","property":"status","operator":"IN","value":"READY"}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/value", """{"type":"token_property","property":"status","operator":"IN","value":[]}""")]
    [InlineData("CONDITION_VALUE_UNFIT", "/value", """{"type":"token_property","property":"status","operator":"!=","value":null}""")]
    [InlineData("CONDITION_GROUP_SIZE", "/conditions", """{"type":"and","conditions":[]}""")]
    [InlineData("CONDITION_TEXT_UNREADABLE", "/expression", """{"type":"expression","expression":""}""")]
    [InlineData("CONDITION_TEXT_UNREADABLE", "/expression", """{"type":"expression","expression":"token.qty >= 5 OR"}""")]
    [InlineData("CONDITION_TEXT_UNREADABLE", "/expression", """{"type":"expression","expression":"(token.qty >= 5"}""")]
    [InlineData("CONDITION_TEXT_UNREADABLE", "/expression", """{"type":"expression","expression":"token.qty >= 5 token.qty < 7"}""")]
    [InlineData("CONDITION_TEXT_UNREADABLE", "/expression", """{"type":"expression","expression":"rm('everything')"}""")]
    [Trait("Rule", "RTE-04")]
    public void A_rule_outside_the_grammar_is_refused_where_it_leaves_it(string code, string at, string json)
    {
        var mistake = Assert.Single(Mistakes(json));
        Assert.Equal((code, "/rule" + at), (mistake.Code, mistake.Pointer));
    }

    [Fact]
    [Trait("Rule", "RTE-04")]
    public void Groups_have_at_most_twenty_rules_and_are_at_most_four_deep()
    {
        const string leaf = """{"type":"qty_threshold","operator":">","threshold":5}""";
        static string Group(params string[] parts) => $$"""{"type":"or","conditions":[{{string.Join(',', parts)}}]}""";

        Assert.Empty(Mistakes(Group([.. Enumerable.Repeat(leaf, 20)])));
        Assert.Equal("CONDITION_GROUP_SIZE", Assert.Single(Mistakes(Group([.. Enumerable.Repeat(leaf, 21)]))).Code);
        var four = Group(Group(Group(Group(leaf))));
        Assert.Empty(Mistakes(four));
        Assert.Equal("CONDITION_GROUP_SIZE", Assert.Single(Mistakes(Group(four))).Code);
        Assert.Equal("CONDITION_GROUP_SIZE", Assert.Single(Mistakes(Group(Group(Group(Group("""{"type":"expression","expression":"token.qty > 1 OR token.qty < 0"}""")))))).Code);
        Assert.Equal("CONDITION_TEXT_UNREADABLE", Assert.Single(Mistakes($$"""{"type":"expression","expression":"{{new string('(', 400)}}"}""")).Code);
    }

    [Fact]
    public void Text_and_json_say_the_same()
    {
        var text = Read("""{"type":"expression","expression":"token.qty >= 2.5 AND NOT (job.priority == 'URGENT' OR node.node_code != \"OP10\")"}""");
        var group = Assert.IsType<GroupCondition>(text);
        Assert.True(group.All);
        Assert.Equal(Read("""{"type":"qty_threshold","operator":">=","threshold":2.5}"""), group.Conditions[0]);
        var either = Assert.IsType<GroupCondition>(Assert.IsType<NotCondition>(group.Conditions[1]).Inner);
        Assert.False(either.All);
        Assert.Equal(Read("""{"type":"job_property","property":"priority","operator":"==","value":"URGENT"}"""), either.Conditions[0]);
        Assert.Equal(Read("""{"type":"node_property","property":"node_code","operator":"!=","value":"OP10"}"""), either.Conditions[1]);
        Assert.IsType<DefaultCondition>(Read("""{"type":"default"}"""));
    }

    internal static Condition Read(string json)
    {
        var mistakes = new List<Refusal>();
        var condition = ConditionReader.Read(JsonElement.Parse(json), "/rule", mistakes);
        Assert.Empty(mistakes);
        return condition!;
    }

    private static List<Refusal> Mistakes(string json)
    {
        var mistakes = new List<Refusal>();
        Assert.Equal(ConditionReader.Read(JsonElement.Parse(json), "/rule", mistakes) is null, mistakes.Count > 0);
        return mistakes;
    }
}
