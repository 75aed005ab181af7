using System.Globalization;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace ControlRoom.Tests.Kit;

/// <summary>
/// Rows written past all rules, in any state, for tests of guards and of queries. Only what matters is named; every other required column
/// gets a value that the table's checks accept, and required parents are made along the way.
/// </summary>
public sealed class RawRows(TestPlant plant)
{
    private static int number;

    /// <summary>Of a workshop graph; another one each time.</summary>
    public static string FlowCode() => Invariant($"RG-{Interlocked.Increment(ref number)}");

    /// <summary>What the checks of a table ask beyond the type of the column.</summary>
    private static readonly Dictionary<string, Func<int, object>> Fitting = new(StringComparer.Ordinal)
    {
        ["site_settings.id"] = _ => Core.Settings.SiteSettings.Only,
        ["finding.monitor"] = _ => "M1",
        ["monitor_state.monitor"] = _ => "M1",
        ["job_ticket.ticket_code"] = n => Invariant($"JT-20260124-DUNA-{n:0000}"),
        ["serial_salt.version"] = n => n + 1,
        ["routing_node.node_type"] = _ => "operation",
        ["routing_edge.edge_type"] = _ => "normal",
        ["production_runs.run_code"] = n => Invariant($"RUN-20260124-DUNA-{n:0000}"),
        ["production_runs.site_code"] = _ => "DUNA",
        ["flow_versions.graph_schema"] = _ => Core.Flows.CanonicalFlow.V2,
        ["production_runs.current_step_index"] = _ => 10,
        ["inventory_items.quantity_grams"] = _ => 10L,
        ["lots.metadata"] = _ => "{}",
        ["lots.lot_code"] = n => Invariant($"DEB-20260124-DUNA-{n:0000}"),
        ["lots.lot_type"] = _ => "DEB",
        ["lots.step_index"] = _ => 2,
        ["lots.weight_grams"] = _ => 1000L,
        ["lots.remaining_grams"] = _ => 1000L,
        ["genealogy_links.quantity_used_grams"] = _ => 10L,
        ["waste_records.quantity_grams"] = _ => 10L,
        ["buffers.allowed_lot_types"] = _ => """["DEB"]""",
        ["buffers.capacity_grams"] = _ => 1_000_000L,
        ["buffers.temp_max_tenths"] = _ => 40,
        ["alarms.priority"] = _ => 1,
        ["audit_events.entity_type"] = _ => EntityTypes.Run,
        ["code_sequences.last_value"] = _ => 1,
        ["deviations.deviation_code"] = n => Invariant($"DEV-20260124-DUNA-{n:0000}"),
        ["deviations.site_code"] = _ => "DUNA",
        ["deviation_lots.places"] = _ => "[]",
        ["component_material.constraints_json"] = _ => "{}",
        ["product_revision.status"] = _ => "DRAFT",
        ["product_revision.components_json"] = _ => "[]",
    };

    /// <summary>Optional columns that a check wants, with the table they point to.</summary>
    private static readonly Dictionary<string, string> AlsoFill = new(StringComparer.Ordinal)
    {
        ["temperature_logs"] = "lot_id",
        ["stock_moves"] = "to_buffer_id",
        ["deviations"] = "evaluation",
        ["flow_token"] = "queue_lane",
        ["token_assignment"] = "assigned_to_user_id",
        ["manager_assignment"] = "assigned_to_user_id",
    };

    /// <summary>Inserts a row and returns its values by column; the first key column is the handle to it.</summary>
    public async Task<RawRow> Insert(string table, params (string Column, object? Value)[] given)
    {
        await using var db = plant.Open();
        var entity = EntityOf(db, table);
        var values = given.ToDictionary(g => g.Column, g => g.Value, StringComparer.Ordinal);
        if (table == "token_work_session") await Agree(values);
        foreach (var property in entity.GetProperties())
        {
            var column = property.GetColumnName();
            if (values.ContainsKey(column)) continue;
            var wanted = AlsoFill.TryGetValue(table, out var also) && also == column;
            if (property.ValueGenerated == ValueGenerated.OnAdd || (property.IsNullable && !wanted)) continue;
            values[column] = property.GetContainingForeignKeys().FirstOrDefault() is { } foreign
                ? await Parent(column, foreign.PrincipalEntityType.GetTableName()!)
                : Value(table, property, Interlocked.Increment(ref number) % 10_000);
        }

        await Execute($"INSERT INTO {table} ({string.Join(", ", values.Keys)}) VALUES ({string.Join(", ", values.Keys.Select(k => "@" + k))})", values);
        var key = entity.FindPrimaryKey()!.Properties[0].GetColumnName();
        if (!values.ContainsKey(key)) values[key] = await plant.Scalar<long>(FormattableStringFactory.Of($"SELECT MAX({key}) FROM {table}"));
        return new RawRow(table, key, values);
    }

    /// <summary>A session is of the token it is assigned for, and everybody has one at a time.</summary>
    private async Task Agree(Dictionary<string, object?> session)
    {
        if (!session.ContainsKey("operator_user_id")) session["operator_user_id"] = (await Insert("users")).Id;
        var token = await Insert("flow_token");
        session.TryAdd("instance_id", token.Values["instance_id"]);
        if (session.ContainsKey("assignment_id")) return;
        (session["assignment_id"], session["token_id"]) = ((await Insert("token_assignment", ("token_id", token.Id))).Id, token.Id);
    }

    /// <summary>Sets columns of a row, past all rules.</summary>
    public Task Update(RawRow row, params (string Column, object? Value)[] changes) =>
        Execute($"UPDATE {row.Table} SET {string.Join(", ", changes.Select(c => $"{c.Column} = @{c.Column}"))} WHERE {row.KeyColumn} = @the_key",
            [.. changes.Select(c => KeyValuePair.Create(c.Column, c.Value)), KeyValuePair.Create("the_key", row.Values[row.KeyColumn])]);

    public Task Delete(RawRow row) => Execute($"DELETE FROM {row.Table} WHERE {row.KeyColumn} = @the_key", [KeyValuePair.Create("the_key", row.Values[row.KeyColumn])]);

    /// <summary>For rows that a guard would refuse, where a reader must find what came in past it.</summary>
    public async Task Without(params string[] guards)
    {
        foreach (var guard in ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => guards.Contains(g.Name)))
        {
            await Execute($"DROP TRIGGER {guard.Name}{(plant.Database.Db == Db.Postgres ? $" ON {guard.Table}" : "")}", []);
        }
    }

    /// <summary>SQLite's way to put a row where another with the same key is.</summary>
    public Task Replace(RawRow row, params (string Column, object? Value)[] changes)
    {
        var values = new Dictionary<string, object?>(row.Values, StringComparer.Ordinal);
        foreach (var (column, value) in changes) values[column] = value;
        return Execute($"INSERT OR REPLACE INTO {row.Table} ({string.Join(", ", values.Keys)}) VALUES ({string.Join(", ", values.Keys.Select(k => "@" + k))})", values);
    }

    public Task Truncate(string table) => Execute($"TRUNCATE {table} CASCADE", []);

    /// <summary>A value of the column's type that differs from the row's.</summary>
    public object? Another(RawRow row, string column)
    {
        using var db = plant.Open();
        var property = EntityOf(db, row.Table).GetProperties().Single(p => p.GetColumnName() == column);
        var old = row.Values.GetValueOrDefault(column);
        return TypeOf(property) switch
        {
            { IsEnum: true } type => Words(type).First(w => !Equals(w, old)),
            var type when type == typeof(Guid) => Guid.NewGuid(),
            var type when type == typeof(string) => old + "x",
            var type when type == typeof(DateTime) => FakeTime.Morning.AddYears(1),
            var type when type == typeof(DateOnly) => new DateOnly(2027, 1, 1),
            var type when type == typeof(bool) => old is not true,
            _ => Convert.ToInt64(old ?? 0, CultureInfo.InvariantCulture) + 1,
        };
    }

    private async Task<object?> Parent(string column, string parent) => parent switch
    {
        "users" => People.Manager.Id,
        "material_role" => "TUBE",
        // A parent lot must come from an earlier step than its child.
        "lots" when column == "child_lot_id" => (await Insert(parent, ("step_index", 3))).Id,
        _ => (await Insert(parent)).Id,
    };

    private static object Value(string table, IProperty property, int n)
    {
        if (Fitting.TryGetValue($"{table}.{property.GetColumnName()}", out var fitting)) return fitting(n);
        return TypeOf(property) switch
        {
            { IsEnum: true } type => Words(type)[0],
            var type when type == typeof(Guid) => Guid.NewGuid(),
            var type when type == typeof(string) => Invariant($"x{n}"),
            var type when type == typeof(DateTime) => FakeTime.Morning,
            var type when type == typeof(DateOnly) => new DateOnly(2026, 1, 24),
            var type when type == typeof(bool) => property.GetColumnName() == "is_active",
            var type when type == typeof(long) => n + 1L,
            var type when type == typeof(int) => property.GetColumnName().EndsWith("_index", StringComparison.Ordinal) || property.GetColumnName().StartsWith("temp", StringComparison.Ordinal) ? 0 : 1,
            var type => throw new NotSupportedException($"RawRows does not know how to fill {table}.{property.GetColumnName()} of type {type.Name}; teach it in Value()."),
        };
    }

    private async Task Execute(string sql, IEnumerable<KeyValuePair<string, object?>> values)
    {
        await using var db = plant.Open();
        await db.Database.OpenConnectionAsync(TestPlant.Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value ?? DBNull.Value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync(TestPlant.Ct);
    }

    private static IEntityType EntityOf(ControlRoomDb db, string table) => db.Model.GetEntityTypes().Single(e => e.GetTableName() == table);

    private static Type TypeOf(IProperty property) => Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;

    private static IReadOnlyList<string> Words(Type type) => (IReadOnlyList<string>)typeof(Word).GetMethod(nameof(Word.All))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A row as it was inserted.</summary>
public sealed record RawRow(string Table, string KeyColumn, IReadOnlyDictionary<string, object?> Values)
{
    public Guid Id => (Guid)Values["id"]!;
}

internal static class FormattableStringFactory
{
    /// <summary>Text that is SQL as it stands, without parameters.</summary>
    public static FormattableString Of(string sql) => System.Runtime.CompilerServices.FormattableStringFactory.Create(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
}
