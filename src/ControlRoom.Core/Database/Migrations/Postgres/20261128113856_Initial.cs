using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ControlRoom.Core.Database.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "alarms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    buffer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    finding_id = table.Column<Guid>(type: "uuid", nullable: true),
                    object_code = table.Column<string>(type: "text", nullable: false),
                    value_tenths = table.Column<int>(type: "integer", nullable: true),
                    limit_tenths = table.Column<int>(type: "integer", nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    returned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    acknowledged_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alarms", x => x.id);
                    table.CheckConstraint("ck_alarms_kind", "kind IN ('CCP_VIOLATION', 'TEMP_VIOLATION', 'BUFFER_OUT_OF_BAND', 'QC_FAIL', 'LOT_HOLD', 'RUN_HOLD', 'MISSING_READING', 'STALE', 'CHORE_OVERDUE', 'OUTBOX_DEAD', 'TOKEN_STOPPED', 'TOKEN_PROBLEM', 'QUEUE_LIMIT', 'MONITOR', 'MONITOR_OVERDUE')");
                    table.CheckConstraint("ck_alarms_priority", "priority BETWEEN 1 AND 4");
                    table.CheckConstraint("ck_alarms_state", "state IN ('UNACK', 'ACK', 'RTN_UNACK', 'CLEARED')");
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    from_id = table.Column<long>(type: "bigint", nullable: false),
                    to_id = table.Column<long>(type: "bigint", nullable: false),
                    event_count = table.Column<int>(type: "integer", nullable: false),
                    merkle_root = table.Column<string>(type: "text", nullable: false),
                    previous_hash = table.Column<string>(type: "text", nullable: true),
                    hash = table.Column<string>(type: "text", nullable: false),
                    sealed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "buffers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    buffer_code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    buffer_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    allowed_lot_types = table.Column<string>(type: "text", nullable: false),
                    capacity_grams = table.Column<long>(type: "bigint", nullable: false),
                    temp_min_tenths = table.Column<int>(type: "integer", nullable: false),
                    temp_max_tenths = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    is_on_hold = table.Column<bool>(type: "boolean", nullable: false),
                    hold_reason = table.Column<string>(type: "text", nullable: true),
                    site_code = table.Column<string>(type: "text", nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    color = table.Column<string>(type: "text", nullable: true),
                    reading_period_seconds = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_buffers", x => x.id);
                    table.CheckConstraint("ck_buffers_band", "temp_min_tenths < temp_max_tenths AND temp_min_tenths >= -500 AND temp_max_tenths <= 500");
                    table.CheckConstraint("ck_buffers_buffer_type", "buffer_type IN ('LK', 'MIX', 'SKW15', 'SKW30', 'FRZ', 'PAL')");
                    table.CheckConstraint("ck_buffers_capacity", "capacity_grams > 0");
                    table.CheckConstraint("ck_buffers_reading_period", "reading_period_seconds > 0");
                });

            migrationBuilder.CreateTable(
                name: "chore_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    chore = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    result = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_chore_runs", x => x.id);
                    table.CheckConstraint("ck_chore_runs_result", "result IN ('RUNNING', 'DONE', 'FAILED')");
                });

            migrationBuilder.CreateTable(
                name: "code_sequences",
                columns: table => new
                {
                    prefix = table.Column<string>(type: "text", nullable: false),
                    site_code = table.Column<string>(type: "text", nullable: false),
                    local_date = table.Column<DateOnly>(type: "date", nullable: false),
                    last_value = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_code_sequences", x => new { x.prefix, x.site_code, x.local_date });
                    table.CheckConstraint("ck_code_sequences_last_value", "last_value BETWEEN 0 AND 9999");
                });

            migrationBuilder.CreateTable(
                name: "idempotency_records",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    request_hash = table.Column<string>(type: "text", nullable: false),
                    response_body = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_records", x => new { x.user_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "job_ticket_serial",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle_no = table.Column<int>(type: "integer", nullable: false),
                    sequence_no = table.Column<int>(type: "integer", nullable: false),
                    serial_number = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    serial_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_temp = table.Column<bool>(type: "boolean", nullable: false),
                    salt_version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    generated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    spawned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_seq = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_ticket_serial", x => x.id);
                    table.CheckConstraint("ck_job_ticket_serial_numbers", "cycle_no >= 1 AND sequence_no >= 1 AND last_seq >= 0");
                    table.CheckConstraint("ck_job_ticket_serial_salt", "is_temp = (salt_version = 0)");
                    table.CheckConstraint("ck_job_ticket_serial_serial_type", "serial_type IN ('HAT', 'OEM')");
                    table.CheckConstraint("ck_job_ticket_serial_state", "state IN ('ISSUED', 'LINKED', 'USED', 'SCRAPPED', 'CANCELLED')");
                    table.CheckConstraint("ck_job_ticket_serial_temp", "is_temp = (serial_number LIKE 'TEMP-%')");
                    table.CheckConstraint("ck_job_ticket_serial_token", "(state IN ('ISSUED', 'CANCELLED')) = (token_id IS NULL)");
                });

            migrationBuilder.CreateTable(
                name: "material_role",
                columns: table => new
                {
                    role_code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    basis = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    uom_code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    display_order = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_material_role", x => x.role_code);
                    table.CheckConstraint("ck_material_role_basis", "basis IN ('COUNT', 'LENGTH', 'AREA', 'MASS')");
                    table.CheckConstraint("ck_material_role_uom_code", "uom_code IN ('PC', 'M', 'M2', 'KG', 'L')");
                });

            migrationBuilder.CreateTable(
                name: "monitor_state",
                columns: table => new
                {
                    monitor = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    last_run_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_full_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    duration_ms = table.Column<int>(type: "integer", nullable: false),
                    token_event_id = table.Column<long>(type: "bigint", nullable: false),
                    audit_id = table.Column<long>(type: "bigint", nullable: false),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_error = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    failed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_monitor_state", x => x.monitor);
                });

            migrationBuilder.CreateTable(
                name: "product",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sku = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    serial_sku = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: true),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    description_hu = table.Column<string>(type: "text", nullable: true),
                    description_en = table.Column<string>(type: "text", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: true),
                    display_order = table.Column<int>(type: "integer", nullable: false),
                    uom_base = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    material_category = table.Column<string>(type: "text", nullable: true),
                    inventory_accounting_method = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    traceability_level = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    production_line = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    active_revision_id = table.Column<Guid>(type: "uuid", nullable: true),
                    retired_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    retired_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product", x => x.id);
                    table.CheckConstraint("ck_product_inventory_accounting_method", "inventory_accounting_method IN ('FIFO', 'AVERAGE', 'STANDARD')");
                    table.CheckConstraint("ck_product_names", "length(trim(name_hu)) > 0 AND length(trim(name_en)) > 0");
                    table.CheckConstraint("ck_product_production_line", "production_line IN ('HATTHASILPA', 'CLASSIC')");
                    table.CheckConstraint("ck_product_traceability_level", "traceability_level IN ('NONE', 'BATCH', 'SERIAL')");
                    table.CheckConstraint("ck_product_uom_base", "uom_base IN ('PC', 'M', 'M2', 'KG', 'L')");
                });

            migrationBuilder.CreateTable(
                name: "qc_gates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    gate_code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    gate_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_ccp = table.Column<bool>(type: "boolean", nullable: false),
                    haccp_class = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    checklist = table.Column<string>(type: "text", nullable: false),
                    protected_from_removal = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qc_gates", x => x.id);
                    table.CheckConstraint("ck_qc_gates_gate_type", "gate_type IN ('CHECKPOINT', 'BLOCKING', 'INFO')");
                    table.CheckConstraint("ck_qc_gates_haccp_class", "haccp_class IN ('oPRP', 'CCP', 'PRP')");
                    table.CheckConstraint("ck_qc_gates_step_index", "step_index BETWEEN 0 AND 10");
                });

            migrationBuilder.CreateTable(
                name: "serial_outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    serial_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    op = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    payload = table.Column<string>(type: "text", nullable: false),
                    aggregate_seq = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    attempt_count = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    lease_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    lease_id = table.Column<Guid>(type: "uuid", nullable: true),
                    last_error = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_serial_outbox", x => x.id);
                    table.CheckConstraint("ck_serial_outbox_numbers", "aggregate_seq >= 1 AND attempt_count >= 0");
                    table.CheckConstraint("ck_serial_outbox_op", "op IN ('REGISTER', 'LINK', 'SET_STATUS')");
                    table.CheckConstraint("ck_serial_outbox_status", "status IN ('PENDING', 'DONE', 'DEAD')");
                });

            migrationBuilder.CreateTable(
                name: "serial_quarantine",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    serial_code = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    detail = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    tenant_code = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    resolved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_serial_quarantine", x => x.id);
                    table.CheckConstraint("ck_serial_quarantine_reason", "reason IN ('INVALID_FORMAT', 'ORPHANED', 'DUPLICATE', 'MISMATCH', 'UNDELIVERABLE')");
                });

            migrationBuilder.CreateTable(
                name: "serial_salt",
                columns: table => new
                {
                    production_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    secret_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_serial_salt", x => new { x.production_type, x.version });
                    table.CheckConstraint("ck_serial_salt_production_type", "production_type IN ('HAT', 'OEM')");
                    table.CheckConstraint("ck_serial_salt_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "serial_seq_daily",
                columns: table => new
                {
                    tenant_code = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    prod_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    sku = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    ymd = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    seq = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_serial_seq_daily", x => new { x.tenant_code, x.prod_type, x.sku, x.ymd });
                    table.CheckConstraint("ck_serial_seq_daily_prod_type", "prod_type IN ('HAT', 'OEM')");
                    table.CheckConstraint("ck_serial_seq_daily_seq", "seq BETWEEN 1 AND 99999");
                });

            migrationBuilder.CreateTable(
                name: "site_settings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_code = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    serial_code = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    is_test = table.Column<bool>(type: "boolean", nullable: false),
                    enable_dag_routing = table.Column<bool>(type: "boolean", nullable: false),
                    serial_std_hat = table.Column<bool>(type: "boolean", nullable: false),
                    serial_std_oem = table.Column<bool>(type: "boolean", nullable: false),
                    verify_public_mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site_settings", x => x.id);
                    table.CheckConstraint("ck_site_settings_only", "id = '00000000-0000-7000-8000-000000000002'");
                    table.CheckConstraint("ck_site_settings_verify_public_mode", "verify_public_mode IN ('MINIMAL', 'STANDARD', 'INTERNAL')");
                });

            migrationBuilder.CreateTable(
                name: "split_execution",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    root_token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    split_node = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    visit_no = table.Column<int>(type: "integer", nullable: false),
                    expected_children = table.Column<string>(type: "text", nullable: false),
                    parent_qty = table.Column<long>(type: "bigint", nullable: false),
                    lowered_to = table.Column<int>(type: "integer", nullable: true),
                    timer_from = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    overdue = table.Column<bool>(type: "boolean", nullable: false),
                    fired_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_split_execution", x => x.id);
                    table.CheckConstraint("ck_split_execution_visit_no", "visit_no > 0");
                });

            migrationBuilder.CreateTable(
                name: "sscc_sequences",
                columns: table => new
                {
                    company_prefix = table.Column<string>(type: "text", nullable: false),
                    last_serial = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sscc_sequences", x => x.company_prefix);
                    table.CheckConstraint("ck_sscc_sequences_last_serial", "last_serial >= 0");
                });

            migrationBuilder.CreateTable(
                name: "suppliers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    species = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    goods_class = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    approved = table.Column<bool>(type: "boolean", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suppliers", x => x.id);
                    table.CheckConstraint("ck_suppliers_goods_class", "goods_class IN ('MEAT', 'INGREDIENT')");
                    table.CheckConstraint("ck_suppliers_species", "species IN ('CHICKEN', 'TURKEY')");
                });

            migrationBuilder.CreateTable(
                name: "team",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    full_name = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    badge_code = table.Column<string>(type: "text", nullable: true),
                    pin_hash = table.Column<string>(type: "text", nullable: true),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_login = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    preferences = table.Column<string>(type: "text", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                    table.CheckConstraint("ck_users_role", "role IN ('ADMIN', 'MANAGER', 'AUDITOR', 'OPERATOR', 'VIEWER')");
                });

            migrationBuilder.CreateTable(
                name: "work_center",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    capacity_per_day = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_center", x => x.id);
                    table.CheckConstraint("ck_work_center_capacity", "capacity_per_day >= 0");
                    table.CheckConstraint("ck_work_center_status", "status IN ('ACTIVE', 'INACTIVE', 'MAINTENANCE')");
                });

            migrationBuilder.CreateTable(
                name: "role_field",
                columns: table => new
                {
                    role_code = table.Column<string>(type: "character varying(30)", nullable: false),
                    field_key = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    label_hu = table.Column<string>(type: "text", nullable: false),
                    label_en = table.Column<string>(type: "text", nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    unit = table.Column<string>(type: "text", nullable: true),
                    display_order = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_field", x => new { x.role_code, x.field_key });
                    table.CheckConstraint("ck_role_field_type", "type IN ('TEXT', 'NUMBER', 'SELECT', 'BOOLEAN', 'JSON')");
                    table.ForeignKey(
                        name: "fk_role_field_role_code",
                        column: x => x.role_code,
                        principalTable: "material_role",
                        principalColumn: "role_code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "product_component",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    component_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    component_type_code = table.Column<string>(type: "text", nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    display_order = table.Column<int>(type: "integer", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_component", x => x.id);
                    table.ForeignKey(
                        name: "fk_product_component_product_id",
                        column: x => x.product_id,
                        principalTable: "product",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "join_firing",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    join_node = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    join_key = table.Column<Guid>(type: "uuid", nullable: false),
                    fired_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_join_firing", x => x.id);
                    table.ForeignKey(
                        name: "fk_join_firing_join_key",
                        column: x => x.join_key,
                        principalTable: "split_execution",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    key_hash = table.Column<string>(type: "text", nullable: false),
                    prefix = table.Column<string>(type: "text", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                    table.CheckConstraint("ck_api_keys_role", "role IN ('ADMIN', 'MANAGER', 'AUDITOR', 'OPERATOR', 'VIEWER')");
                    table.ForeignKey(
                        name: "fk_api_keys_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "audit_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    xact_id = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()"),
                    event_type = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    entity_type = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity_code = table.Column<string>(type: "text", nullable: true),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    buffer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    old_state = table.Column<string>(type: "text", nullable: true),
                    new_state = table.Column<string>(type: "text", nullable: true),
                    metadata = table.Column<string>(type: "text", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_events", x => x.id);
                    table.CheckConstraint("ck_audit_events_entity_type", "entity_type IN ('alarm', 'api_key', 'assignment', 'buffer', 'component', 'correction', 'deviation', 'finding', 'flow', 'flow_version', 'gate', 'inspection', 'instance', 'lot', 'outbox', 'product', 'revision', 'run', 'serial', 'session', 'setting', 'step', 'stock_move', 'supplier', 'system', 'team', 'temperature_log', 'ticket', 'token', 'user', 'waste_record', 'work_center')");
                    table.ForeignKey(
                        name: "fk_audit_events_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "availability",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    is_available = table.Column<bool>(type: "boolean", nullable: false),
                    unavailable_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_availability", x => x.id);
                    table.CheckConstraint("ck_availability_until", "NOT (is_available AND unavailable_until IS NOT NULL)");
                    table.ForeignKey(
                        name: "fk_availability_id",
                        column: x => x.id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "finding",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    monitor = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: false),
                    severity = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    entity_type = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    entity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entity_code = table.Column<string>(type: "character varying(150)", maxLength: 150, nullable: false),
                    code = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    first_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    acknowledged_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    resolved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    alarm_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ticket_id = table.Column<Guid>(type: "uuid", nullable: true),
                    token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_finding", x => x.id);
                    table.CheckConstraint("ck_finding_severity", "severity IN ('CRITICAL', 'HIGH', 'WARN', 'INFO')");
                    table.CheckConstraint("ck_finding_state", "state IN ('OPEN', 'ACKNOWLEDGED', 'RESOLVED')");
                    table.ForeignKey(
                        name: "fk_finding_acknowledged_by",
                        column: x => x.acknowledged_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "flow_definitions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    is_deleted = table.Column<bool>(type: "boolean", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_flow_definitions", x => x.id);
                    table.CheckConstraint("ck_flow_definitions_code", "(kind = 'ROUTING') = (code IS NOT NULL)");
                    table.CheckConstraint("ck_flow_definitions_kind", "kind IN ('PROCESS', 'ROUTING')");
                    table.CheckConstraint("ck_flow_definitions_names", "length(trim(name_hu)) > 0 AND length(trim(name_en)) > 0");
                    table.ForeignKey(
                        name: "fk_flow_definitions_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "login_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    revoked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_login_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_login_tokens_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "team_member",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    team_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_member", x => x.id);
                    table.ForeignKey(
                        name: "fk_team_member_team_id",
                        column: x => x.team_id,
                        principalTable: "team",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_team_member_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "user_skill",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    skill_code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_skill", x => x.id);
                    table.CheckConstraint("ck_user_skill_level", "level BETWEEN 0 AND 4");
                    table.ForeignKey(
                        name: "fk_user_skill_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "component_material",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    component_id = table.Column<Guid>(type: "uuid", nullable: false),
                    material_sku = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    role_code = table.Column<string>(type: "character varying(30)", nullable: false),
                    constraints_json = table.Column<string>(type: "text", nullable: false),
                    qty_required = table.Column<long>(type: "bigint", nullable: true),
                    computed_from_constraints = table.Column<bool>(type: "boolean", nullable: false),
                    override_reason = table.Column<string>(type: "text", nullable: true),
                    uom_code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_primary = table.Column<bool>(type: "boolean", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    notes = table.Column<string>(type: "text", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_component_material", x => x.id);
                    table.CheckConstraint("ck_component_material_quantity", "qty_required IS NULL OR qty_required > 0");
                    table.CheckConstraint("ck_component_material_uom_code", "uom_code IN ('PC', 'M', 'M2', 'KG', 'L')");
                    table.ForeignKey(
                        name: "fk_component_material_component_id",
                        column: x => x.component_id,
                        principalTable: "product_component",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_component_material_role_code",
                        column: x => x.role_code,
                        principalTable: "material_role",
                        principalColumn: "role_code",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "flow_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_definition_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version_num = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    graph_schema = table.Column<string>(type: "text", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    submitted_by = table.Column<Guid>(type: "uuid", nullable: true),
                    reviewed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    published_by = table.Column<Guid>(type: "uuid", nullable: true),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    rejection_reason = table.Column<string>(type: "text", nullable: true),
                    deprecated_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    allow_new_jobs = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_flow_versions", x => x.id);
                    table.CheckConstraint("ck_flow_versions_status", "status IN ('DRAFT', 'REVIEW', 'PUBLISHED', 'DEPRECATED')");
                    table.ForeignKey(
                        name: "fk_flow_versions_flow_definition_id",
                        column: x => x.flow_definition_id,
                        principalTable: "flow_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_ticket",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ticket_code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    job_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: true),
                    product_revision_id = table.Column<Guid>(type: "uuid", nullable: true),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    sku = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    revision_no = table.Column<int>(type: "integer", nullable: true),
                    uom = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    target_qty = table.Column<long>(type: "bigint", nullable: false),
                    process_mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    production_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    routing_mode = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, defaultValue: "LINEAR"),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    priority = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    attributes = table.Column<string>(type: "text", nullable: false),
                    graph_instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    snapshot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    archived_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_ticket", x => x.id);
                    table.CheckConstraint("ck_job_ticket_dag", "routing_mode <> 'DAG' OR (product_revision_id IS NOT NULL AND flow_version_id IS NOT NULL AND snapshot_id IS NOT NULL)");
                    table.CheckConstraint("ck_job_ticket_pieces", "process_mode <> 'PIECE' OR (production_type = 'HATTHASILPA' AND target_qty % 100 = 0)");
                    table.CheckConstraint("ck_job_ticket_priority", "priority IN ('LOW', 'NORMAL', 'HIGH', 'URGENT')");
                    table.CheckConstraint("ck_job_ticket_process_mode", "process_mode IN ('BATCH', 'PIECE')");
                    table.CheckConstraint("ck_job_ticket_production_type", "production_type IN ('HATTHASILPA', 'CLASSIC')");
                    table.CheckConstraint("ck_job_ticket_routing_mode", "routing_mode IN ('LINEAR', 'DAG')");
                    table.CheckConstraint("ck_job_ticket_status", "status IN ('PLANNED', 'IN_PROGRESS', 'PAUSED', 'COMPLETED', 'CANCELLED', 'ARCHIVED')");
                    table.CheckConstraint("ck_job_ticket_target_qty", "target_qty > 0");
                    table.CheckConstraint("ck_job_ticket_ticket_code", "ticket_code ~ '^(JT)-[0-9]{8}-[A-Z]{4}-[0-9]{4}$'");
                    table.ForeignKey(
                        name: "fk_job_ticket_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_job_ticket_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "product_graph_binding",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    pinned_by = table.Column<Guid>(type: "uuid", nullable: false),
                    pinned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_graph_binding", x => x.id);
                    table.ForeignKey(
                        name: "fk_product_graph_binding_flow_id",
                        column: x => x.flow_id,
                        principalTable: "flow_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_product_graph_binding_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_product_graph_binding_product_id",
                        column: x => x.product_id,
                        principalTable: "product",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "product_revision",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision_no = table.Column<int>(type: "integer", nullable: false),
                    derived_from_revision_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    notes = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    allow_new_jobs = table.Column<bool>(type: "boolean", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: true),
                    components_json = table.Column<string>(type: "text", nullable: false),
                    base_hash = table.Column<string>(type: "text", nullable: false),
                    snapshot_json = table.Column<string>(type: "text", nullable: true),
                    snapshot_schema = table.Column<int>(type: "integer", nullable: true),
                    content_hash = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<Guid>(type: "uuid", nullable: true),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    retired_by = table.Column<Guid>(type: "uuid", nullable: true),
                    retired_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_product_revision", x => x.id);
                    table.CheckConstraint("ck_product_revision_published", "status = 'DRAFT' OR (snapshot_json IS NOT NULL AND content_hash IS NOT NULL AND snapshot_schema IS NOT NULL AND published_at IS NOT NULL)");
                    table.CheckConstraint("ck_product_revision_reason", "reason IN ('INITIAL', 'FIX_ERROR', 'OPTIMIZATION', 'COST_REDUCTION', 'MATERIAL_CHANGE', 'CUSTOMER_SPECIFIC', 'ENGINEERING_CHANGE')");
                    table.CheckConstraint("ck_product_revision_status", "status IN ('DRAFT', 'PUBLISHED', 'RETIRED')");
                    table.ForeignKey(
                        name: "fk_product_revision_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_product_revision_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_product_revision_product_id",
                        column: x => x.product_id,
                        principalTable: "product",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "production_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_code = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    current_step_index = table.Column<int>(type: "integer", nullable: false),
                    daily_target_grams = table.Column<long>(type: "bigint", nullable: true),
                    started_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    held_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    hold_reason = table.Column<string>(type: "text", nullable: true),
                    abort_reason = table.Column<string>(type: "text", nullable: true),
                    summary = table.Column<string>(type: "text", nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_production_runs", x => x.id);
                    table.CheckConstraint("ck_production_runs_current_step_index", "current_step_index BETWEEN 0 AND 10");
                    table.CheckConstraint("ck_production_runs_daily_target", "daily_target_grams > 0");
                    table.CheckConstraint("ck_production_runs_run_code", "run_code ~ '^(RUN)-[0-9]{8}-[A-Z]{4}-[0-9]{4}$'");
                    table.CheckConstraint("ck_production_runs_status", "status IN ('IDLE', 'RUNNING', 'HOLD', 'COMPLETED', 'ABORTED', 'ARCHIVED')");
                    table.ForeignKey(
                        name: "fk_production_runs_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_production_runs_started_by",
                        column: x => x.started_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "routing_graph",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    is_published = table.Column<bool>(type: "boolean", nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_routing_graph", x => x.id);
                    table.ForeignKey(
                        name: "fk_routing_graph_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_graph_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "runtime_snapshot",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_revision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    product_json = table.Column<string>(type: "text", nullable: false),
                    components_json = table.Column<string>(type: "text", nullable: false),
                    constraints_json = table.Column<string>(type: "text", nullable: false),
                    graph_json = table.Column<string>(type: "text", nullable: false),
                    computed_qty_json = table.Column<string>(type: "text", nullable: false),
                    schema_version = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runtime_snapshot", x => x.id);
                    table.ForeignKey(
                        name: "fk_runtime_snapshot_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "manager_assignment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    assigned_to_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assigned_to_team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assigned_by = table.Column<Guid>(type: "uuid", nullable: false),
                    is_strict = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_manager_assignment", x => x.id);
                    table.CheckConstraint("ck_manager_assignment_assignee", "(assigned_to_user_id IS NULL) <> (assigned_to_team_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_manager_assignment_assigned_by",
                        column: x => x.assigned_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_manager_assignment_assigned_to_user_id",
                        column: x => x.assigned_to_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_manager_assignment_job_ticket_id",
                        column: x => x.job_ticket_id,
                        principalTable: "job_ticket",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "material_adjustment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    material_sku = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    qty = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_material_adjustment", x => x.id);
                    table.CheckConstraint("ck_material_adjustment_qty", "qty <> 0");
                    table.ForeignKey(
                        name: "fk_material_adjustment_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_material_adjustment_job_ticket_id",
                        column: x => x.job_ticket_id,
                        principalTable: "job_ticket",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "revision_reference",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ref_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ref_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ref_code = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revision_reference", x => x.id);
                    table.CheckConstraint("ck_revision_reference_ref_type", "ref_type IN ('JOB_TICKET', 'FLOW_TOKEN', 'INVENTORY_TXN', 'MO')");
                    table.ForeignKey(
                        name: "fk_revision_reference_revision_id",
                        column: x => x.revision_id,
                        principalTable: "product_revision",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "lots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    lot_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    weight_grams = table.Column<long>(type: "bigint", nullable: false),
                    remaining_grams = table.Column<long>(type: "bigint", nullable: false),
                    piece_count = table.Column<int>(type: "integer", nullable: true),
                    sku_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    supplier_id = table.Column<Guid>(type: "uuid", nullable: true),
                    temperature_tenths = table.Column<int>(type: "integer", nullable: true),
                    species = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    material_class = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    production_date = table.Column<DateOnly>(type: "date", nullable: false),
                    customer_code = table.Column<string>(type: "text", nullable: true),
                    sscc = table.Column<string>(type: "text", nullable: true),
                    batch_code = table.Column<string>(type: "text", nullable: true),
                    disposition = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    hold_reason = table.Column<string>(type: "text", nullable: true),
                    hold_cause = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    held_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    pending_reject = table.Column<bool>(type: "boolean", nullable: false),
                    metadata = table.Column<string>(type: "text", nullable: false),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lots", x => x.id);
                    table.CheckConstraint("ck_lots_disposition", "disposition IN ('NONE', 'SCRAP', 'REWORK', 'RETURN')");
                    table.CheckConstraint("ck_lots_hold_cause", "hold_cause IN ('INSPECTION', 'TEMPERATURE', 'RECIPE_OUT_OF_SPEC', 'RUN_ABORTED', 'ROLLBACK', 'DEVIATION')");
                    table.CheckConstraint("ck_lots_lot_code", "lot_code ~ '^(RAW|DEB|BULK|MIXLOT|SKW15|SKW30|FRZ15|FRZ30|FG15|FG30|PAL|SHIP)-[0-9]{8}-[A-Z]{4}-[0-9]{4}$'");
                    table.CheckConstraint("ck_lots_lot_type", "lot_type IN ('RAW', 'DEB', 'BULK', 'MIX', 'SKW15', 'SKW30', 'FRZ15', 'FRZ30', 'FG15', 'FG30', 'PAL', 'SHIP')");
                    table.CheckConstraint("ck_lots_material_class", "material_class IN ('MEAT', 'INGREDIENT')");
                    table.CheckConstraint("ck_lots_remaining", "remaining_grams >= 0 AND remaining_grams <= weight_grams");
                    table.CheckConstraint("ck_lots_sku_type", "sku_type IN ('15', '30')");
                    table.CheckConstraint("ck_lots_species", "species IN ('CHICKEN', 'TURKEY')");
                    table.CheckConstraint("ck_lots_sscc", "sscc IS NULL OR length(sscc) = 18");
                    table.CheckConstraint("ck_lots_status", "status IN ('CREATED', 'QUARANTINE', 'RELEASED', 'HOLD', 'REJECTED', 'CONSUMED', 'FINISHED')");
                    table.CheckConstraint("ck_lots_step_index", "step_index BETWEEN 0 AND 10");
                    table.CheckConstraint("ck_lots_supplier", "lot_type <> 'RAW' OR supplier_id IS NOT NULL");
                    table.CheckConstraint("ck_lots_weight", "weight_grams > 0 AND weight_grams <= 10000000");
                    table.ForeignKey(
                        name: "fk_lots_created_by",
                        column: x => x.created_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_lots_run_id",
                        column: x => x.run_id,
                        principalTable: "production_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_lots_supplier_id",
                        column: x => x.supplier_id,
                        principalTable: "suppliers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "run_step_executions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    node_id = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    notes = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_step_executions", x => x.id);
                    table.CheckConstraint("ck_run_step_executions_status", "status IN ('PENDING', 'IN_PROGRESS', 'COMPLETED', 'SKIPPED')");
                    table.CheckConstraint("ck_run_step_executions_step_index", "step_index BETWEEN 0 AND 10");
                    table.ForeignKey(
                        name: "fk_run_step_executions_operator_id",
                        column: x => x.operator_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_run_step_executions_run_id",
                        column: x => x.run_id,
                        principalTable: "production_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "routing_node",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    name_hu = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    node_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    work_center_id = table.Column<Guid>(type: "uuid", nullable: true),
                    team_category = table.Column<string>(type: "text", nullable: true),
                    capacity = table.Column<int>(type: "integer", nullable: true),
                    queue_limit = table.Column<int>(type: "integer", nullable: true),
                    concurrency_limit = table.Column<int>(type: "integer", nullable: true),
                    position_x = table.Column<int>(type: "integer", nullable: false),
                    position_y = table.Column<int>(type: "integer", nullable: false),
                    config = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_routing_node", x => x.id);
                    table.CheckConstraint("ck_routing_node_node_type", "node_type IN ('start', 'operation', 'qc', 'split', 'join', 'decision', 'wait', 'group', 'end')");
                    table.ForeignKey(
                        name: "fk_routing_node_graph_id",
                        column: x => x.graph_id,
                        principalTable: "routing_graph",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_node_graph_version_id",
                        column: x => x.graph_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_node_work_center_id",
                        column: x => x.work_center_id,
                        principalTable: "work_center",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "job_graph_instance",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    snapshot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cycle_no = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    archived_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    archive_reason = table.Column<string>(type: "text", nullable: true),
                    archived_by = table.Column<Guid>(type: "uuid", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_graph_instance", x => x.id);
                    table.CheckConstraint("ck_job_graph_instance_cycle_no", "cycle_no > 0");
                    table.CheckConstraint("ck_job_graph_instance_status", "status IN ('ACTIVE', 'COMPLETED', 'ARCHIVED')");
                    table.ForeignKey(
                        name: "fk_job_graph_instance_flow_version_id",
                        column: x => x.flow_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_job_graph_instance_job_ticket_id",
                        column: x => x.job_ticket_id,
                        principalTable: "job_ticket",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_job_graph_instance_snapshot_id",
                        column: x => x.snapshot_id,
                        principalTable: "runtime_snapshot",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "genealogy_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    parent_lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    child_lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    quantity_used_grams = table.Column<long>(type: "bigint", nullable: false),
                    link_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_genealogy_links", x => x.id);
                    table.CheckConstraint("ck_genealogy_links_link_type", "link_type IN ('NORMAL', 'REWORK')");
                    table.CheckConstraint("ck_genealogy_links_not_self", "parent_lot_id <> child_lot_id");
                    table.CheckConstraint("ck_genealogy_links_quantity", "quantity_used_grams > 0");
                    table.ForeignKey(
                        name: "fk_genealogy_links_child_lot_id",
                        column: x => x.child_lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_genealogy_links_parent_lot_id",
                        column: x => x.parent_lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "inventory_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    buffer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    quantity_grams = table.Column<long>(type: "bigint", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    exited_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inventory_items", x => x.id);
                    table.CheckConstraint("ck_inventory_items_quantity", "quantity_grams > 0");
                    table.ForeignKey(
                        name: "fk_inventory_items_buffer_id",
                        column: x => x.buffer_id,
                        principalTable: "buffers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_inventory_items_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "qc_inspections",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    inspection_type = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    is_ccp = table.Column<bool>(type: "boolean", nullable: false),
                    decision = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    notes = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    checklist_results = table.Column<string>(type: "text", nullable: false),
                    measurements = table.Column<string>(type: "text", nullable: false),
                    inspector_id = table.Column<Guid>(type: "uuid", nullable: false),
                    inspected_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    signature_hash = table.Column<string>(type: "text", nullable: false),
                    signed_with = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    idempotency_key = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qc_inspections", x => x.id);
                    table.CheckConstraint("ck_qc_inspections_decision", "decision IN ('PASS', 'HOLD', 'FAIL')");
                    table.CheckConstraint("ck_qc_inspections_notes", "decision = 'PASS' OR (notes IS NOT NULL AND length(trim(notes)) >= 10)");
                    table.CheckConstraint("ck_qc_inspections_signed_with", "signed_with IN ('SESSION', 'API_KEY', 'PASSWORD', 'SYSTEM')");
                    table.CheckConstraint("ck_qc_inspections_step_index", "step_index BETWEEN 0 AND 10");
                    table.ForeignKey(
                        name: "fk_qc_inspections_inspector_id",
                        column: x => x.inspector_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_qc_inspections_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_qc_inspections_run_id",
                        column: x => x.run_id,
                        principalTable: "production_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "stock_moves",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_buffer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_buffer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    quantity_grams = table.Column<long>(type: "bigint", nullable: false),
                    move_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    idempotency_key = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_moves", x => x.id);
                    table.CheckConstraint("ck_stock_moves_move_type", "move_type IN ('RECEIVE', 'TRANSFER', 'CONSUME', 'SHIP')");
                    table.CheckConstraint("ck_stock_moves_quantity", "quantity_grams > 0 AND quantity_grams <= 10000000");
                    table.CheckConstraint("ck_stock_moves_shape", "(move_type = 'RECEIVE' AND from_buffer_id IS NULL AND to_buffer_id IS NOT NULL) OR (move_type = 'TRANSFER' AND from_buffer_id IS NOT NULL AND to_buffer_id IS NOT NULL AND from_buffer_id <> to_buffer_id) OR (move_type IN ('CONSUME', 'SHIP') AND from_buffer_id IS NOT NULL AND to_buffer_id IS NULL)");
                    table.ForeignKey(
                        name: "fk_stock_moves_from_buffer_id",
                        column: x => x.from_buffer_id,
                        principalTable: "buffers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_moves_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_stock_moves_to_buffer_id",
                        column: x => x.to_buffer_id,
                        principalTable: "buffers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "waste_records",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    quantity_grams = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    disposal_ref = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_waste_records", x => x.id);
                    table.CheckConstraint("ck_waste_records_kind", "kind IN ('CONVERSION', 'DIRECT')");
                    table.CheckConstraint("ck_waste_records_quantity", "quantity_grams > 0");
                    table.CheckConstraint("ck_waste_records_reason", "reason IN ('BONE', 'TRIM', 'PROCESS_LOSS', 'FREEZE_LOSS', 'END_OF_DAY_MIX', 'SCRAP', 'SAMPLE')");
                    table.ForeignKey(
                        name: "fk_waste_records_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_waste_records_run_id",
                        column: x => x.run_id,
                        principalTable: "production_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "routing_edge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_id = table.Column<Guid>(type: "uuid", nullable: false),
                    graph_version_id = table.Column<Guid>(type: "uuid", nullable: false),
                    edge_code = table.Column<string>(type: "character varying(101)", maxLength: 101, nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    from_node_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_node_id = table.Column<Guid>(type: "uuid", nullable: false),
                    edge_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    branch_key = table.Column<string>(type: "text", nullable: false),
                    condition_rule = table.Column<string>(type: "text", nullable: true),
                    is_default = table.Column<bool>(type: "boolean", nullable: false),
                    label = table.Column<string>(type: "text", nullable: true),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    rework_limit = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_routing_edge", x => x.id);
                    table.CheckConstraint("ck_routing_edge_edge_type", "edge_type IN ('normal', 'conditional', 'rework')");
                    table.ForeignKey(
                        name: "fk_routing_edge_from_node_id",
                        column: x => x.from_node_id,
                        principalTable: "routing_node",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_edge_graph_id",
                        column: x => x.graph_id,
                        principalTable: "routing_graph",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_edge_graph_version_id",
                        column: x => x.graph_version_id,
                        principalTable: "flow_versions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_routing_edge_to_node_id",
                        column: x => x.to_node_id,
                        principalTable: "routing_node",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "node_instance",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    blocking_reason = table.Column<string>(type: "text", nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_node_instance", x => x.id);
                    table.CheckConstraint("ck_node_instance_status", "status IN ('READY', 'ACTIVE', 'WAITING', 'BLOCKED', 'COMPLETED')");
                    table.ForeignKey(
                        name: "fk_node_instance_instance_id",
                        column: x => x.instance_id,
                        principalTable: "job_graph_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "spawn_cycle",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    requested_qty = table.Column<long>(type: "bigint", nullable: false),
                    spawned_count = table.Column<int>(type: "integer", nullable: false),
                    idempotency_key = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_spawn_cycle", x => x.id);
                    table.CheckConstraint("ck_spawn_cycle_requested_qty", "requested_qty > 0");
                    table.ForeignKey(
                        name: "fk_spawn_cycle_instance_id",
                        column: x => x.instance_id,
                        principalTable: "job_graph_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "temperature_logs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: true),
                    buffer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    inspection_id = table.Column<Guid>(type: "uuid", nullable: true),
                    temperature_tenths = table.Column<int>(type: "integer", nullable: false),
                    measurement_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    reading_role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    is_violation = table.Column<bool>(type: "boolean", nullable: false),
                    threshold_tenths = table.Column<int>(type: "integer", nullable: true),
                    source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    device_id = table.Column<string>(type: "text", nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    recorded_by = table.Column<Guid>(type: "uuid", nullable: false),
                    measured_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_temperature_logs", x => x.id);
                    table.CheckConstraint("ck_temperature_logs_measurement_type", "measurement_type IN ('SURFACE', 'CORE', 'AMBIENT')");
                    table.CheckConstraint("ck_temperature_logs_place", "lot_id IS NOT NULL OR buffer_id IS NOT NULL");
                    table.CheckConstraint("ck_temperature_logs_range", "temperature_tenths BETWEEN -500 AND 1000");
                    table.CheckConstraint("ck_temperature_logs_reading_role", "reading_role IN ('CCP', 'PROCESS')");
                    table.CheckConstraint("ck_temperature_logs_source", "source IN ('MANUAL', 'DEVICE')");
                    table.ForeignKey(
                        name: "fk_temperature_logs_buffer_id",
                        column: x => x.buffer_id,
                        principalTable: "buffers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_temperature_logs_inspection_id",
                        column: x => x.inspection_id,
                        principalTable: "qc_inspections",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_temperature_logs_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "flow_token",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job_ticket_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    spawn_cycle_id = table.Column<Guid>(type: "uuid", nullable: true),
                    token_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    origin = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    node_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    work_center = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    team_code = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    qty = table.Column<long>(type: "bigint", nullable: false),
                    scrapped_qty = table.Column<long>(type: "bigint", nullable: false),
                    serial_number = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    serial_label = table.Column<string>(type: "text", nullable: true),
                    parent_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    root_token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parallel_group_id = table.Column<Guid>(type: "uuid", nullable: true),
                    branch_key = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    branch_ordinal = table.Column<int>(type: "integer", nullable: true),
                    component_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    rework_count = table.Column<int>(type: "integer", nullable: false),
                    merged_into_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    replacement_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    parent_scrapped_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    replacement_due = table.Column<bool>(type: "boolean", nullable: false),
                    scrap_scope = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    scrap_reason = table.Column<string>(type: "text", nullable: true),
                    stop_code = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    stop_detail = table.Column<string>(type: "text", nullable: true),
                    qc_outcome = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    qc_defect = table.Column<string>(type: "text", nullable: true),
                    qc_severity = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    metadata = table.Column<string>(type: "text", nullable: false),
                    checked_lines = table.Column<string>(type: "text", nullable: false),
                    queue_key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C"),
                    queue_lane = table.Column<string>(type: "character varying(600)", maxLength: 600, nullable: true, collation: "C"),
                    spawned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    scrapped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    scrapped_by = table.Column<Guid>(type: "uuid", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_flow_token", x => x.id);
                    table.CheckConstraint("ck_flow_token_component", "token_type <> 'COMPONENT' OR parent_token_id IS NOT NULL");
                    table.CheckConstraint("ck_flow_token_node_type", "node_type IN ('START', 'OPERATION', 'QC', 'SPLIT', 'JOIN', 'DECISION', 'WAIT', 'GROUP', 'END')");
                    table.CheckConstraint("ck_flow_token_origin", "origin IN ('INITIAL', 'SPLIT', 'BATCH_YIELD', 'REPLACEMENT', 'REWORK_SPAWN', 'MIGRATION')");
                    table.CheckConstraint("ck_flow_token_piece", "token_type <> 'PIECE' OR qty = 100");
                    table.CheckConstraint("ck_flow_token_qc_outcome", "qc_outcome IN ('PASS', 'FAIL_MINOR', 'FAIL_MAJOR', 'SCRAP')");
                    table.CheckConstraint("ck_flow_token_qc_severity", "qc_severity IN ('MINOR', 'MAJOR')");
                    table.CheckConstraint("ck_flow_token_qty", "qty > 0 AND scrapped_qty >= 0");
                    table.CheckConstraint("ck_flow_token_queued", "status <> 'READY' OR node_type NOT IN ('OPERATION', 'QC') OR queue_lane IS NOT NULL");
                    table.CheckConstraint("ck_flow_token_scrap_scope", "scrap_scope IN ('JOB_RESET', 'PRODUCTION')");
                    table.CheckConstraint("ck_flow_token_scrapped", "(status = 'SCRAPPED') = (scrap_scope IS NOT NULL)");
                    table.CheckConstraint("ck_flow_token_status", "status IN ('READY', 'ACTIVE', 'PAUSED', 'WAITING', 'COMPLETED', 'SCRAPPED')");
                    table.CheckConstraint("ck_flow_token_stop_code", "stop_code IN ('UNROUTABLE', 'AMBIGUOUS_ROUTING', 'HOP_LIMIT', 'JOIN_TIMEOUT')");
                    table.CheckConstraint("ck_flow_token_token_type", "token_type IN ('BATCH', 'PIECE', 'COMPONENT')");
                    table.ForeignKey(
                        name: "fk_flow_token_instance_id",
                        column: x => x.instance_id,
                        principalTable: "job_graph_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_flow_token_job_ticket_id",
                        column: x => x.job_ticket_id,
                        principalTable: "job_ticket",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_flow_token_spawn_cycle_id",
                        column: x => x.spawn_cycle_id,
                        principalTable: "spawn_cycle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deviations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deviation_code = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    cause = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    site_code = table.Column<string>(type: "text", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reading_id = table.Column<long>(type: "bigint", nullable: true),
                    inspection_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    from_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    to_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    evaluation = table.Column<string>(type: "text", nullable: true),
                    prevention = table.Column<string>(type: "text", nullable: true),
                    is_simulated = table.Column<bool>(type: "boolean", nullable: false),
                    opened_by = table.Column<Guid>(type: "uuid", nullable: false),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deviations", x => x.id);
                    table.CheckConstraint("ck_deviations_cause", "cause IN ('CCP_READING', 'CCP_INSPECTION')");
                    table.CheckConstraint("ck_deviations_deviation_code", "deviation_code ~ '^(DEV)-[0-9]{8}-[A-Z]{4}-[0-9]{4}$'");
                    table.CheckConstraint("ck_deviations_status", "status IN ('OPEN', 'CLOSED')");
                    table.CheckConstraint("ck_deviations_step_index", "step_index BETWEEN 0 AND 10");
                    table.ForeignKey(
                        name: "fk_deviations_inspection_id",
                        column: x => x.inspection_id,
                        principalTable: "qc_inspections",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviations_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviations_opened_by",
                        column: x => x.opened_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviations_reading_id",
                        column: x => x.reading_id,
                        principalTable: "temperature_logs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviations_run_id",
                        column: x => x.run_id,
                        principalTable: "production_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "join_arrival",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    join_node = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    join_key = table.Column<Guid>(type: "uuid", nullable: false),
                    edge_id = table.Column<string>(type: "character varying(101)", maxLength: 101, nullable: true),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    arrived_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_join_arrival", x => x.id);
                    table.ForeignKey(
                        name: "fk_join_arrival_join_key",
                        column: x => x.join_key,
                        principalTable: "split_execution",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_join_arrival_token_id",
                        column: x => x.token_id,
                        principalTable: "flow_token",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "token_assignment",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    assigned_to_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assigned_to_team_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    method = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    assigned_by = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    is_strict = table.Column<bool>(type: "boolean", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    assigned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    accepted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    paused_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    cancelled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    status_changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_token_assignment", x => x.id);
                    table.CheckConstraint("ck_token_assignment_assignee", "(assigned_to_user_id IS NULL) <> (assigned_to_team_id IS NULL)");
                    table.CheckConstraint("ck_token_assignment_method", "method IN ('PIN', 'MANAGER', 'PLAN', 'AUTO', 'HELPER', 'REPLACE')");
                    table.CheckConstraint("ck_token_assignment_reason", "status NOT IN ('CANCELLED', 'REJECTED') OR length(trim(reason)) > 0");
                    table.CheckConstraint("ck_token_assignment_status", "status IN ('ASSIGNED', 'ACCEPTED', 'STARTED', 'PAUSED', 'COMPLETED', 'CANCELLED', 'REJECTED')");
                    table.ForeignKey(
                        name: "fk_token_assignment_assigned_by",
                        column: x => x.assigned_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_token_assignment_assigned_to_user_id",
                        column: x => x.assigned_to_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_token_assignment_token_id",
                        column: x => x.token_id,
                        principalTable: "flow_token",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "token_event",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    from_node = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    to_node = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    operator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    event_time = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    idempotency_key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    metadata = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_token_event", x => x.id);
                    table.CheckConstraint("ck_token_event_event_type", "event_type IN ('SPAWN', 'ENTER', 'START', 'PAUSE', 'RESUME', 'COMPLETE', 'MOVE', 'SPLIT', 'JOIN', 'QC_PASS', 'QC_FAIL', 'REWORK', 'SCRAP', 'WAIT_START', 'WAIT_COMPLETED', 'APPROVAL_GRANTED', 'DECISION_ROUTED', 'REPLACEMENT_CREATED', 'REPLACEMENT_OF', 'ASSIST_START', 'TAKEOVER', 'CORRECTION', 'NOTE')");
                    table.CheckConstraint("ck_token_event_source", "source IN ('WORK_QUEUE', 'SCAN', 'SYSTEM', 'MIGRATION', 'ADMIN')");
                    table.ForeignKey(
                        name: "fk_token_event_operator_id",
                        column: x => x.operator_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_token_event_token_id",
                        column: x => x.token_id,
                        principalTable: "flow_token",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deviation_dispositions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deviation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    quantity_grams = table.Column<long>(type: "bigint", nullable: false),
                    recorded_by = table.Column<Guid>(type: "uuid", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deviation_dispositions", x => x.id);
                    table.CheckConstraint("ck_deviation_dispositions_outcome", "outcome IN ('RELEASE', 'SCRAP', 'REWORK', 'RETURN')");
                    table.CheckConstraint("ck_deviation_dispositions_quantity", "quantity_grams > 0");
                    table.ForeignKey(
                        name: "fk_deviation_dispositions_deviation_id",
                        column: x => x.deviation_id,
                        principalTable: "deviations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviation_dispositions_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviation_dispositions_recorded_by",
                        column: x => x.recorded_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "deviation_lots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    deviation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    lot_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status_then = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    quantity_grams = table.Column<long>(type: "bigint", nullable: false),
                    recall_grams = table.Column<long>(type: "bigint", nullable: false),
                    places = table.Column<string>(type: "text", nullable: false),
                    held_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    settled_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deviation_lots", x => x.id);
                    table.CheckConstraint("ck_deviation_lots_quantity", "quantity_grams >= 0 AND recall_grams >= 0");
                    table.CheckConstraint("ck_deviation_lots_role", "role IN ('CAUSE', 'BRACKET', 'DOWNSTREAM')");
                    table.CheckConstraint("ck_deviation_lots_settled", "settled_at IS NULL OR held_at IS NOT NULL");
                    table.CheckConstraint("ck_deviation_lots_status_then", "status_then IN ('CREATED', 'QUARANTINE', 'RELEASED', 'HOLD', 'REJECTED', 'CONSUMED', 'FINISHED')");
                    table.ForeignKey(
                        name: "fk_deviation_lots_deviation_id",
                        column: x => x.deviation_id,
                        principalTable: "deviations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_deviation_lots_lot_id",
                        column: x => x.lot_id,
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "token_work_session",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    node_code = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    assignment_id = table.Column<Guid>(type: "uuid", nullable: false),
                    operator_user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    paused_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    resumed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    work_seconds = table.Column<long>(type: "bigint", nullable: false),
                    pause_seconds = table.Column<long>(type: "bigint", nullable: false),
                    pause_count = table.Column<int>(type: "integer", nullable: false),
                    pause_reason = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    pause_note = table.Column<string>(type: "text", nullable: true),
                    close_reason = table.Column<string>(type: "text", nullable: true),
                    over_limit = table.Column<bool>(type: "boolean", nullable: false),
                    replacement_reason = table.Column<string>(type: "text", nullable: true),
                    row_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_token_work_session", x => x.id);
                    table.CheckConstraint("ck_token_work_session_kind", "kind IN ('OWN', 'ASSIST', 'REPLACE')");
                    table.CheckConstraint("ck_token_work_session_pause_reason", "pause_reason IN ('BREAK', 'MATERIAL', 'TOOL', 'QUALITY', 'HELP', 'OTHER')");
                    table.CheckConstraint("ck_token_work_session_seconds", "work_seconds >= 0 AND pause_seconds >= 0");
                    table.CheckConstraint("ck_token_work_session_status", "status IN ('ACTIVE', 'PAUSED', 'COMPLETED', 'CANCELLED')");
                    table.ForeignKey(
                        name: "fk_token_work_session_assignment_id",
                        column: x => x.assignment_id,
                        principalTable: "token_assignment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_token_work_session_operator_user_id",
                        column: x => x.operator_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_token_work_session_token_id",
                        column: x => x.token_id,
                        principalTable: "flow_token",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "material_role",
                columns: new[] { "role_code", "basis", "display_order", "is_active", "name_en", "name_hu", "uom_code" },
                values: new object[,]
                {
                    { "CONSUMABLE", "MASS", 5, true, "Consumable", "Segédanyag", "KG" },
                    { "FASTENER", "COUNT", 4, true, "Fastener", "Kötőelem", "PC" },
                    { "LINING", "AREA", 2, true, "Lining", "Bélés", "M2" },
                    { "MAIN_MATERIAL", "AREA", 1, true, "Main material", "Fő anyag", "M2" },
                    { "TUBE", "LENGTH", 3, true, "Tube", "Cső", "M" }
                });

            migrationBuilder.InsertData(
                table: "role_field",
                columns: new[] { "field_key", "role_code", "display_order", "label_en", "label_hu", "required", "type", "unit" },
                values: new object[,]
                {
                    { "mass_g", "CONSUMABLE", 1, "Mass", "Tömeg", true, "NUMBER", "g" },
                    { "pieces", "CONSUMABLE", 2, "Pieces", "Darab", false, "NUMBER", "pcs" },
                    { "waste_percent", "CONSUMABLE", 3, "Waste", "Hulladék", false, "NUMBER", "%" },
                    { "count", "FASTENER", 1, "Count", "Darabszám", true, "NUMBER", "pcs" },
                    { "waste_percent", "FASTENER", 2, "Waste", "Hulladék", false, "NUMBER", "%" },
                    { "length_mm", "LINING", 2, "Length", "Hossz", true, "NUMBER", "mm" },
                    { "pieces", "LINING", 3, "Pieces", "Darab", false, "NUMBER", "pcs" },
                    { "waste_percent", "LINING", 4, "Waste", "Hulladék", false, "NUMBER", "%" },
                    { "width_mm", "LINING", 1, "Width", "Szélesség", true, "NUMBER", "mm" },
                    { "length_mm", "MAIN_MATERIAL", 2, "Length", "Hossz", true, "NUMBER", "mm" },
                    { "pieces", "MAIN_MATERIAL", 3, "Pieces", "Darab", false, "NUMBER", "pcs" },
                    { "waste_percent", "MAIN_MATERIAL", 4, "Waste", "Hulladék", false, "NUMBER", "%" },
                    { "width_mm", "MAIN_MATERIAL", 1, "Width", "Szélesség", true, "NUMBER", "mm" },
                    { "length_mm", "TUBE", 1, "Length", "Hossz", true, "NUMBER", "mm" },
                    { "pieces", "TUBE", 2, "Pieces", "Darab", false, "NUMBER", "pcs" },
                    { "waste_percent", "TUBE", 3, "Waste", "Hulladék", false, "NUMBER", "%" }
                });

            migrationBuilder.CreateIndex(
                name: "ix_alarms_buffer_id",
                table: "alarms",
                column: "buffer_id");

            migrationBuilder.CreateIndex(
                name: "ix_alarms_finding_id",
                table: "alarms",
                column: "finding_id");

            migrationBuilder.CreateIndex(
                name: "ix_alarms_lot_id",
                table: "alarms",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_alarms_raised_at",
                table: "alarms",
                column: "raised_at");

            migrationBuilder.CreateIndex(
                name: "ix_alarms_state",
                table: "alarms",
                column: "state");

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_key_hash",
                table: "api_keys",
                column: "key_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_user_id",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_created_at",
                table: "audit_events",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_entity_type_entity_id",
                table: "audit_events",
                columns: new[] { "entity_type", "entity_id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_run_id",
                table: "audit_events",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_ticket_id",
                table: "audit_events",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_user_id",
                table: "audit_events",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_events_xact_id_id",
                table: "audit_events",
                columns: new[] { "xact_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_seals_to_id",
                table: "audit_seals",
                column: "to_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_buffers_buffer_code",
                table: "buffers",
                column: "buffer_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_buffers_buffer_type",
                table: "buffers",
                column: "buffer_type");

            migrationBuilder.CreateIndex(
                name: "ix_buffers_is_active",
                table: "buffers",
                column: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_chore_runs_chore_started_at",
                table: "chore_runs",
                columns: new[] { "chore", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_component_material_component_id_material_sku",
                table: "component_material",
                columns: new[] { "component_id", "material_sku" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_component_material_role_code",
                table: "component_material",
                column: "role_code");

            migrationBuilder.CreateIndex(
                name: "ix_deviation_dispositions_deviation_id_lot_id",
                table: "deviation_dispositions",
                columns: new[] { "deviation_id", "lot_id" });

            migrationBuilder.CreateIndex(
                name: "ix_deviation_dispositions_lot_id",
                table: "deviation_dispositions",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviation_dispositions_recorded_by",
                table: "deviation_dispositions",
                column: "recorded_by");

            migrationBuilder.CreateIndex(
                name: "ix_deviation_lots_deviation_id_lot_id",
                table: "deviation_lots",
                columns: new[] { "deviation_id", "lot_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_deviation_lots_lot_id",
                table: "deviation_lots",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_deviation_code",
                table: "deviations",
                column: "deviation_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_deviations_inspection_id",
                table: "deviations",
                column: "inspection_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_lot_id",
                table: "deviations",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_opened_by",
                table: "deviations",
                column: "opened_by");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_reading_id",
                table: "deviations",
                column: "reading_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_run_id",
                table: "deviations",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_deviations_status_step_index",
                table: "deviations",
                columns: new[] { "status", "step_index" });

            migrationBuilder.CreateIndex(
                name: "ix_finding_acknowledged_by",
                table: "finding",
                column: "acknowledged_by");

            migrationBuilder.CreateIndex(
                name: "ix_finding_state_severity",
                table: "finding",
                columns: new[] { "state", "severity" });

            migrationBuilder.CreateIndex(
                name: "ix_finding_ticket_id",
                table: "finding",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ux_finding_open",
                table: "finding",
                columns: new[] { "monitor", "entity_type", "entity_id" },
                unique: true,
                filter: "state <> 'RESOLVED'");

            migrationBuilder.CreateIndex(
                name: "ix_flow_definitions_code",
                table: "flow_definitions",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_flow_definitions_created_by",
                table: "flow_definitions",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_instance_id_node_code_status",
                table: "flow_token",
                columns: new[] { "instance_id", "node_code", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_instance_id_status",
                table: "flow_token",
                columns: new[] { "instance_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_job_ticket_id",
                table: "flow_token",
                column: "job_ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_lane",
                table: "flow_token",
                columns: new[] { "queue_lane", "queue_key" },
                filter: "status = 'READY'");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_parent_scrapped_token_id",
                table: "flow_token",
                column: "parent_scrapped_token_id");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_parent_token_id",
                table: "flow_token",
                column: "parent_token_id");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_ready",
                table: "flow_token",
                column: "queue_key",
                filter: "status = 'READY'");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_root_token_id",
                table: "flow_token",
                column: "root_token_id");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_serial_number",
                table: "flow_token",
                column: "serial_number",
                unique: true,
                filter: "serial_number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_spawn_cycle_id",
                table: "flow_token",
                column: "spawn_cycle_id");

            migrationBuilder.CreateIndex(
                name: "ix_flow_token_waiting",
                table: "flow_token",
                column: "queue_key",
                filter: "status = 'WAITING'");

            migrationBuilder.CreateIndex(
                name: "ux_flow_token_one_child",
                table: "flow_token",
                columns: new[] { "parallel_group_id", "branch_key", "branch_ordinal" },
                unique: true,
                filter: "origin = 'SPLIT'");

            migrationBuilder.CreateIndex(
                name: "ix_flow_versions_flow_definition_id_version_num",
                table: "flow_versions",
                columns: new[] { "flow_definition_id", "version_num" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_flow_versions_status",
                table: "flow_versions",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ux_flow_versions_one_open",
                table: "flow_versions",
                column: "flow_definition_id",
                unique: true,
                filter: "status IN ('DRAFT', 'REVIEW')");

            migrationBuilder.CreateIndex(
                name: "ux_flow_versions_one_published",
                table: "flow_versions",
                column: "flow_definition_id",
                unique: true,
                filter: "status = 'PUBLISHED'");

            migrationBuilder.CreateIndex(
                name: "ix_genealogy_links_child_lot_id",
                table: "genealogy_links",
                column: "child_lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_genealogy_links_parent_lot_id_child_lot_id",
                table: "genealogy_links",
                columns: new[] { "parent_lot_id", "child_lot_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_records_expires_at",
                table: "idempotency_records",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_inventory_items_lot_id",
                table: "inventory_items",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_inventory_items_open_by_buffer",
                table: "inventory_items",
                column: "buffer_id",
                filter: "exited_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_inventory_items_run_id",
                table: "inventory_items",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ux_inventory_items_open",
                table: "inventory_items",
                columns: new[] { "lot_id", "buffer_id" },
                unique: true,
                filter: "exited_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_job_graph_instance_flow_version_id",
                table: "job_graph_instance",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_job_graph_instance_job_ticket_id_cycle_no",
                table: "job_graph_instance",
                columns: new[] { "job_ticket_id", "cycle_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_graph_instance_snapshot_id",
                table: "job_graph_instance",
                column: "snapshot_id");

            migrationBuilder.CreateIndex(
                name: "ix_job_graph_instance_status",
                table: "job_graph_instance",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ux_job_graph_instance_one_active",
                table: "job_graph_instance",
                column: "job_ticket_id",
                unique: true,
                filter: "status = 'ACTIVE'");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_created_by",
                table: "job_ticket",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_flow_version_id",
                table: "job_ticket",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_graph_instance_id",
                table: "job_ticket",
                column: "graph_instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_product_id_status",
                table: "job_ticket",
                columns: new[] { "product_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_product_revision_id",
                table: "job_ticket",
                column: "product_revision_id");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_routing_mode",
                table: "job_ticket",
                column: "routing_mode");

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_status_due_at",
                table: "job_ticket",
                columns: new[] { "status", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_ticket_code",
                table: "job_ticket",
                column: "ticket_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_serial_serial_number",
                table: "job_ticket_serial",
                column: "serial_number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_serial_ticket_id_sequence_no",
                table: "job_ticket_serial",
                columns: new[] { "ticket_id", "sequence_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_serial_ticket_id_state",
                table: "job_ticket_serial",
                columns: new[] { "ticket_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_job_ticket_serial_token_id",
                table: "job_ticket_serial",
                column: "token_id",
                unique: true,
                filter: "token_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_join_arrival_join_key",
                table: "join_arrival",
                column: "join_key");

            migrationBuilder.CreateIndex(
                name: "ix_join_arrival_join_node_join_key_edge_id_token_id",
                table: "join_arrival",
                columns: new[] { "join_node", "join_key", "edge_id", "token_id" });

            migrationBuilder.CreateIndex(
                name: "ix_join_arrival_token_id",
                table: "join_arrival",
                column: "token_id");

            migrationBuilder.CreateIndex(
                name: "ix_join_firing_join_key",
                table: "join_firing",
                column: "join_key");

            migrationBuilder.CreateIndex(
                name: "ix_join_firing_join_node_join_key",
                table: "join_firing",
                columns: new[] { "join_node", "join_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_login_tokens_expires_at",
                table: "login_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_login_tokens_token_hash",
                table: "login_tokens",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_login_tokens_user_id",
                table: "login_tokens",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_lots_created_by",
                table: "lots",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_lots_lot_code",
                table: "lots",
                column: "lot_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lots_lot_type_status",
                table: "lots",
                columns: new[] { "lot_type", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_lots_run_id_step_index",
                table: "lots",
                columns: new[] { "run_id", "step_index" });

            migrationBuilder.CreateIndex(
                name: "ix_lots_sscc",
                table: "lots",
                column: "sscc",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lots_status",
                table: "lots",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_lots_step_index_created_at",
                table: "lots",
                columns: new[] { "step_index", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_lots_supplier_id",
                table: "lots",
                column: "supplier_id");

            migrationBuilder.CreateIndex(
                name: "ix_manager_assignment_assigned_by",
                table: "manager_assignment",
                column: "assigned_by");

            migrationBuilder.CreateIndex(
                name: "ix_manager_assignment_assigned_to_user_id",
                table: "manager_assignment",
                column: "assigned_to_user_id");

            migrationBuilder.CreateIndex(
                name: "ux_manager_assignment_active",
                table: "manager_assignment",
                columns: new[] { "job_ticket_id", "node_code", "assigned_to_user_id", "assigned_to_team_id" },
                unique: true,
                filter: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_material_adjustment_created_by",
                table: "material_adjustment",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_material_adjustment_job_ticket_id",
                table: "material_adjustment",
                column: "job_ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_node_instance_instance_id_node_code",
                table: "node_instance",
                columns: new[] { "instance_id", "node_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_product_sku",
                table: "product",
                column: "sku",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_product_component_product_id_component_code",
                table: "product_component",
                columns: new[] { "product_id", "component_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_product_graph_binding_flow_id",
                table: "product_graph_binding",
                column: "flow_id");

            migrationBuilder.CreateIndex(
                name: "ix_product_graph_binding_flow_version_id",
                table: "product_graph_binding",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_product_graph_binding_product_id",
                table: "product_graph_binding",
                column: "product_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_product_revision_created_by",
                table: "product_revision",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_product_revision_flow_version_id",
                table: "product_revision",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_product_revision_product_id_revision_no",
                table: "product_revision",
                columns: new[] { "product_id", "revision_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_product_revision_one_draft",
                table: "product_revision",
                column: "product_id",
                unique: true,
                filter: "status = 'DRAFT'");

            migrationBuilder.CreateIndex(
                name: "ux_product_revision_one_open",
                table: "product_revision",
                column: "product_id",
                unique: true,
                filter: "status = 'PUBLISHED' AND allow_new_jobs");

            migrationBuilder.CreateIndex(
                name: "ix_production_runs_current_step_index",
                table: "production_runs",
                column: "current_step_index");

            migrationBuilder.CreateIndex(
                name: "ix_production_runs_flow_version_id",
                table: "production_runs",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_production_runs_run_code",
                table: "production_runs",
                column: "run_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_production_runs_started_by",
                table: "production_runs",
                column: "started_by");

            migrationBuilder.CreateIndex(
                name: "ix_production_runs_status",
                table: "production_runs",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_qc_gates_gate_code",
                table: "qc_gates",
                column: "gate_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_qc_inspections_inspector_id",
                table: "qc_inspections",
                column: "inspector_id");

            migrationBuilder.CreateIndex(
                name: "ix_qc_inspections_lot_id",
                table: "qc_inspections",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_qc_inspections_run_id_step_index",
                table: "qc_inspections",
                columns: new[] { "run_id", "step_index" });

            migrationBuilder.CreateIndex(
                name: "ix_revision_reference_revision_id_ref_type_ref_id",
                table: "revision_reference",
                columns: new[] { "revision_id", "ref_type", "ref_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_routing_edge_from_node_id_to_node_id",
                table: "routing_edge",
                columns: new[] { "from_node_id", "to_node_id" });

            migrationBuilder.CreateIndex(
                name: "ix_routing_edge_graph_id_edge_code",
                table: "routing_edge",
                columns: new[] { "graph_id", "edge_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_routing_edge_graph_version_id",
                table: "routing_edge",
                column: "graph_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_routing_edge_to_node_id",
                table: "routing_edge",
                column: "to_node_id");

            migrationBuilder.CreateIndex(
                name: "ix_routing_graph_code_version",
                table: "routing_graph",
                columns: new[] { "code", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_routing_graph_created_by",
                table: "routing_graph",
                column: "created_by");

            migrationBuilder.CreateIndex(
                name: "ix_routing_graph_flow_version_id",
                table: "routing_graph",
                column: "flow_version_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_routing_node_graph_id_node_code",
                table: "routing_node",
                columns: new[] { "graph_id", "node_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_routing_node_graph_version_id_node_type",
                table: "routing_node",
                columns: new[] { "graph_version_id", "node_type" });

            migrationBuilder.CreateIndex(
                name: "ix_routing_node_work_center_id",
                table: "routing_node",
                column: "work_center_id");

            migrationBuilder.CreateIndex(
                name: "ix_run_step_executions_operator_id",
                table: "run_step_executions",
                column: "operator_id");

            migrationBuilder.CreateIndex(
                name: "ix_run_step_executions_run_id_step_index",
                table: "run_step_executions",
                columns: new[] { "run_id", "step_index" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_step_executions_status",
                table: "run_step_executions",
                column: "status");

            migrationBuilder.CreateIndex(
                name: "ix_runtime_snapshot_flow_version_id",
                table: "runtime_snapshot",
                column: "flow_version_id");

            migrationBuilder.CreateIndex(
                name: "ix_runtime_snapshot_job_ticket_id",
                table: "runtime_snapshot",
                column: "job_ticket_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_runtime_snapshot_product_id",
                table: "runtime_snapshot",
                column: "product_id");

            migrationBuilder.CreateIndex(
                name: "ix_runtime_snapshot_product_revision_id",
                table: "runtime_snapshot",
                column: "product_revision_id");

            migrationBuilder.CreateIndex(
                name: "ix_serial_outbox_serial_code_aggregate_seq",
                table: "serial_outbox",
                columns: new[] { "serial_code", "aggregate_seq" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_serial_outbox_status_next_attempt_at",
                table: "serial_outbox",
                columns: new[] { "status", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "ix_serial_quarantine_serial_code_reason",
                table: "serial_quarantine",
                columns: new[] { "serial_code", "reason" },
                unique: true,
                filter: "resolved_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_serial_salt_production_type",
                table: "serial_salt",
                column: "production_type",
                unique: true,
                filter: "active");

            migrationBuilder.CreateIndex(
                name: "ix_spawn_cycle_instance_id",
                table: "spawn_cycle",
                column: "instance_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_split_execution_instance_id",
                table: "split_execution",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_split_execution_parent_token_id_split_node_visit_no",
                table: "split_execution",
                columns: new[] { "parent_token_id", "split_node", "visit_no" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_split_execution_root_token_id",
                table: "split_execution",
                column: "root_token_id");

            migrationBuilder.CreateIndex(
                name: "ix_split_execution_waiting",
                table: "split_execution",
                column: "timer_from",
                filter: "fired_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_stock_moves_created_at",
                table: "stock_moves",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_stock_moves_from_buffer_id",
                table: "stock_moves",
                column: "from_buffer_id");

            migrationBuilder.CreateIndex(
                name: "ix_stock_moves_lot_id",
                table: "stock_moves",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_stock_moves_to_buffer_id",
                table: "stock_moves",
                column: "to_buffer_id");

            migrationBuilder.CreateIndex(
                name: "ix_suppliers_code",
                table: "suppliers",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_team_code",
                table: "team",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_team_member_team_id_user_id",
                table: "team_member",
                columns: new[] { "team_id", "user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_team_member_user_id",
                table: "team_member",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_temperature_logs_buffer_id_measured_at",
                table: "temperature_logs",
                columns: new[] { "buffer_id", "measured_at" });

            migrationBuilder.CreateIndex(
                name: "ix_temperature_logs_inspection_id",
                table: "temperature_logs",
                column: "inspection_id");

            migrationBuilder.CreateIndex(
                name: "ix_temperature_logs_lot_id_measured_at",
                table: "temperature_logs",
                columns: new[] { "lot_id", "measured_at" });

            migrationBuilder.CreateIndex(
                name: "ix_temperature_logs_measured_at",
                table: "temperature_logs",
                column: "measured_at");

            migrationBuilder.CreateIndex(
                name: "ix_token_assignment_assigned_by",
                table: "token_assignment",
                column: "assigned_by");

            migrationBuilder.CreateIndex(
                name: "ix_token_assignment_assigned_to_team_id",
                table: "token_assignment",
                column: "assigned_to_team_id");

            migrationBuilder.CreateIndex(
                name: "ix_token_assignment_assigned_to_user_id_status",
                table: "token_assignment",
                columns: new[] { "assigned_to_user_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ux_token_assignment_one_open",
                table: "token_assignment",
                column: "token_id",
                unique: true,
                filter: "status IN ('ASSIGNED', 'ACCEPTED', 'STARTED', 'PAUSED')");

            migrationBuilder.CreateIndex(
                name: "ix_token_event_event_type_event_time",
                table: "token_event",
                columns: new[] { "event_type", "event_time" });

            migrationBuilder.CreateIndex(
                name: "ix_token_event_idempotency_key",
                table: "token_event",
                column: "idempotency_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_token_event_instance_id",
                table: "token_event",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_token_event_operator_id",
                table: "token_event",
                column: "operator_id");

            migrationBuilder.CreateIndex(
                name: "ix_token_event_token_id_id",
                table: "token_event",
                columns: new[] { "token_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_token_work_session_assignment_id",
                table: "token_work_session",
                column: "assignment_id");

            migrationBuilder.CreateIndex(
                name: "ix_token_work_session_instance_id",
                table: "token_work_session",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_token_work_session_operator_user_id_ended_at",
                table: "token_work_session",
                columns: new[] { "operator_user_id", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_token_work_session_operator_user_id_status",
                table: "token_work_session",
                columns: new[] { "operator_user_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_token_work_session_token",
                table: "token_work_session",
                column: "token_id");

            migrationBuilder.CreateIndex(
                name: "ux_token_work_session_one_active",
                table: "token_work_session",
                column: "operator_user_id",
                unique: true,
                filter: "status = 'ACTIVE'");

            migrationBuilder.CreateIndex(
                name: "ux_token_work_session_one_each",
                table: "token_work_session",
                columns: new[] { "token_id", "operator_user_id" },
                unique: true,
                filter: "status IN ('ACTIVE', 'PAUSED')");

            migrationBuilder.CreateIndex(
                name: "ux_token_work_session_one_owner",
                table: "token_work_session",
                column: "token_id",
                unique: true,
                filter: "status IN ('ACTIVE', 'PAUSED') AND kind <> 'ASSIST'");

            migrationBuilder.CreateIndex(
                name: "ix_user_skill_user_id_skill_code",
                table: "user_skill",
                columns: new[] { "user_id", "skill_code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_badge_code",
                table: "users",
                column: "badge_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_users_email",
                table: "users",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_waste_records_lot_id",
                table: "waste_records",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_waste_records_run_id",
                table: "waste_records",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_center_code",
                table: "work_center",
                column: "code",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alarms");

            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "audit_events");

            migrationBuilder.DropTable(
                name: "audit_seals");

            migrationBuilder.DropTable(
                name: "availability");

            migrationBuilder.DropTable(
                name: "chore_runs");

            migrationBuilder.DropTable(
                name: "code_sequences");

            migrationBuilder.DropTable(
                name: "component_material");

            migrationBuilder.DropTable(
                name: "deviation_dispositions");

            migrationBuilder.DropTable(
                name: "deviation_lots");

            migrationBuilder.DropTable(
                name: "finding");

            migrationBuilder.DropTable(
                name: "genealogy_links");

            migrationBuilder.DropTable(
                name: "idempotency_records");

            migrationBuilder.DropTable(
                name: "inventory_items");

            migrationBuilder.DropTable(
                name: "job_ticket_serial");

            migrationBuilder.DropTable(
                name: "join_arrival");

            migrationBuilder.DropTable(
                name: "join_firing");

            migrationBuilder.DropTable(
                name: "login_tokens");

            migrationBuilder.DropTable(
                name: "manager_assignment");

            migrationBuilder.DropTable(
                name: "material_adjustment");

            migrationBuilder.DropTable(
                name: "monitor_state");

            migrationBuilder.DropTable(
                name: "node_instance");

            migrationBuilder.DropTable(
                name: "product_graph_binding");

            migrationBuilder.DropTable(
                name: "qc_gates");

            migrationBuilder.DropTable(
                name: "revision_reference");

            migrationBuilder.DropTable(
                name: "role_field");

            migrationBuilder.DropTable(
                name: "routing_edge");

            migrationBuilder.DropTable(
                name: "run_step_executions");

            migrationBuilder.DropTable(
                name: "serial_outbox");

            migrationBuilder.DropTable(
                name: "serial_quarantine");

            migrationBuilder.DropTable(
                name: "serial_salt");

            migrationBuilder.DropTable(
                name: "serial_seq_daily");

            migrationBuilder.DropTable(
                name: "site_settings");

            migrationBuilder.DropTable(
                name: "sscc_sequences");

            migrationBuilder.DropTable(
                name: "stock_moves");

            migrationBuilder.DropTable(
                name: "team_member");

            migrationBuilder.DropTable(
                name: "token_event");

            migrationBuilder.DropTable(
                name: "token_work_session");

            migrationBuilder.DropTable(
                name: "user_skill");

            migrationBuilder.DropTable(
                name: "waste_records");

            migrationBuilder.DropTable(
                name: "product_component");

            migrationBuilder.DropTable(
                name: "deviations");

            migrationBuilder.DropTable(
                name: "split_execution");

            migrationBuilder.DropTable(
                name: "product_revision");

            migrationBuilder.DropTable(
                name: "material_role");

            migrationBuilder.DropTable(
                name: "routing_node");

            migrationBuilder.DropTable(
                name: "team");

            migrationBuilder.DropTable(
                name: "token_assignment");

            migrationBuilder.DropTable(
                name: "temperature_logs");

            migrationBuilder.DropTable(
                name: "product");

            migrationBuilder.DropTable(
                name: "routing_graph");

            migrationBuilder.DropTable(
                name: "work_center");

            migrationBuilder.DropTable(
                name: "flow_token");

            migrationBuilder.DropTable(
                name: "buffers");

            migrationBuilder.DropTable(
                name: "qc_inspections");

            migrationBuilder.DropTable(
                name: "spawn_cycle");

            migrationBuilder.DropTable(
                name: "lots");

            migrationBuilder.DropTable(
                name: "job_graph_instance");

            migrationBuilder.DropTable(
                name: "production_runs");

            migrationBuilder.DropTable(
                name: "suppliers");

            migrationBuilder.DropTable(
                name: "job_ticket");

            migrationBuilder.DropTable(
                name: "runtime_snapshot");

            migrationBuilder.DropTable(
                name: "flow_versions");

            migrationBuilder.DropTable(
                name: "flow_definitions");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
