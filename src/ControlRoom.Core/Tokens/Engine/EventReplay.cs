// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Collections.Immutable;
using System.Text.Json;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Tokens.Engine;

/// <summary>A token's history as its truth: what a line has to carry, and the token that the lines make.</summary>
public static class EventReplay
{
    internal static readonly ImmutableSortedDictionary<string, object?> Nothing = ImmutableSortedDictionary.Create<string, object?>(StringComparer.Ordinal);

    /// <summary>What a change has to say; see <see cref="Read"/> for the kinds of its values.</summary>
    private static readonly ImmutableArray<(string Key, Func<TokenState, object?> Get, Func<TokenState, object?, TokenState> Set)> Changing =
    [
        ("status", t => Word.Of(t.Status), (t, v) => t with { Status = Word.Parse<TokenStatus>((string)v!) }),
        ("qty", t => t.Qty, (t, v) => t with { Qty = (long)v! }),
        ("scrapped_qty", t => t.ScrappedQty, (t, v) => t with { ScrappedQty = (long)v! }),
        ("rework_count", t => (long)t.ReworkCount, (t, v) => t with { ReworkCount = (int)(long)v! }),
        ("component_code", t => t.ComponentCode, (t, v) => t with { ComponentCode = (string?)v }),
        ("merged_into_token_id", t => t.MergedInto, (t, v) => t with { MergedInto = Id(v) }),
        ("replacement_token_id", t => t.ReplacementId, (t, v) => t with { ReplacementId = Id(v) }),
        ("replacement_due", t => t.ReplacementDue, (t, v) => t with { ReplacementDue = (bool)v! }),
        ("scrap_scope", t => t.ScrapScope is { } s ? Word.Of(s) : null, (t, v) => t with { ScrapScope = v is string s ? Word.Parse<ScrapScope>(s) : null }),
        ("stop", t => t.Stop is { } s ? Word.Of(s.Code) : null, (t, v) => t with { Stop = v is string s ? new EngineStop(Word.Parse<StopCode>(s), t.Stop?.Detail ?? "") : null }),
        ("stop_detail", t => t.Stop?.Detail, (t, v) => t.Stop is { } stop ? t with { Stop = stop with { Detail = (string?)v ?? "" } } : t),
        ("qc_status", t => t.Qc is { } q ? Word.Of(q.Status) : null, (t, v) => t with { Qc = v is string s ? new QcResult(Word.Parse<QcOutcome>(s), t.Qc?.DefectType, t.Qc?.Severity) : null }),
        ("qc_defect", t => t.Qc?.DefectType, (t, v) => t.Qc is { } qc ? t with { Qc = qc with { DefectType = (string?)v } } : t),
        ("qc_severity", t => t.Qc?.Severity is { } s ? Word.Of(s) : null, (t, v) => t.Qc is { } qc ? t with { Qc = qc with { Severity = v is string s ? Word.Parse<QcSeverity>(s) : null } } : t),
    ];

    internal static ImmutableSortedDictionary<string, object?> Birth(TokenState t) => Nothing.AddRange(new Dictionary<string, object?>
    {
        ["token_type"] = Word.Of(t.Type), ["origin"] = Word.Of(t.Origin), ["qty"] = t.Qty, ["parent_token_id"] = t.ParentId, ["root_token_id"] = t.RootId,
        ["parallel_group_id"] = t.SplitId, ["branch_key"] = t.BranchKey, ["branch_ordinal"] = (long?)t.BranchOrdinal, ["component_code"] = t.ComponentCode,
        ["parent_scrapped_token_id"] = t.ReplacedId, ["serial_number"] = t.SerialNumber, ["serial_label"] = t.SerialLabel, ["rework_count"] = (long)t.ReworkCount,
    }.Where(p => p.Value is not null));

    internal static ImmutableSortedDictionary<string, object?> Difference(TokenState before, TokenState after)
    {
        var difference = Nothing;
        foreach (var (key, get, _) in Changing)
        {
            var value = get(after);
            if (!Equals(get(before), value)) difference = difference.Add(key, value);
        }
        return difference;
    }

    /// <summary>The metadata of a stored line: texts, whole numbers as long, other numbers, true and false.</summary>
    public static ImmutableSortedDictionary<string, object?> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Nothing.AddRange(document.RootElement.EnumerateObject().Select(p => new KeyValuePair<string, object?>(p.Name, p.Value.ValueKind switch
        {
            JsonValueKind.String => (object?)p.Value.GetString(),
            JsonValueKind.Number => p.Value.TryGetInt64(out var whole) ? (object)whole : p.Value.GetDecimal(),
            JsonValueKind.True or JsonValueKind.False => p.Value.GetBoolean(),
            _ => null,
        })));
    }

    /// <summary>The token that these lines of its history make, first to last; null without any.</summary>
    public static TokenState? Rebuild(IEnumerable<TokenEvent> history)
    {
        TokenState? token = null;
        foreach (var line in history) token = token is null ? Born(line) : Follow(token, line);
        return token;
    }

    private static Guid? Id(object? value) => value is string text ? Guid.Parse(text) : (Guid?)value;

    private static TokenState Born(TokenEvent line)
    {
        var m = line.Metadata;
        return new TokenState(line.TokenId, Word.Parse<TokenType>((string)m["token_type"]!), Word.Parse<TokenOrigin>((string)m["origin"]!), line.Node, (long)m["qty"]!)
        {
            ParentId = Id(m.GetValueOrDefault("parent_token_id")), RootId = Id(m["root_token_id"])!.Value, SplitId = Id(m.GetValueOrDefault("parallel_group_id")),
            BranchKey = (string?)m.GetValueOrDefault("branch_key"), BranchOrdinal = (int?)(long?)m.GetValueOrDefault("branch_ordinal"),
            ComponentCode = (string?)m.GetValueOrDefault("component_code"), ReplacedId = Id(m.GetValueOrDefault("parent_scrapped_token_id")),
            SerialNumber = (string?)m.GetValueOrDefault("serial_number"), SerialLabel = (string?)m.GetValueOrDefault("serial_label"),
            ReworkCount = (int)(long)m["rework_count"]!, Since = line.At,
        };
    }

    private static TokenState Follow(TokenState token, TokenEvent line)
    {
        foreach (var (key, _, set) in Changing)
        {
            if (line.Metadata.TryGetValue(key, out var value)) token = set(token, value);
        }
        // A move only says where the way leads; whoever arrives is there.
        return line.To is null || line.Type == TokenEventType.Move ? token : token with { Node = line.To, Since = line.At };
    }
}
