using System.Data.Common;
using System.Text.RegularExpressions;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Kernel;
using ControlRoom.Core.Tests.Tidy;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Database;

/// <summary>
/// Every declared guard is reached by raw SQL on both databases. Guards whose form says how (append-only, fixed columns, never deleted,
/// lifecycles) need nothing here; the others are listed in <see cref="Ways"/>.
/// </summary>
public sealed partial class GuardTests
{
    private static readonly IReadOnlyList<Guard> All = [.. ControlRoomDb.Areas.SelectMany(a => a.Guards)];

    /// <summary>How to reach a guard that has a condition of its own, and a neighbouring change that it lets through.</summary>
    private static readonly Dictionary<string, (Func<RawRows, Task> Reach, Func<RawRows, Task>? Pass)> Ways = new(StringComparer.Ordinal)
    {
        ["flow_versions_immutable"] = (
            async rows => await rows.Update(await rows.Insert("flow_versions", ("status", "PUBLISHED")), ("graph_schema", """{"nodes":[]}""")),
            async rows => await rows.Update(await rows.Insert("flow_versions", ("status", "PUBLISHED")), ("status", "DEPRECATED"), ("deprecated_at", FakeTime.Morning))),
        ["flow_versions_review_frozen"] = (
            async rows => await rows.Update(await rows.Insert("flow_versions", ("status", "REVIEW")), ("graph_schema", """{"nodes":[]}""")),
            async rows => await rows.Update(await rows.Insert("flow_versions", ("status", "DRAFT")), ("graph_schema", """{"nodes":[]}"""))),
        ["flow_versions_delete"] = (
            async rows => await rows.Delete(await rows.Insert("flow_versions", ("status", "REVIEW"))),
            async rows => await rows.Delete(await rows.Insert("flow_versions", ("status", "DRAFT")))),
        ["product_retired"] = (
            async rows => await rows.Update(await rows.Insert("product", ("retired_at", FakeTime.Morning)), ("notes", "x")),
            async rows => await rows.Update(await rows.Insert("product"), ("notes", "x"))),
        ["product_revision_immutable"] = (
            async rows => await rows.Update(await Published(rows), ("components_json", "[1]")),
            async rows => await rows.Update(await Published(rows), ("status", "RETIRED"), ("allow_new_jobs", false))),
        ["product_revision_delete"] = (
            async rows => await rows.Delete(await Published(rows)),
            async rows => await rows.Delete(await rows.Insert("product_revision", ("status", "DRAFT")))),
        ["production_runs_step_by_step"] = (
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", 2)), ("current_step_index", 4)),
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", 2)), ("current_step_index", 3))),
        ["production_runs_ended"] = (
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "COMPLETED")), ("daily_target_grams", 5L)),
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "COMPLETED")), ("status", "ARCHIVED"))),
        ["production_runs_no_delete"] = (
            async rows => await rows.Delete(await rows.Insert("production_runs", ("status", "RUNNING"))),
            async rows => await rows.Delete(await rows.Insert("production_runs", ("status", "IDLE")))),
        ["production_runs_goods_open"] = (
            async rows => await Leave(rows, "QUARANTINE"),
            async rows => await Leave(rows, "RELEASED")),
        ["production_runs_complete_at_the_end"] = (
            async rows => await Complete(rows, 10, "QUARANTINE"),
            async rows => await Complete(rows, 10, "RELEASED")),
        ["run_step_executions_no_delete"] = (
            async rows => await rows.Delete(await rows.Insert("run_step_executions", ("run_id", (await rows.Insert("production_runs", ("status", "RUNNING"))).Id))),
            async rows => await rows.Delete(await rows.Insert("run_step_executions", ("run_id", (await rows.Insert("production_runs", ("status", "IDLE"))).Id)))),
        ["lots_remaining_fixed"] = (
            async rows => await rows.Update(await rows.Insert("lots", ("status", "RELEASED"), ("remaining_grams", 5L)), ("remaining_grams", 10L)),
            async rows => await rows.Update(await rows.Insert("lots", ("status", "CONSUMED"), ("remaining_grams", 5L)), ("remaining_grams", 0L))),
        ["genealogy_links_one_weight"] = (
            async rows => await Link(rows, [("step_index", 5), ("lot_type", "SKW30"), ("sku_type", "30")], [("step_index", 7), ("lot_type", "FRZ15"), ("sku_type", "15")]),
            async rows => await Link(rows, [("step_index", 5), ("lot_type", "SKW15"), ("sku_type", "15")], [("step_index", 7), ("lot_type", "FRZ15"), ("sku_type", "15")])),
        ["genealogy_links_same_day"] = (
            async rows => await Link(rows, [("step_index", 4), ("lot_type", "MIX"), ("production_date", new DateOnly(2026, 1, 23))], [("step_index", 5), ("lot_type", "SKW15"), ("production_date", new DateOnly(2026, 1, 24))]),
            async rows => await Link(rows, [("step_index", 4), ("lot_type", "MIX"), ("production_date", new DateOnly(2026, 1, 24))], [("step_index", 5), ("lot_type", "SKW15"), ("production_date", new DateOnly(2026, 1, 24))])),
        ["genealogy_links_within_weight"] = (async rows => await UseTwice(rows, 400, 601), async rows => await UseTwice(rows, 400, 600)),
        ["waste_records_within_weight"] = (async rows => await UseAndWaste(rows, 400, 601), async rows => await UseAndWaste(rows, 400, 600)),
        ["genealogy_links_downstream"] = (
            async rows => await Link(rows, [("step_index", 3)], [("step_index", 3)]),
            async rows => await Link(rows, [("step_index", 3)], [("step_index", 3)], "REWORK")),
        ["lots_no_delete"] = (
            async rows => await rows.Delete(Parent("lots", await rows.Insert("qc_inspections"), "lot_id")),
            async rows => await rows.Delete(await rows.Insert("lots"))),
        ["users_no_delete"] = (
            async rows => await rows.Delete(Parent("users", await rows.Insert("audit_events"), "user_id")),
            async rows => await rows.Delete(await rows.Insert("users"))),
        ["buffers_no_delete"] = (
            async rows =>
            {
                var buffer = await rows.Insert("buffers");
                await rows.Insert("inventory_items", ("buffer_id", buffer.Id));
                await rows.Delete(buffer);
            },
            async rows => await rows.Delete(await rows.Insert("buffers"))),
        ["inventory_items_pure"] = (
            async rows => await rows.Insert("inventory_items", ("lot_id", (await rows.Insert("lots", ("lot_type", "SKW30"))).Id), ("buffer_id", (await rows.Insert("buffers", ("allowed_lot_types", """["SKW15"]"""))).Id)),
            async rows => await rows.Insert("inventory_items", ("lot_id", (await rows.Insert("lots", ("lot_type", "SKW15"))).Id), ("buffer_id", (await rows.Insert("buffers", ("allowed_lot_types", """["SKW15"]"""))).Id))),
        ["inventory_items_within_weight"] = (async rows => await Place(rows, 600, 401), async rows => await Place(rows, 600, 400)),
        ["inventory_items_exited"] = (
            async rows => await rows.Update(await rows.Insert("inventory_items", ("exited_at", FakeTime.Morning)), ("exited_at", null)),
            async rows => await rows.Update(await rows.Insert("inventory_items"), ("exited_at", FakeTime.Morning))),
        ["deviations_closed"] = (
            async rows => await rows.Update(await rows.Insert("deviations", ("status", "CLOSED")), ("evaluation", "It was nothing")),
            async rows => await rows.Update(await rows.Insert("deviations", ("status", "OPEN")), ("evaluation", "It was nothing"))),
        ["deviations_close_when_settled"] = (
            async rows => await rows.Update(Parent("deviations", await Held(rows, "HOLD"), "deviation_id"), ("status", "CLOSED")),
            async rows => await rows.Update(Parent("deviations", await Held(rows, "RELEASED", ("settled_at", FakeTime.Morning)), "deviation_id"), ("status", "CLOSED"))),
        ["deviation_lots_held"] = (
            async rows => await rows.Update(await Held(rows, "HOLD"), ("settled_at", FakeTime.Morning)),
            async rows => await rows.Update(await Held(rows, "RELEASED"), ("settled_at", FakeTime.Morning))),
        ["lots_release_disposed"] = (async rows => await Release(rows, "SCRAP"), async rows => await Release(rows, "RELEASE")),
        ["job_ticket_planned_only"] = (
            async rows => await rows.Update(await rows.Insert("job_ticket", ("status", "IN_PROGRESS")), ("job_name", "another")),
            async rows => await rows.Update(await rows.Insert("job_ticket", ("status", "PLANNED")), ("job_name", "another"))),
        ["job_ticket_own_instance"] = (
            async rows => await rows.Update(await rows.Insert("job_ticket"), ("graph_instance_id", (await rows.Insert("job_graph_instance")).Id)),
            async rows =>
            {
                var ticket = await rows.Insert("job_ticket");
                await rows.Update(ticket, ("graph_instance_id", (await rows.Insert("job_graph_instance", ("job_ticket_id", ticket.Id))).Id));
            }),
        ["spawn_cycle_active_only"] = (async rows => await rows.Insert("spawn_cycle", await Ended(rows)), async rows => await rows.Insert("spawn_cycle")),
        ["material_adjustment_no_replace"] = (async rows => await rows.Replace(await rows.Insert("material_adjustment")), null),
        ["spawn_cycle_no_replace"] = (async rows => await rows.Replace(await rows.Insert("spawn_cycle")), null),
        ["flow_token_active_only"] = (async rows => await rows.Insert("flow_token", await Ended(rows)), async rows => await rows.Insert("flow_token")),
        ["node_instance_active_only"] = (async rows => await rows.Insert("node_instance", await Ended(rows)), async rows => await rows.Insert("node_instance")),
        ["token_work_session_active_only"] = (async rows => await rows.Insert("token_work_session", await Ended(rows)), async rows => await rows.Insert("token_work_session")),
        ["token_assignment_active_only"] = (
            async rows =>
            {
                var token = await rows.Insert("flow_token");
                await rows.Update(Parent("job_graph_instance", token, "instance_id"), ("status", "COMPLETED"));
                await rows.Insert("token_assignment", ("token_id", token.Id));
            },
            async rows => await rows.Insert("token_assignment")),
        ["token_work_session_own_token"] = (
            async rows => await rows.Insert("token_work_session", ("assignment_id", (await rows.Insert("token_assignment")).Id), ("token_id", (await rows.Insert("flow_token")).Id)),
            async rows => await rows.Insert("token_work_session")),
        ["token_work_session_no_less"] = (
            async rows => await rows.Update(await rows.Insert("token_work_session", ("work_seconds", 10L)), ("work_seconds", 9L)),
            async rows => await rows.Update(await rows.Insert("token_work_session", ("work_seconds", 10L)), ("work_seconds", 11L))),
        ["flow_token_ended"] = (
            async rows => await rows.Update(await rows.Insert("flow_token", ("status", "COMPLETED")), ("status", "READY")),
            async rows => await rows.Update(await rows.Insert("flow_token"), ("status", "ACTIVE"))),
        ["site_settings_tenant_fixed"] = (async rows => await rows.Update(await Site(rows), ("tenant_code", "OTHER")), async rows => await rows.Update(await Site(rows), ("serial_code", "OTHER"))),
        ["site_settings_no_delete"] = (async rows => await rows.Delete(await Site(rows)), null),
        ["site_settings_no_replace"] = (async rows => await rows.Replace(await Site(rows)), null),
        ["site_settings_test_ends"] = (
            async rows =>
            {
                var site = await Site(rows);
                await rows.Update(site, ("is_test", true));
                await Temp(rows);
                await rows.Update(site, ("is_test", false));
            },
            null),
        ["job_ticket_serial_temp_site"] = (
            async rows =>
            {
                await rows.Without("site_settings_test_ends");
                await rows.Update(await Site(rows), ("is_test", false));
                await Temp(rows);
            },
            null),
        ["job_ticket_serial_token_fixed"] = (
            async rows => await rows.Update(await rows.Insert("job_ticket_serial", ("state", "LINKED"), ("token_id", Guid.NewGuid())), ("token_id", Guid.NewGuid())),
            async rows => await rows.Update(await rows.Insert("job_ticket_serial"), ("state", "LINKED"), ("token_id", Guid.NewGuid()))),
        ["serial_outbox_no_delete"] = (
            async rows => await rows.Delete(await rows.Insert("serial_outbox", ("status", "PENDING"))),
            async rows => await rows.Delete(await rows.Insert("serial_outbox", ("status", "DONE")))),
        ["serial_seq_daily_only_up"] = (async rows => await Draw(rows, "serial_seq_daily", "seq", -1), async rows => await Draw(rows, "serial_seq_daily", "seq", 1)),
        ["code_sequences_only_up"] = (async rows => await Draw(rows, "code_sequences", "last_value", -1), async rows => await Draw(rows, "code_sequences", "last_value", 1)),
        ["sscc_sequences_only_up"] = (async rows => await Draw(rows, "sscc_sequences", "last_serial", -1), async rows => await Draw(rows, "sscc_sequences", "last_serial", 1)),
    };

    [Theory, Databases, Trait("Rule", "R-AUD-01"), Trait("Rule", "R-LOT-08"), Trait("Rule", "R-LOT-09"), Trait("Rule", "R-BUF-01"), Trait("Rule", "R-BUF-07"), Trait("Rule", "R-QC-04"), Trait("Rule", "R-RUN-02"), Trait("Rule", "R-FLOW-04")]
    public async Task Raw_sql_runs_into_every_guard_and_changes_nothing(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var silent = new List<string>();
        foreach (var guard in All.Where(g => g.HoldsOn(db == Db.Sqlite)))
        {
            foreach (var (what, attempt) in await Attempts(guard, rows))
            {
                var before = Ways.ContainsKey(guard.Name) ? null : await plant.Fingerprint();
                var refused = await Record.ExceptionAsync(attempt);
                if (refused is not DbException || !refused.Message.Contains(Guard.Marker + guard.Name, StringComparison.Ordinal)) silent.Add($"{guard.Name}: {what}: {refused?.Message ?? "went through"}");
                if (before is not null) Assert.Equal(before, await plant.Fingerprint());
            }
        }
        House.AssertNone(silent, $"Guards that raw SQL on {db} did not run into. A guard with a condition of its own needs an entry in GuardTests.Ways that says how to reach it.");
    }

    /// <summary>Named here once more, so that a guard that is no longer declared is missed.</summary>
    [Theory, Databases, Trait("Rule", "R-AUD-01"), Trait("Rule", "R-LOT-09"), Trait("Rule", "R-BUF-07"), Trait("Rule", "R-QC-04")]
    public async Task What_is_append_only_is_neither_changed_nor_deleted_nor_replaced_by_sql(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        foreach (var table in new[] { "audit_events", "audit_seals", "genealogy_links", "stock_moves", "qc_inspections", "temperature_logs", "waste_records" })
        {
            var row = await rows.Insert(table);
            var before = await plant.Fingerprint();
            var attempts = new List<Func<Task>> { () => rows.Update(row, (row.KeyColumn, row.Values[row.KeyColumn])), () => rows.Delete(row), () => db == Db.Postgres ? rows.Truncate(table) : rows.Replace(row) };
            foreach (var attempt in attempts) Assert.Contains(Guard.Marker, (await Assert.ThrowsAnyAsync<DbException>(attempt)).Message, StringComparison.Ordinal);
            Assert.Equal(before, await plant.Fingerprint());
        }
    }

    /// <summary>Goods are guarded in the database too, each promise by the guard that carries it.</summary>
    [Theory]
    [InlineData("genealogy_links_one_weight"), Trait("Rule", "R-SKU-01"), Trait("Rule", "R-SKU-02")]
    [InlineData("genealogy_links_same_day"), Trait("Rule", "R-DAY-01")]
    [InlineData("genealogy_links_within_weight"), Trait("Rule", "R-LOT-05")]
    [InlineData("waste_records_within_weight")]
    [InlineData("genealogy_links_downstream")]
    [InlineData("lots_remaining_fixed"), Trait("Rule", "R-LOT-08")]
    [InlineData("lots_attributes_fixed")]
    [InlineData("production_runs_goods_open"), Trait("Rule", "R-RUN-05")]
    [InlineData("production_runs_complete_at_the_end"), Trait("Rule", "R-RUN-07")]
    [InlineData("inventory_items_within_weight")]
    [InlineData("production_runs_step_by_step"), Trait("Rule", "R-RUN-04")]
    [InlineData("production_runs_pinned"), Trait("Rule", "R-RUN-02")]
    [InlineData("flow_versions_immutable"), Trait("Rule", "R-FLOW-04")]
    [InlineData("inventory_items_pure"), Trait("Rule", "R-BUF-01")]
    [InlineData("lots_release_disposed"), Trait("Rule", "DOM-06")]
    [InlineData("deviation_lots_held")]
    [InlineData("deviations_close_when_settled")]
    [InlineData("deviations_closed")]
    [InlineData("code_sequences_only_up"), Trait("Rule", "R-NAME-01")]
    [InlineData("sscc_sequences_only_up")]
    public void A_promise_about_goods_runs_and_versions_has_its_guard(string name) => Assert.Contains(name, All.Select(g => g.Name));

    [Theory, Databases]
    public async Task Guards_let_the_neighbouring_lawful_change_through(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        foreach (var (name, (_, pass)) in Ways.Where(w => w.Value.Pass is not null))
        {
            var refused = await Record.ExceptionAsync(() => pass!(rows));
            Assert.True(refused is null, $"{name} refuses what it should let through: {refused?.Message}");
        }
    }

    /// <summary>The domain and the database agree about every move between two states.</summary>
    [Theory]
    [Databases("flow_versions", "status", "FlowVersion")]
    [Databases("production_runs", "status", "Run")]
    [Databases("run_step_executions", "status", "StepExecution")]
    [Databases("lots", "status", "Lot")]
    [Databases("alarms", "state", "Alarm")]
    [Databases("deviations", "status", "Deviation")]
    public async Task A_state_moves_in_raw_sql_exactly_where_the_lifecycle_says_so(Db db, string table, string column, string owner)
    {
        var lifecycle = Lifecycles.Of(owner);
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var wrong = new List<string>();
        foreach (var from in lifecycle.States)
        {
            foreach (var to in lifecycle.States.Where(s => s != from))
            {
                var row = await rows.Insert(table, (column, from));
                var refused = await Record.ExceptionAsync(() => rows.Update(row, (column, to)));
                var allowed = lifecycle.Rows.Any(r => r.From.Contains(from) && r.To == to);
                if (allowed != refused is null) wrong.Add($"{from} → {to}: {refused?.Message ?? "went through"}");
            }
        }
        House.AssertNone(wrong, $"Moves of {table}.{column} where lifecycle and guard disagree: declare the guard with Guard.Along.");
    }

    [Fact]
    public void Every_lifecycle_with_a_column_of_its_own_is_guarded_in_the_database()
    {
        // A buffer's state is derived from two flags, so no single column could be guarded.
        string[] derived = ["Buffer"];
        var along = All.Where(g => g.Name.EndsWith("_lifecycle", StringComparison.Ordinal)).ToList();
        Assert.Equal(Lifecycles.All.Count - derived.Length, along.Count);
        House.AssertNone(Ways.Keys.Except(All.Select(g => g.Name)), "Entries in GuardTests.Ways for guards that are gone: remove them.");
        Assert.Distinct(All.Select(g => g.Name));
    }

    private static RawRow Parent(string table, RawRow child, string column) => new(table, "id", new Dictionary<string, object?> { ["id"] = child.Values[column] });

    private static async Task<List<(string What, Func<Task> Attempt)>> Attempts(Guard guard, RawRows rows)
    {
        if (Ways.TryGetValue(guard.Name, out var way)) return [("its own way", () => way.Reach(rows))];
        if (guard.On == GuardOn.Replace) return await Replacements(guard, rows);
        if (guard.On == GuardOn.Truncate) return [("TRUNCATE", () => rows.Truncate(guard.Table))];
        if (guard.Name.EndsWith("_lifecycle", StringComparison.Ordinal)) return [await Leap(guard, rows)];
        var row = await rows.Insert(guard.Table);
        if (guard.When is null) return [guard.On == GuardOn.Delete ? ("DELETE", () => rows.Delete(row)) : ("UPDATE", () => rows.Update(row, (row.KeyColumn, row.Values[row.KeyColumn])))];
        if (!guard.When.Split(" OR ").All(c => FixedColumn().IsMatch(c))) return [("no way known", () => Task.CompletedTask)];
        return [.. guard.When.Split(" OR ").Select(c => FixedColumn().Match(c).Groups[1].Value).Select(c => ($"UPDATE {c}", (Func<Task>)(() => rows.Update(row, (c, rows.Another(row, c))))))];
    }

    /// <summary>From the first state that has one to a state that does not follow it.</summary>
    private static async Task<(string, Func<Task>)> Leap(Guard guard, RawRows rows)
    {
        var column = guard.Message.Split(' ')[0];
        var lifecycle = Lifecycles.All.Select(l => l.Lifecycle).Single(l => guard.When == Guard.Along(guard.Table, column, l).When);
        var (from, target) = lifecycle.States.OrderBy(s => s != lifecycle.Initial).SelectMany(s => lifecycle.States, (s, t) => (From: s, To: t)).First(m => m.From != m.To && !lifecycle.Rows.Any(r => r.From.Contains(m.From) && r.To == m.To));
        var row = await rows.Insert(guard.Table, (column, from));
        return ($"{from} → {target}", () => rows.Update(row, (column, target)));
    }

    /// <summary>By the key itself and by each other unique key: the new row would take the place of the old one.</summary>
    private static async Task<List<(string What, Func<Task> Attempt)>> Replacements(Guard guard, RawRows rows)
    {
        var row = guard.Table switch
        {
            "lots" => await rows.Insert("lots", ("sscc", "123456789012345678")),
            "flow_token" => await rows.Insert("flow_token", ("serial_number", "DUNA-HAT-SR40-20260124-00001-ABCD-E")),
            _ => await rows.Insert(guard.Table),
        };
        var keys = ReplacedKey().Matches(guard.When!).Select(m => KeyColumn().Matches(m.Value).Select(c => c.Groups[1].Value).ToList()).ToList();
        return [.. keys.Select(key => ($"REPLACE by {string.Join(", ", key)}",
            (Func<Task>)(() => rows.Replace(row, [.. keys.SelectMany(k => k).Except(key).Select(c => (c, rows.Another(row, c)))]))))];
    }

    private static Task<RawRow> Published(RawRows rows) => rows.Insert("product_revision", ("status", "PUBLISHED"), ("allow_new_jobs", true), ("snapshot_json", "{}"), ("snapshot_schema", 1), ("content_hash", "x"), ("published_at", FakeTime.Morning));

    /// <summary>A cycle that is over.</summary>
    private static async Task<(string, object?)> Ended(RawRows rows) => ("instance_id", (await rows.Insert("job_graph_instance", ("status", "COMPLETED"))).Id);

    /// <summary>The only row of the settings.</summary>
    private static async Task<RawRow> Site(RawRows rows)
    {
        (string Column, object? Value)[] values =
        [
            ("id", Core.Settings.SiteSettings.Only), ("tenant_code", "DUNA"), ("serial_code", "DUNA"), ("is_test", false), ("enable_dag_routing", true), ("serial_std_hat", true), ("serial_std_oem", false),
            ("verify_public_mode", "MINIMAL"), ("row_version", 1),
        ];
        if (await Record.ExceptionAsync(() => rows.Insert("site_settings", values)) is not (null or DbException)) Assert.Fail("The settings cannot be written.");
        return new RawRow("site_settings", "id", values.ToDictionary(v => v.Column, v => v.Value));
    }

    private static Task<RawRow> Temp(RawRows rows) => rows.Insert("job_ticket_serial", ("is_temp", true), ("serial_number", $"TEMP-{Guid.NewGuid():N}"), ("salt_version", 0));

    private static async Task Leave(RawRows rows, string lotStatus)
    {
        var run = await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", 2));
        await rows.Insert("lots", ("run_id", run.Id), ("step_index", 2), ("status", lotStatus));
        await rows.Update(run, ("current_step_index", 3));
    }

    private static async Task Complete(RawRows rows, int step, string lotStatus)
    {
        var run = await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", step));
        await rows.Insert("lots", ("run_id", run.Id), ("step_index", 2), ("status", lotStatus));
        await rows.Update(run, ("status", "COMPLETED"));
    }

    /// <summary>A lot that a deviation holds.</summary>
    private static async Task<RawRow> Held(RawRows rows, string lotStatus, params (string Column, object? Value)[] more) =>
        await rows.Insert("deviation_lots", [("lot_id", (await rows.Insert("lots", ("status", lotStatus))).Id), ("held_at", FakeTime.Morning), .. more]);

    private static async Task Release(RawRows rows, string outcome)
    {
        var held = await Held(rows, "HOLD");
        await rows.Insert("deviation_dispositions", ("deviation_id", held.Values["deviation_id"]), ("lot_id", held.Values["lot_id"]), ("outcome", outcome), ("recorded_at", FakeTime.Morning));
        await rows.Update(Parent("lots", held, "lot_id"), ("status", "RELEASED"));
    }

    private static async Task Draw(RawRows rows, string table, string counter, long step) =>
        await rows.Update(await rows.Insert(table, (counter, 5L)), (counter, 5L + step));

    private static async Task Place(RawRows rows, long first, long second)
    {
        var lot = await rows.Insert("lots", ("weight_grams", 1000L));
        foreach (var grams in new[] { first, second }) await rows.Insert("inventory_items", ("lot_id", lot.Id), ("quantity_grams", grams));
    }

    private static async Task Link(RawRows rows, (string Column, object? Value)[] parent, (string Column, object? Value)[] child, string type = "NORMAL") =>
        await rows.Insert("genealogy_links", ("parent_lot_id", (await rows.Insert("lots", parent)).Id), ("child_lot_id", (await rows.Insert("lots", child)).Id), ("link_type", type));

    private static async Task<RawRow> Use(RawRows rows, RawRow lot, long grams) =>
        await rows.Insert("genealogy_links", ("parent_lot_id", lot.Id), ("child_lot_id", (await rows.Insert("lots", ("step_index", 3))).Id), ("quantity_used_grams", grams));

    private static async Task UseTwice(RawRows rows, long first, long second)
    {
        var lot = await rows.Insert("lots", ("weight_grams", 1000L));
        await Use(rows, lot, first);
        await Use(rows, lot, second);
    }

    private static async Task UseAndWaste(RawRows rows, long used, long wasted)
    {
        var lot = await rows.Insert("lots", ("weight_grams", 1000L));
        await Use(rows, lot, used);
        await rows.Insert("waste_records", ("lot_id", lot.Id), ("kind", "DIRECT"), ("quantity_grams", wasted));
    }

    [GeneratedRegex(@"WHERE [^)]+")]
    private static partial Regex ReplacedKey();

    [GeneratedRegex(@"(\w+) = NEW\.\1")]
    private static partial Regex KeyColumn();

    [GeneratedRegex(@"^NEW\.(\w+) IS DISTINCT FROM OLD\.\1$")]
    private static partial Regex FixedColumn();
}
