using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Database;

internal sealed class DatabaseTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [.. OnlyUp("code_sequences", "last_value", "prefix", "site_code", "local_date"), .. OnlyUp("sscc_sequences", "last_serial", "company_prefix")];

    private const string GivenOut = "what was given out is never given out again";

    /// <summary>A counter that goes back would give out numbers that stand on goods. No guard against replacing: every draw is an upsert.</summary>
    private static IEnumerable<Guard> OnlyUp(string table, string counter, params string[] key) =>
    [
        new($"{table}_only_up", table, GuardOn.Update, $"NEW.{counter} < OLD.{counter}", GivenOut) { Of = [counter] },
        Guard.Fixed(table, "key_fixed", key),
        new($"{table}_no_delete", table, GuardOn.Delete, null, GivenOut),
        new($"{table}_no_truncate", table, GuardOn.Truncate, null, GivenOut),
    ];

    public void Configure(ModelBuilder model)
    {
        var record = model.Table<IdempotencyRecord>("idempotency_records");
        record.HasKey(r => new { r.UserId, r.Key });
        record.HasIndex(r => r.ExpiresAt);

        var sequence = model.Table<CodeSequence>("code_sequences", t => t.Check("last_value", "last_value BETWEEN 0 AND 9999"));
        sequence.HasKey(s => new { s.Prefix, s.SiteCode, s.LocalDate });

        model.Table<SsccSequence>("sscc_sequences", t => t.Check("last_serial", "last_serial >= 0")).HasKey(s => s.CompanyPrefix);
    }
}
