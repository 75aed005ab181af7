using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Serials;

/// <summary>Tables of serials as rows that come by the thousand.</summary>
internal static class SerialRows
{
    private static readonly string[] Always = ["id", "ticket_id", "cycle_no", "sequence_no", "serial_number", "serial_type", "is_temp", "salt_version", "state", "generated_at", "last_seq"];

    public static readonly BulkTable<TicketSerial> Issued = new("job_ticket_serial", Always, Write);

    public static readonly BulkTable<TicketSerial> Linked = new("job_ticket_serial", [.. Always, "token_id", "spawned_at"], async (s, row) =>
    {
        await Write(s, row);
        await row.Add(s.TokenId);
        await row.Add(s.SpawnedAt!.Value);
    });

    public static readonly BulkTable<OutboxMessage> Messages = new("serial_outbox", ["id", "serial_code", "op", "payload", "aggregate_seq", "status", "attempt_count", "next_attempt_at", "created_at"], async (m, row) =>
    {
        await row.Add(m.Id);
        await row.Add(m.SerialCode);
        await row.Add(Word.Of(m.Op));
        await row.Add(m.Payload);
        await row.Add((int?)m.AggregateSeq);
        await row.Add(Word.Of(m.Status));
        await row.Add((int?)m.AttemptCount);
        await row.Add(m.CreatedAt);
        await row.Add(m.CreatedAt);
    });

    private static async Task Write(TicketSerial s, IRowWriter row)
    {
        await row.Add(s.Id);
        await row.Add(s.TicketId);
        await row.Add((int?)s.CycleNo);
        await row.Add((int?)s.SequenceNo);
        await row.Add(s.SerialNumber);
        await row.Add(Word.Of(s.SerialType));
        await row.Add(s.IsTemp);
        await row.Add((int?)s.SaltVersion);
        await row.Add(Word.Of(s.State));
        await row.Add(s.GeneratedAt);
        await row.Add((int?)s.LastSeq);
    }
}
