// Token lifecycle core: mind token idempotency, the instance state machine, serial integrity and transactions across both databases.
// A change here updates the end-to-end tests, is reviewed by the architecture owner, and passes the full regression.
using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

internal static class SerialNumbers
{
    /// <summary>The first of <paramref name="count"/> numbers in a row that nobody else gets; the counter's row stays locked until commit, so it is taken last.</summary>
    public static async Task<Outcome<int>> DrawSerials(this Work work, string tenant, SerialType type, string sku, DateOnly day, int count)
    {
        var ymd = Ymd(day);
        await using var command = (await Dialect.Command(work.Db, """
            INSERT INTO serial_seq_daily (tenant_code, prod_type, sku, ymd, seq) SELECT @tenant, @type, @sku, @ymd, @count WHERE @count <= @last
            ON CONFLICT (tenant_code, prod_type, sku, ymd) DO UPDATE SET seq = serial_seq_daily.seq + @count WHERE serial_seq_daily.seq + @count <= @last
            RETURNING seq
            """, work.Ct)).With("tenant", tenant).With("type", Word.Of(type)).With("sku", sku).With("ymd", ymd).With("count", count).With("last", SerialCode.LastSequence);
        return await command.ExecuteScalarAsync(work.Ct) is { } last
            ? Convert.ToInt32(last, CultureInfo.InvariantCulture) - count + 1
            : Exhausted(sku, day, count);
    }

    /// <summary>Why so many numbers could not be drawn on the day.</summary>
    public static async Task<Refusal?> WhyNoRoom(ControlRoomDb db, string tenant, SerialType type, string sku, DateOnly day, int count, CancellationToken ct)
    {
        var ymd = Ymd(day);
        var drawn = await db.SerialSequences.Where(s => s.TenantCode == tenant && s.ProdType == type && s.Sku == sku && s.Ymd == ymd).Select(s => s.Seq).FirstOrDefaultAsync(ct);
        return drawn + count <= SerialCode.LastSequence ? null : Exhausted(sku, day, count);
    }

    private static string Ymd(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Refusal Exhausted(string sku, DateOnly day, int count) =>
        Refusal.Conflict("SEQUENCE_EXHAUSTED").With("sku", sku).With("date", day.ToString("O", CultureInfo.InvariantCulture)).With("count", count);
}
