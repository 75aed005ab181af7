using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ControlRoom.Core.Database.Migrations.SqliteRegistry
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "serial_registry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    serial_code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    tenant_code = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    production_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    sku = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    ticket_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    token_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    serial_scope = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    linked_source = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    origin = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    hash_signature = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    hash_salt_version = table.Column<int>(type: "INTEGER", nullable: false),
                    checksum = table.Column<string>(type: "TEXT", maxLength: 1, nullable: false),
                    registry_version = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    registered_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_serial_registry", x => x.id);
                    table.CheckConstraint("ck_serial_registry_context", "(production_type = 'HAT' AND serial_scope = 'PIECE' AND linked_source = 'DAG_TOKEN') OR (production_type = 'OEM' AND serial_scope = 'BATCH' AND linked_source = 'JOB_TICKET' AND token_id IS NULL)");
                    table.CheckConstraint("ck_serial_registry_linked_source", "linked_source IN ('DAG_TOKEN', 'JOB_TICKET')");
                    table.CheckConstraint("ck_serial_registry_origin", "origin IN ('AUTO_JOB', 'API_GENERATED')");
                    table.CheckConstraint("ck_serial_registry_production_type", "production_type IN ('HAT', 'OEM')");
                    table.CheckConstraint("ck_serial_registry_serial_scope", "serial_scope IN ('PIECE', 'BATCH')");
                    table.CheckConstraint("ck_serial_registry_status", "status IN ('ACTIVE', 'USED', 'SCRAPPED', 'CANCELLED')");
                    table.CheckConstraint("ck_serial_registry_version", "registry_version >= 1 AND hash_salt_version >= 1");
                });

            migrationBuilder.CreateIndex(
                name: "ix_serial_registry_serial_code",
                table: "serial_registry",
                column: "serial_code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_serial_registry_tenant_code_serial_code",
                table: "serial_registry",
                columns: new[] { "tenant_code", "serial_code" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "serial_registry");
        }
    }
}
