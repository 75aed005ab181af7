using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ControlRoom.Core.Database.Migrations.Sqlite
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    buffer_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    object_code = table.Column<string>(type: "TEXT", nullable: false),
                    value_tenths = table.Column<int>(type: "INTEGER", nullable: true),
                    limit_tenths = table.Column<int>(type: "INTEGER", nullable: true),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    raised_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    returned_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    acknowledged_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alarms", x => x.id);
                    table.CheckConstraint("ck_alarms_kind", "kind IN ('CCP_VIOLATION', 'TEMP_VIOLATION', 'BUFFER_OUT_OF_BAND', 'QC_FAIL', 'LOT_HOLD', 'RUN_HOLD', 'MISSING_READING', 'STALE', 'CHORE_OVERDUE')");
                    table.CheckConstraint("ck_alarms_priority", "priority BETWEEN 1 AND 4");
                    table.CheckConstraint("ck_alarms_state", "state IN ('UNACK', 'ACK', 'RTN_UNACK', 'CLEARED')");
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    from_id = table.Column<long>(type: "INTEGER", nullable: false),
                    to_id = table.Column<long>(type: "INTEGER", nullable: false),
                    event_count = table.Column<int>(type: "INTEGER", nullable: false),
                    merkle_root = table.Column<string>(type: "TEXT", nullable: false),
                    previous_hash = table.Column<string>(type: "TEXT", nullable: true),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    sealed_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "buffers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    buffer_code = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    buffer_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    allowed_lot_types = table.Column<string>(type: "TEXT", nullable: false),
                    capacity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    temp_min_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    temp_max_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_on_hold = table.Column<bool>(type: "INTEGER", nullable: false),
                    hold_reason = table.Column<string>(type: "TEXT", nullable: true),
                    site_code = table.Column<string>(type: "TEXT", nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    color = table.Column<string>(type: "TEXT", nullable: true),
                    reading_period_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    chore = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    started_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    finished_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    result = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: true)
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
                    prefix = table.Column<string>(type: "TEXT", nullable: false),
                    site_code = table.Column<string>(type: "TEXT", nullable: false),
                    local_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    last_value = table.Column<int>(type: "INTEGER", nullable: false)
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
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<Guid>(type: "TEXT", nullable: false),
                    method = table.Column<string>(type: "TEXT", nullable: false),
                    path = table.Column<string>(type: "TEXT", nullable: false),
                    request_hash = table.Column<string>(type: "TEXT", nullable: false),
                    response_body = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_records", x => new { x.user_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "qc_gates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    gate_code = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    gate_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    is_ccp = table.Column<bool>(type: "INTEGER", nullable: false),
                    haccp_class = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    checklist = table.Column<string>(type: "TEXT", nullable: false),
                    protected_from_removal = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_qc_gates", x => x.id);
                    table.CheckConstraint("ck_qc_gates_gate_type", "gate_type IN ('CHECKPOINT', 'BLOCKING', 'INFO')");
                    table.CheckConstraint("ck_qc_gates_haccp_class", "haccp_class IN ('oPRP', 'CCP', 'PRP')");
                    table.CheckConstraint("ck_qc_gates_step_index", "step_index BETWEEN 0 AND 10");
                });

            migrationBuilder.CreateTable(
                name: "sscc_sequences",
                columns: table => new
                {
                    company_prefix = table.Column<string>(type: "TEXT", nullable: false),
                    last_serial = table.Column<long>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    species = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    goods_class = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    approved = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    full_name = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    badge_code = table.Column<string>(type: "TEXT", nullable: true),
                    pin_hash = table.Column<string>(type: "TEXT", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    last_login = table.Column<DateTime>(type: "TEXT", nullable: true),
                    preferences = table.Column<string>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    capacity_per_day = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_center", x => x.id);
                    table.CheckConstraint("ck_work_center_capacity", "capacity_per_day >= 0");
                    table.CheckConstraint("ck_work_center_status", "status IN ('ACTIVE', 'INACTIVE', 'MAINTENANCE')");
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    key_hash = table.Column<string>(type: "TEXT", nullable: false),
                    prefix = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    revoked_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    last_used_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    xact_id = table.Column<ulong>(type: "INTEGER", nullable: false, defaultValue: 0ul),
                    event_type = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    entity_type = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    entity_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    entity_code = table.Column<string>(type: "TEXT", nullable: true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    buffer_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    correlation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    old_state = table.Column<string>(type: "TEXT", nullable: true),
                    new_state = table.Column<string>(type: "TEXT", nullable: true),
                    metadata = table.Column<string>(type: "TEXT", nullable: false),
                    ip_address = table.Column<string>(type: "TEXT", maxLength: 45, nullable: true),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    is_available = table.Column<bool>(type: "INTEGER", nullable: false),
                    unavailable_until = table.Column<DateTime>(type: "TEXT", nullable: true)
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
                name: "flow_definitions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    updated_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    is_deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    token_hash = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    expires_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    revoked_at = table.Column<DateTime>(type: "TEXT", nullable: true)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    team_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    skill_code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: false)
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
                name: "flow_versions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flow_definition_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version_num = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    graph_schema = table.Column<string>(type: "TEXT", nullable: false),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    submitted_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    reviewed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    published_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    published_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    rejection_reason = table.Column<string>(type: "TEXT", nullable: true),
                    deprecated_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    allow_new_jobs = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
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
                name: "production_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_code = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    flow_version_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    site_code = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    current_step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    daily_target_grams = table.Column<long>(type: "INTEGER", nullable: true),
                    started_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    started_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    completed_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    ended_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    held_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    hold_reason = table.Column<string>(type: "TEXT", nullable: true),
                    abort_reason = table.Column<string>(type: "TEXT", nullable: true),
                    summary = table.Column<string>(type: "TEXT", nullable: true),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_production_runs", x => x.id);
                    table.CheckConstraint("ck_production_runs_current_step_index", "current_step_index BETWEEN 0 AND 10");
                    table.CheckConstraint("ck_production_runs_daily_target", "daily_target_grams > 0");
                    table.CheckConstraint("ck_production_runs_run_code", "run_code GLOB 'RUN-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]'");
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    flow_version_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    is_published = table.Column<bool>(type: "INTEGER", nullable: false),
                    content_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                name: "lots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_code = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    lot_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    weight_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    remaining_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    piece_count = table.Column<int>(type: "INTEGER", nullable: true),
                    sku_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    supplier_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    temperature_tenths = table.Column<int>(type: "INTEGER", nullable: true),
                    species = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    material_class = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    production_date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    customer_code = table.Column<string>(type: "TEXT", nullable: true),
                    sscc = table.Column<string>(type: "TEXT", nullable: true),
                    batch_code = table.Column<string>(type: "TEXT", nullable: true),
                    disposition = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    hold_reason = table.Column<string>(type: "TEXT", nullable: true),
                    hold_cause = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    held_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    pending_reject = table.Column<bool>(type: "INTEGER", nullable: false),
                    metadata = table.Column<string>(type: "TEXT", nullable: false),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lots", x => x.id);
                    table.CheckConstraint("ck_lots_disposition", "disposition IN ('NONE', 'SCRAP', 'REWORK', 'RETURN')");
                    table.CheckConstraint("ck_lots_hold_cause", "hold_cause IN ('INSPECTION', 'TEMPERATURE', 'RECIPE_OUT_OF_SPEC', 'RUN_ABORTED', 'ROLLBACK', 'DEVIATION')");
                    table.CheckConstraint("ck_lots_lot_code", "lot_code GLOB 'RAW-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'DEB-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'BULK-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'MIXLOT-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'SKW15-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'SKW30-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'FRZ15-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'FRZ30-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'FG15-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'FG30-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'PAL-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]' OR lot_code GLOB 'SHIP-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]'");
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    node_id = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    notes = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    started_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    completed_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    operator_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    graph_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    graph_version_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    node_code = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    name_hu = table.Column<string>(type: "TEXT", nullable: false),
                    name_en = table.Column<string>(type: "TEXT", nullable: false),
                    node_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    work_center_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    team_category = table.Column<string>(type: "TEXT", nullable: true),
                    capacity = table.Column<int>(type: "INTEGER", nullable: true),
                    queue_limit = table.Column<int>(type: "INTEGER", nullable: true),
                    concurrency_limit = table.Column<int>(type: "INTEGER", nullable: true),
                    position_x = table.Column<int>(type: "INTEGER", nullable: false),
                    position_y = table.Column<int>(type: "INTEGER", nullable: false),
                    config = table.Column<string>(type: "TEXT", nullable: false)
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
                name: "genealogy_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    parent_lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    child_lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    quantity_used_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    link_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    buffer_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    quantity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    entered_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    exited_at = table.Column<DateTime>(type: "TEXT", nullable: true)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    inspection_type = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    is_ccp = table.Column<bool>(type: "INTEGER", nullable: false),
                    decision = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    notes = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    checklist_results = table.Column<string>(type: "TEXT", nullable: false),
                    measurements = table.Column<string>(type: "TEXT", nullable: false),
                    inspector_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    inspected_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    signature_hash = table.Column<string>(type: "TEXT", nullable: false),
                    signed_with = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    idempotency_key = table.Column<Guid>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    from_buffer_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    to_buffer_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    quantity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    move_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    operator_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    idempotency_key = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    disposal_ref = table.Column<string>(type: "TEXT", nullable: true),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    graph_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    graph_version_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    edge_code = table.Column<string>(type: "TEXT", maxLength: 101, nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    from_node_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    to_node_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    edge_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    branch_key = table.Column<string>(type: "TEXT", nullable: false),
                    condition_rule = table.Column<string>(type: "TEXT", nullable: true),
                    is_default = table.Column<bool>(type: "INTEGER", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: true),
                    priority = table.Column<int>(type: "INTEGER", nullable: false),
                    rework_limit = table.Column<int>(type: "INTEGER", nullable: true)
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
                name: "temperature_logs",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    buffer_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    inspection_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    temperature_tenths = table.Column<int>(type: "INTEGER", nullable: false),
                    measurement_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    reading_role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    is_violation = table.Column<bool>(type: "INTEGER", nullable: false),
                    threshold_tenths = table.Column<int>(type: "INTEGER", nullable: true),
                    source = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    device_id = table.Column<string>(type: "TEXT", nullable: true),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    recorded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    measured_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    received_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                name: "deviations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    deviation_code = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    cause = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    site_code = table.Column<string>(type: "TEXT", nullable: false),
                    step_index = table.Column<int>(type: "INTEGER", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    reading_id = table.Column<long>(type: "INTEGER", nullable: true),
                    inspection_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    from_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    to_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    evaluation = table.Column<string>(type: "TEXT", nullable: true),
                    prevention = table.Column<string>(type: "TEXT", nullable: true),
                    is_simulated = table.Column<bool>(type: "INTEGER", nullable: false),
                    opened_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    opened_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    closed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    closed_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deviations", x => x.id);
                    table.CheckConstraint("ck_deviations_cause", "cause IN ('CCP_READING', 'CCP_INSPECTION')");
                    table.CheckConstraint("ck_deviations_deviation_code", "deviation_code GLOB 'DEV-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]'");
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
                name: "deviation_dispositions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    deviation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    quantity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    recorded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "TEXT", nullable: false)
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
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    deviation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    lot_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    status_then = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    quantity_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    recall_grams = table.Column<long>(type: "INTEGER", nullable: false),
                    places = table.Column<string>(type: "TEXT", nullable: false),
                    held_at = table.Column<DateTime>(type: "TEXT", nullable: true),
                    settled_at = table.Column<DateTime>(type: "TEXT", nullable: true)
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

            migrationBuilder.CreateIndex(
                name: "ix_alarms_buffer_id",
                table: "alarms",
                column: "buffer_id");

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
                name: "ix_flow_definitions_code",
                table: "flow_definitions",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_flow_definitions_created_by",
                table: "flow_definitions",
                column: "created_by");

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
                name: "deviation_dispositions");

            migrationBuilder.DropTable(
                name: "deviation_lots");

            migrationBuilder.DropTable(
                name: "genealogy_links");

            migrationBuilder.DropTable(
                name: "idempotency_records");

            migrationBuilder.DropTable(
                name: "inventory_items");

            migrationBuilder.DropTable(
                name: "login_tokens");

            migrationBuilder.DropTable(
                name: "qc_gates");

            migrationBuilder.DropTable(
                name: "routing_edge");

            migrationBuilder.DropTable(
                name: "run_step_executions");

            migrationBuilder.DropTable(
                name: "sscc_sequences");

            migrationBuilder.DropTable(
                name: "stock_moves");

            migrationBuilder.DropTable(
                name: "team_member");

            migrationBuilder.DropTable(
                name: "user_skill");

            migrationBuilder.DropTable(
                name: "waste_records");

            migrationBuilder.DropTable(
                name: "deviations");

            migrationBuilder.DropTable(
                name: "routing_node");

            migrationBuilder.DropTable(
                name: "team");

            migrationBuilder.DropTable(
                name: "temperature_logs");

            migrationBuilder.DropTable(
                name: "routing_graph");

            migrationBuilder.DropTable(
                name: "work_center");

            migrationBuilder.DropTable(
                name: "buffers");

            migrationBuilder.DropTable(
                name: "qc_inspections");

            migrationBuilder.DropTable(
                name: "lots");

            migrationBuilder.DropTable(
                name: "production_runs");

            migrationBuilder.DropTable(
                name: "suppliers");

            migrationBuilder.DropTable(
                name: "flow_versions");

            migrationBuilder.DropTable(
                name: "flow_definitions");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
