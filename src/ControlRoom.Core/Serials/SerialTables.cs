using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Serials;

internal sealed class SerialTables : IAreaTables
{
    private const string GivenOut = "what was given out is never given out again";

    public IEnumerable<Guard> Guards => [.. OfSerials, .. OfSequences, .. OfSalts, .. OfOutbox, .. OfQuarantine];

    private static IEnumerable<Guard> OfSerials =>
    [
        Guard.Along("job_ticket_serial", "state", TicketSerial.Lifecycle),
        Guard.Fixed("job_ticket_serial", "code_fixed", "id", "ticket_id", "cycle_no", "sequence_no", "serial_number", "serial_type", "is_temp", "salt_version", "generated_at"),
        new("job_ticket_serial_token_fixed", "job_ticket_serial", GuardOn.Update, "OLD.token_id IS NOT NULL AND NEW.token_id IS DISTINCT FROM OLD.token_id", "a serial stays with its token") { Of = ["token_id"] },
        new("job_ticket_serial_temp_site", "job_ticket_serial", GuardOn.Insert, "NEW.is_temp AND NOT EXISTS (SELECT 1 FROM site_settings WHERE is_test)", "TEMP serials exist on test sites only"),
        .. Guard.NeverDeleted("job_ticket_serial", "a serial is never deleted, so that it is never given out again", "serial_number", "ticket_id, sequence_no"),
    ];

    private static IEnumerable<Guard> OfSequences =>
    [
        new("serial_seq_daily_only_up", "serial_seq_daily", GuardOn.Update, "NEW.seq < OLD.seq", GivenOut) { Of = ["seq"] },
        Guard.Fixed("serial_seq_daily", "key_fixed", "tenant_code", "prod_type", "sku", "ymd"),
        new("serial_seq_daily_no_delete", "serial_seq_daily", GuardOn.Delete, null, GivenOut),
        new("serial_seq_daily_no_truncate", "serial_seq_daily", GuardOn.Truncate, null, GivenOut),
    ];

    private static IEnumerable<Guard> OfSalts =>
    [
        Guard.Fixed("serial_salt", "name_fixed", "production_type", "version", "secret_name", "created_at"),
        new("serial_salt_no_delete", "serial_salt", GuardOn.Delete, null, "old serials are verified with old salts"),
        new("serial_salt_no_truncate", "serial_salt", GuardOn.Truncate, null, "old serials are verified with old salts"),
    ];

    private static IEnumerable<Guard> OfOutbox =>
    [
        Guard.Along("serial_outbox", "status", OutboxMessage.Lifecycle),
        Guard.Fixed("serial_outbox", "message_fixed", "id", "serial_code", "op", "payload", "aggregate_seq", "created_at"),
        new("serial_outbox_no_delete", "serial_outbox", GuardOn.Delete, "OLD.status <> 'DONE'", "a message is forgotten only after it was applied"),
        new("serial_outbox_no_truncate", "serial_outbox", GuardOn.Truncate, null, "a message is forgotten only after it was applied"),
        Guard.NeverReplaced("serial_outbox", "a message is never replaced", "serial_code, aggregate_seq"),
    ];

    private static IEnumerable<Guard> OfQuarantine =>
    [
        Guard.Fixed("serial_quarantine", "case_fixed", "id", "serial_code", "reason", "detail", "tenant_code", "at"),
        .. Guard.NeverDeleted("serial_quarantine", "what was found stays on record"),
    ];

    public void Configure(ModelBuilder model)
    {
        Serials(model);
        Outbox(model);

        var sequence = model.Table<SerialSequence>("serial_seq_daily", t => t.Check("seq", $"seq BETWEEN 1 AND {SerialCode.LastSequence}"));
        sequence.HasKey(s => new { s.TenantCode, s.ProdType, s.Sku, s.Ymd });
        sequence.Property(s => s.TenantCode).HasMaxLength(8);
        sequence.Property(s => s.Sku).HasMaxLength(8);
        sequence.Property(s => s.Ymd).HasMaxLength(8);

        var salt = model.Table<SerialSalt>("serial_salt", t => t.Check("version", "version >= 1"));
        salt.HasKey(s => new { s.ProductionType, s.Version });
        salt.Property(s => s.SecretName).HasMaxLength(100);
        salt.HasIndex(s => s.ProductionType).IsUnique().HasFilter("active");

        var quarantined = model.Table<QuarantinedSerial>("serial_quarantine");
        quarantined.Property(q => q.SerialCode).HasMaxLength(64);
        quarantined.Property(q => q.Detail).HasMaxLength(OutboxMessage.MaxError);
        quarantined.Property(q => q.TenantCode).HasMaxLength(8);
        quarantined.HasIndex(q => new { q.SerialCode, q.Reason }).IsUnique().HasFilter("resolved_at IS NULL");
    }

    private static void Serials(ModelBuilder model)
    {
        var serial = model.Table<TicketSerial>("job_ticket_serial", t =>
        {
            t.Check("numbers", "cycle_no >= 1 AND sequence_no >= 1 AND last_seq >= 0");
            t.Check("temp", $"is_temp = (serial_number LIKE '{TempSerial.Prefix}%')");
            t.Check("token", "(state IN ('ISSUED', 'CANCELLED')) = (token_id IS NULL)");
            t.Check("salt", "is_temp = (salt_version = 0)");
        });
        serial.Property(s => s.SerialNumber).HasMaxLength(64);
        serial.Property(s => s.LastSeq).IsConcurrencyToken();
        serial.HasIndex(s => s.SerialNumber).IsUnique();
        serial.HasIndex(s => new { s.TicketId, s.SequenceNo }).IsUnique();
        serial.HasIndex(s => new { s.TicketId, s.State });
        serial.HasIndex(s => s.TokenId).IsUnique().HasFilter("token_id IS NOT NULL");
    }

    private static void Outbox(ModelBuilder model)
    {
        var message = model.Table<OutboxMessage>("serial_outbox", t => t.Check("numbers", "aggregate_seq >= 1 AND attempt_count >= 0"));
        message.Property(m => m.SerialCode).HasMaxLength(64);
        message.Property(m => m.LastError).HasMaxLength(OutboxMessage.MaxError);
        message.Property(m => m.LeaseId).IsConcurrencyToken();
        message.HasIndex(m => new { m.SerialCode, m.AggregateSeq }).IsUnique();
        message.HasIndex(m => new { m.Status, m.NextAttemptAt });
    }
}
