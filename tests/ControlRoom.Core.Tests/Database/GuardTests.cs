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
        ["production_runs_step_by_step"] = (
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", 2)), ("current_step_index", 4)),
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "RUNNING"), ("current_step_index", 2)), ("current_step_index", 3))),
        ["production_runs_ended"] = (
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "COMPLETED")), ("daily_target_grams", 5L)),
            async rows => await rows.Update(await rows.Insert("production_runs", ("status", "COMPLETED")), ("status", "ARCHIVED"))),
        ["production_runs_no_delete"] = (
            async rows => await rows.Delete(await rows.Insert("production_runs", ("status", "RUNNING"))),
            async rows => await rows.Delete(await rows.Insert("production_runs", ("status", "IDLE")))),
        ["lots_ended_fixed"] = (
            async rows => await rows.Update(await rows.Insert("lots", ("status", "CONSUMED"), ("remaining_grams", 0L)), ("remaining_grams", 10L)),
            async rows => await rows.Update(await rows.Insert("lots", ("status", "CONSUMED"), ("remaining_grams", 5L)), ("remaining_grams", 0L))),
        ["genealogy_links_downstream"] = (
            async rows => await Link(rows, parentStep: 3, childStep: 3, "NORMAL"),
            async rows => await Link(rows, parentStep: 3, childStep: 3, "REWORK")),
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
        ["inventory_items_exited"] = (
            async rows => await rows.Update(await rows.Insert("inventory_items", ("exited_at", FakeTime.Morning)), ("exited_at", null)),
            async rows => await rows.Update(await rows.Insert("inventory_items"), ("exited_at", FakeTime.Morning))),
    };

    [Theory, Databases, Trait("Rule", "R-AUD-01"), Trait("Rule", "R-LOT-08"), Trait("Rule", "R-LOT-09"), Trait("Rule", "R-BUF-01"), Trait("Rule", "R-BUF-07"), Trait("Rule", "R-QC-04"), Trait("Rule", "R-RUN-02"), Trait("Rule", "R-FLOW-04")]
    public async Task Raw_sql_runs_into_every_guard_and_changes_nothing(Db db)
    {
        await using var plant = await TestPlant.Start(db);
        var rows = new RawRows(plant);
        var silent = new List<string>();
        foreach (var guard in All.Where(g => g.On != GuardOn.Truncate || db == Db.Postgres))
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

    private static async Task<List<(string What, Func<Task> Attempt)>> Attempts(Guard guard, RawRows rows)
    {
        if (Ways.TryGetValue(guard.Name, out var way)) return [("its own way", () => way.Reach(rows))];
        if (guard.On == GuardOn.Truncate) return [("TRUNCATE", () => rows.Truncate(guard.Table))];
        if (guard.Name.EndsWith("_lifecycle", StringComparison.Ordinal)) return [await Leap(guard, rows)];
        var row = await rows.Insert(guard.Table);
        if (guard.When is null) return [guard.On == GuardOn.Delete ? ("DELETE", () => rows.Delete(row)) : ("UPDATE", () => rows.Update(row, (row.KeyColumn, row.Values[row.KeyColumn])))];
        if (!guard.When.Split(" OR ").All(c => FixedColumn().IsMatch(c))) return [("no way known", () => Task.CompletedTask)];
        return [.. guard.When.Split(" OR ").Select(c => FixedColumn().Match(c).Groups[1].Value).Select(c => ($"UPDATE {c}", (Func<Task>)(() => rows.Update(row, (c, rows.Another(row, c))))))];
    }

    /// <summary>From the first state over the next to one that does not follow it.</summary>
    private static async Task<(string, Func<Task>)> Leap(Guard guard, RawRows rows)
    {
        var column = guard.Message.Split(' ')[0];
        var lifecycle = Lifecycles.All.Select(l => l.Lifecycle).Single(l => guard == Guard.Along(guard.Table, column, l));
        var target = lifecycle.States.First(s => s != lifecycle.Initial && !lifecycle.Rows.Any(r => r.From.Contains(lifecycle.Initial) && r.To == s));
        var row = await rows.Insert(guard.Table, (column, lifecycle.Initial));
        return ($"{lifecycle.Initial} → {target}", () => rows.Update(row, (column, target)));
    }

    private static async Task Link(RawRows rows, int parentStep, int childStep, string type)
    {
        var (parent, child) = (await rows.Insert("lots", ("step_index", parentStep)), await rows.Insert("lots", ("step_index", childStep)));
        await rows.Insert("genealogy_links", ("parent_lot_id", parent.Id), ("child_lot_id", child.Id), ("link_type", type));
    }

    [GeneratedRegex(@"^NEW\.(\w+) IS DISTINCT FROM OLD\.\1$")]
    private static partial Regex FixedColumn();
}
