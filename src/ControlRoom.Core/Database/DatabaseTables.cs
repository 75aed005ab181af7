using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Database;

internal sealed class DatabaseTables : IAreaTables
{
    public IEnumerable<Guard> Guards => [];

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
