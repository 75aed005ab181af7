using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Upkeep;

/// <summary>What a selector means: an exact code or name, else an id, else a pattern of <c>*</c> and <c>?</c>. Always the same list in the same order.</summary>
public static class Selectors
{
    public const string Everything = "*";

    /// <summary>More would be no selection but a replacement of the plant.</summary>
    public const int Most = 10_000;

    /// <summary>No code or name is longer, and a pattern without a limit is more than the matcher takes.</summary>
    public const int Longest = 300;

    /// <summary>Why these selectors cannot be meant.</summary>
    public static Refusal? WhyNot(IReadOnlyList<string> selectors) =>
        selectors.Count == 0 || selectors.Any(string.IsNullOrWhiteSpace) ? Refusal.Invalid("SELECTOR_MISSING", "/selectors")
        : selectors.Count > 1 && selectors.Contains(Everything) ? Refusal.Invalid("SELECTOR_CONTRADICTORY", "/selectors")
        : selectors.Select(s => Text.WhyTooLong(s, Longest, "/selectors")).FirstOrDefault(r => r is not null);

    /// <summary>Targets by code, then id; refused as a whole when one selector finds nothing.</summary>
    public static async Task<Outcome<IReadOnlyList<Target>>> Resolve(DestructiveOperation operation, ControlRoomDb db, IReadOnlyList<string> selectors, CancellationToken ct)
    {
        if (WhyNot(selectors) is { } refusal) return refusal;
        var found = new Dictionary<Guid, Target>();
        foreach (var selector in selectors)
        {
            var some = await Find(operation.Targets(db), selector, ct);
            if (some.Count == 0) return Refusal.NotFound(operation.Noun.Replace('-', '_'), selector);
            foreach (var target in some) found[target.Id] = target;
        }
        if (found.Count > Most) return Refusal.Invalid("TOO_MANY_ITEMS", "/selectors").With("max", Most);
        return Outcome<IReadOnlyList<Target>>.Of([.. found.Values.OrderBy(t => t.Code, StringComparer.Ordinal).ThenBy(t => t.Id)]);
    }

    private static async Task<IReadOnlyList<Target>> Find(IQueryable<Target> targets, string selector, CancellationToken ct)
    {
        var exact = await targets.Where(t => t.Code == selector || t.Name == selector).ToListAsync(ct);
        if (exact.Count > 0) return exact;
        if (Guid.TryParse(selector, out var id)) return await targets.Where(t => t.Id == id).ToListAsync(ct);
        if (selector.AsSpan().IndexOfAny('*', '?') < 0) return [];
        var pattern = Pattern(selector);
        return [.. (await targets.ToListAsync(ct)).Where(t => pattern.IsMatch(t.Code) || pattern.IsMatch(t.Name))];
    }

    /// <summary>Everything but the two wildcards stands for itself.</summary>
    internal static Regex Pattern(string glob) =>
        new("^" + Regex.Escape(glob).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
}
