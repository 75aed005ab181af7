using System.Collections.Frozen;
using System.Collections.Immutable;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Routing;

/// <summary>The config of each node type. What a published graph cannot do without is reported here, by the rule that asks for it.</summary>
internal static class RoutingNodeReader
{
    private const int MaxSkills = 20, MaxLines = 50, MaxTeams = 20, MaxComponents = 50, MaxInstruction = 2000, MaxLine = 200, MaxAtOnce = 100_000, MaxShare = 100, MaxRework = 100, MaxOrder = 200;
    private const int YearInSeconds = 31_536_000;
    private const decimal Shortest = 0.001m;

    /// <summary>What only somebody who works does.</summary>
    private static readonly FrozenSet<string> Work = FrozenSet.Create(StringComparer.Ordinal,
        "work_center", "team", "setup_minutes", "run_minutes", "sla_minutes", "capacity", "queue_limit", "concurrency_limit", "assignment", "skills", "checklist", "instruction", "output", "produces_component", "helper_allowed", "takeover_allowed");

    public static bool IsWork(string key) => Work.Contains(key);

    public static RoutingNode Read(RoutingNode node, ConfigReader config, List<RoutingFinding> missing) => node.Type switch
    {
        RoutingNodeType.Operation => Operation(node, config, missing),
        RoutingNodeType.Qc => Qc(node, config, missing),
        RoutingNodeType.Split => Split(node, config, missing),
        RoutingNodeType.Join => Join(node, config, missing),
        RoutingNodeType.Decision => node with { Decision = new DecisionSpec { OperatorChoice = config.Flag("operator_choice", false), EvaluationOrder = config.Names("evaluation_order", MaxOrder) } },
        RoutingNodeType.Wait => Wait(node, config, missing),
        _ => node,
    };

    private static RoutingNode Operation(RoutingNode node, ConfigReader config, List<RoutingFinding> missing)
    {
        var station = Station(config) with
        {
            SetupMinutes = config.Minutes("setup_minutes", 0),
            RunMinutes = config.Minutes("run_minutes", 0),
            SlaMinutes = config.Minutes("sla_minutes", Shortest),
            QueueLimit = config.Whole("queue_limit", 0, MaxAtOnce),
            ConcurrencyLimit = config.Whole("concurrency_limit", 1, MaxAtOnce),
            Assignment = config.Object("assignment") is { } assignment ? Assignment(assignment) : new AssignmentSpec(),
            Instruction = config.Texts("instruction", MaxInstruction),
        };
        if (!config.Has("work_center") && !config.Has("team")) missing.Add(RoutingFinding.About("GRF-11", "OPERATION_PLACE_MISSING", node).In("/data/config"));
        return node with
        {
            Station = station,
            Operation = new OperationSpec(config.Word<OperationOutput>("output") ?? OperationOutput.Same)
            {
                ProducesComponent = config.Code("produces_component"),
                HelperAllowed = config.Flag("helper_allowed", true),
                TakeoverAllowed = config.Flag("takeover_allowed", true),
            },
        };
    }

    private static RoutingNode Qc(RoutingNode node, ConfigReader config, List<RoutingFinding> missing)
    {
        if (config.Member("mode") is not { } mode) missing.Add(RoutingFinding.About("GRF-09", "QC_MODE_MISSING", node).In("/data/config/mode"));
        else if (mode.ValueKind != System.Text.Json.JsonValueKind.String || mode.GetString() != "EVERY_PIECE") config.Unfit("mode", "EVERY_PIECE");
        return node with
        {
            Station = Station(config),
            Qc = new QcSpec
            {
                ReworkLimit = config.Whole("rework_limit", 0, MaxRework) ?? RoutingGraph.DefaultReworkLimit,
                RequireReworkEdge = config.Flag("require_rework_edge", false),
                AllowScrap = config.Flag("allow_scrap", true),
                Replacement = config.Word<ReplacementPolicy>("replacement") ?? ReplacementPolicy.None,
                ReplacementNode = config.Code("replacement_node"),
                SelfQcAllowed = config.Flag("self_qc_allowed", true),
                AssignmentRequired = config.Flag("qc_assignment_required", false),
            },
        };
    }

    private static RoutingNode Split(RoutingNode node, ConfigReader config, List<RoutingFinding> missing)
    {
        if (!config.Has("policy")) missing.Add(RoutingFinding.About("GRF-05", "SPLIT_POLICY_MISSING", node).In("/data/config/policy"));
        var mode = config.Word<SplitMode>("mode") ?? SplitMode.Multiply;
        var ratio = config.Shares("ratio", MaxShare);
        return config.Word<SplitPolicy>("policy") is { } policy ? node with { Split = new SplitSpec(policy, mode) { Ratio = ratio } } : node;
    }

    private static RoutingNode Join(RoutingNode node, ConfigReader config, List<RoutingFinding> missing)
    {
        if (!config.Has("join_type")) missing.Add(RoutingFinding.About("GRF-05", "JOIN_TYPE_MISSING", node).In("/data/config/join_type"));
        var spec = new JoinSpec(config.Word<JoinType>("join_type") ?? JoinType.And)
        {
            Count = config.Whole("join_count", 1, RoutingGraph.MaxEdges),
            TimeoutSeconds = config.Whole("join_timeout_seconds", 1, YearInSeconds) ?? new JoinSpec(JoinType.And).TimeoutSeconds,
            OnTimeout = config.Word<JoinTimeoutPolicy>("join_on_timeout") ?? JoinTimeoutPolicy.Alert,
            ConsumesComponents = config.Codes("consumes_components", MaxComponents),
        };
        return node with { Join = spec };
    }

    private static RoutingNode Wait(RoutingNode node, ConfigReader config, List<RoutingFinding> missing)
    {
        if (config.Object("wait_rule") is not { } rule)
        {
            if (!config.Has("wait_rule")) missing.Add(RoutingFinding.About("GRF-10", "WAIT_RULE_MISSING", node).In("/data/config/wait_rule"));
            return node;
        }

        if (!rule.Has("type")) rule.Unfit("type", string.Join(" | ", Word.All<WaitType>()));
        if (rule.Word<WaitType>("type") is not { } type) return node;
        var wait = type switch
        {
            WaitType.Time => new WaitSpec(type) { Minutes = Needed(rule, "minutes", r => r.Minutes("minutes", Shortest)) },
            WaitType.Batch => new WaitSpec(type) { MinBatch = Needed(rule, "min_batch", r => r.Whole("min_batch", 1, MaxAtOnce)) },
            _ => new WaitSpec(type) { Role = Needed(rule, "role", r => r.Word<Role>("role")) },
        };
        foreach (var key in rule.Unknown) rule.Unfit(key, "—");
        return node with { Wait = wait };
    }

    private static T? Needed<T>(ConfigReader rule, string key, Func<ConfigReader, T?> read) where T : struct
    {
        if (!rule.Has(key)) rule.Unfit(key, "…");
        return read(rule);
    }

    private static StationSpec Station(ConfigReader config) => new()
    {
        WorkCenter = config.Code("work_center"),
        Team = config.Code("team"),
        Capacity = config.Whole("capacity", 1, MaxAtOnce),
        Skills = [.. config.Objects("skills", MaxSkills).Select(Skill).OfType<SkillNeed>()],
        Checklist = Checklist(config),
    };

    private static SkillNeed? Skill(ConfigReader skill)
    {
        var need = (Code: Text(skill, "code"), Level: Needed(skill, "min_level", s => s.Whole("min_level", 1, 4)));
        foreach (var key in skill.Unknown) skill.Unfit(key, "—");
        return need is ({ } code, { } level) ? new SkillNeed(code, level) : null;
    }

    private static ImmutableArray<ChecklistLine> Checklist(ConfigReader config)
    {
        var lines = new List<ChecklistLine>();
        foreach (var line in config.Objects("checklist", MaxLines))
        {
            var (key, label) = (Text(line, "key"), line.Has("label") ? line.Texts("label", MaxLine) : null);
            if (!line.Has("label")) line.Unfit("label", "{ hu, en }");
            var required = line.Flag("required", false);
            foreach (var other in line.Unknown) line.Unfit(other, "—");
            if (key is not null && lines.Exists(l => l.Key == key)) line.Unfit("key", "≠ " + key);
            else if (key is not null && label is not null) lines.Add(new ChecklistLine(key, label, required));
        }
        return [.. lines];
    }

    private static AssignmentSpec Assignment(ConfigReader assignment)
    {
        var spec = new AssignmentSpec(assignment.Word<AssignmentPolicy>("policy") ?? AssignmentPolicy.TeamHint)
        {
            PreferredTeam = assignment.Code("preferred_team"),
            AllowedTeams = assignment.Codes("allowed_teams", MaxTeams),
            ForbiddenTeams = assignment.Codes("forbidden_teams", MaxTeams),
        };
        foreach (var key in assignment.Unknown) assignment.Unfit(key, "—");
        return spec;
    }

    private static string? Text(ConfigReader item, string key)
    {
        if (!item.Has(key)) item.Unfit(key, "…");
        return item.Code(key);
    }
}
