using System.Text;
using System.Text.Json;
using ControlRoom.Core.Audit;
using ControlRoom.Core.Kernel;
using ControlRoom.Web.Audit;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ControlRoom.Web.Tests.Audit;

/// <summary>The rows of the live list, and all of them as a file.</summary>
public sealed class AuditRowsTests
{
    [Fact]
    public void An_entry_that_commits_late_takes_its_place_and_older_pages_follow_without_a_gap()
    {
        var rows = new AuditRows(3);
        rows.Begin(Events(9, 8, 6));
        Assert.True(rows.HasMore);
        Assert.True(rows.Look(Events(10, 9, 8, 7), wait: true));
        Assert.Equal((2, 3), (rows.Waiting, rows.Shown.Count));
        rows.Insert();
        Assert.Equal([10L, 9, 8, 7, 6], rows.Shown.Select(e => e.Id));
        Assert.Equal([7L, 10], rows.Fresh.Order());
        Assert.False(rows.Look(Events(10, 9, 8), wait: false) && rows.Fresh.Count > 0);
        rows.Older(Events(5, 4));
        Assert.Equal([10L, 9, 8, 7, 6, 5, 4], rows.Shown.Select(e => e.Id));
        Assert.False(rows.HasMore);
    }

    [Fact]
    public void More_new_entries_than_a_page_begin_the_list_anew()
    {
        var rows = new AuditRows(3);
        rows.Begin(Events(3, 2, 1));
        rows.Look(Events(20, 19, 18), wait: false);
        Assert.Equal([20L, 19, 18], rows.Shown.Select(e => e.Id));
        Assert.True(rows.HasMore);
    }

    [Fact]
    public async Task A_large_export_is_written_page_by_page_in_order_and_never_holds_more_than_one()
    {
        const int all = 100_000;
        var (sink, asked, most, held) = (new CountingStream(), 0, 0L, GC.GetTotalMemory(forceFullCollection: true));
        var csv = AuditCsv.Of((after, limit, _) =>
        {
            // Everything that was read before has been written when the next page is asked for.
            Assert.True(asked == 0 || sink.Lines >= asked, $"{asked} rows read, {sink.Lines} lines written");
            if (asked % 20_000 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - held);
            var first = (after ?? all + 1) - 1;
            IReadOnlyList<AuditEventView> page = [.. Enumerable.Range(0, (int)Math.Min(limit, first)).Select(i => Event(first - i))];
            asked += page.Count;
            return Task.FromResult(page);
        });
        var http = new DefaultHttpContext { Response = { Body = sink } };

        await csv.ExecuteAsync(http);

        Assert.Equal((all, all + 1), (asked, sink.Lines));
        Assert.True(most < 16 << 20, $"{most} bytes were held at once.");
        Assert.Equal("1,", sink.LastLine[..2]);
        Assert.Equal("attachment; filename=\"audit-events.csv\"", http.Response.Headers.ContentDisposition);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("-19.2", "-19.2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("=\"a,b\"", "\"'=\"\"a,b\"\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_quoted_and_is_never_a_formula(string? value, string cell) => Assert.Equal(cell, Csv.Cell(value));

    [Fact]
    public void A_line_names_the_one_thing_that_changed()
    {
        using var culture = new Kit.InCulture("en");
        var today = new DateOnly(2026, 1, 24);
        Assert.Equal("QUARANTINE → HOLD", AuditText.Change(Event(1, """{"status":"QUARANTINE","remaining_kg":1}""", """{"status":"HOLD","remaining_kg":1}"""), today));
        Assert.Equal("– → CREATED", AuditText.Change(Event(1, null, """{"status":"CREATED"}"""), today));
        Assert.Equal("remaining_kg 544.00 → 24.00", AuditText.Change(Event(1, """{"remaining_kg":544.0}""", """{"remaining_kg":24}"""), today));
        Assert.Equal("parent MIXLOT 24·0001, quantity_used_kg 301.00", AuditText.Change(Event(1, null, """{"parent_id":"x","parent":"MIXLOT-20260124-DUNA-0001","quantity_used_kg":301}"""), today));
        Assert.Equal("core – → −17.8 °C", AuditText.Change(Event(1, null, """{"measurement_type":"CORE","temperature_c":-17.8}""") with { EventType = "TEMP_LOGGED" }, today));
        var late = Event(1, null, """{"measured_at":"2026-01-24T12:00:00Z"}""") with { At = new DateTime(2026, 1, 24, 12, 20, 0, DateTimeKind.Utc) };
        Assert.Equal((TimeSpan.FromMinutes(20), null), (AuditText.Late(late)!.Value, AuditText.Late(late with { At = late.At.AddMinutes(-5) })));
    }

    private static List<AuditEventView> Events(params IEnumerable<long> ids) => [.. ids.Select(id => Event(id))];

    private static AuditEventView Event(long id, string? old = null, string? now = "{\"status\":\"HOLD\"}") => new(id, DateTime.UnixEpoch, "RUN_HELD", EntityTypes.Run, Guid.Empty, "RUN-20260124-DUNA-0001", Guid.Empty, "Somebody", null, null, null, Guid.Empty,
        old is null ? null : JsonElement.Parse(old), now is null ? null : JsonElement.Parse(now), JsonElement.Parse("{}"), null, false, false, "");

    /// <summary>Where the lines go: they are counted, only the last is kept.</summary>
    private sealed class CountingStream : MemoryStream
    {
        private readonly StringBuilder line = new();

        public int Lines { get; private set; }

        public string LastLine { get; private set; } = "";

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Take(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        private void Take(ReadOnlySpan<byte> bytes)
        {
            foreach (var c in Encoding.UTF8.GetString(bytes))
            {
                if (c == '\n')
                {
                    (LastLine, Lines) = (line.ToString(), Lines + 1);
                    line.Clear();
                }
                else
                {
                    line.Append(c);
                }
            }
        }
    }
}
