using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

internal static class SerialNumbers
{
    /// <summary>The first of <paramref name="count"/> numbers in a row that nobody else gets; the counter's row stays locked until commit, so it is taken last.</summary>
    public static async Task<Outcome<int>> DrawSerials(this Work work, string tenant, SerialType type, string sku, DateOnly day, int count)
    {
        var ymd = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        await using var command = (await Dialect.Command(work.Db, """
            INSERT INTO serial_seq_daily (tenant_code, prod_type, sku, ymd, seq) SELECT @tenant, @type, @sku, @ymd, @count WHERE @count <= @last
            ON CONFLICT (tenant_code, prod_type, sku, ymd) DO UPDATE SET seq = serial_seq_daily.seq + @count WHERE serial_seq_daily.seq + @count <= @last
            RETURNING seq
            """, work.Ct)).With("tenant", tenant).With("type", Word.Of(type)).With("sku", sku).With("ymd", ymd).With("count", count).With("last", SerialCode.LastSequence);
        return await command.ExecuteScalarAsync(work.Ct) is { } last
            ? Convert.ToInt32(last, CultureInfo.InvariantCulture) - count + 1
            : Refusal.Conflict("SEQUENCE_EXHAUSTED").With("sku", sku).With("date", day.ToString("O", CultureInfo.InvariantCulture)).With("count", count);
    }
}
