using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Lots;

/// <summary>What a search came to: the code of the lot, or the codes that look like what was typed.</summary>
public sealed record LotFound(string? LotCode, IReadOnlyList<string> Near);

public sealed class LotSearchQueries(Dialect dialect)
{
    private const int NearShown = 5, Newest = 2_000, LongestText = 40;

    /// <param name="text">Code, id, short code or SSCC; however it was typed or scanned.</param>
    public async Task<LotFound> Find(string text, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var lots = db.Lots.AsNoTracking();
        var code = LotSearch.Normal(text);
        var found = Guid.TryParse(text, out var id) ? lots.Where(l => l.Id == id)
            : LotSearch.Sscc(text) is { } sscc ? lots.Where(l => l.Sscc == sscc)
            : LotSearch.Short(text) is { } s ? Short(lots, s)
            : lots.Where(l => l.LotCode == code);
        // A short code may stand for lots of several months: the newest is meant.
        if (await found.OrderByDescending(l => l.LotCode).Select(l => l.LotCode).FirstOrDefaultAsync(ct) is { } hit) return new LotFound(hit, []);
        return new LotFound(null, code.Length is 0 or > LongestText ? [] : await Near(lots, code, ct));
    }

    private static IQueryable<Lot> Short(IQueryable<Lot> lots, ShortLotCode s)
    {
        var (start, end) = ($"{s.Prefix}-", $"-{s.Number}");
        var day = s.Month + s.Day;
        var from = s.Prefix.Length + 9 - day.Length;
        return lots.Where(l => l.LotCode.StartsWith(start) && l.LotCode.EndsWith(end) && l.LotCode.Substring(from, day.Length) == day);
    }

    private static async Task<IReadOnlyList<string>> Near(IQueryable<Lot> lots, string code, CancellationToken ct)
    {
        var within = await lots.Where(l => l.LotCode.Contains(code)).OrderByDescending(l => l.CreatedAt).Select(l => l.LotCode).Take(NearShown).ToListAsync(ct);
        var newest = await lots.OrderByDescending(l => l.CreatedAt).Select(l => l.LotCode).Take(Newest).ToListAsync(ct);
        var tolerance = Math.Max(2, code.Length / 4);
        return [.. within.Concat(newest.Select((c, i) => (Code: c, Distance: LotSearch.Distance(code, c), Age: i)).Where(c => c.Distance <= tolerance).OrderBy(c => c.Distance).ThenBy(c => c.Age).Select(c => c.Code)).Distinct().Take(NearShown)];
    }
}
