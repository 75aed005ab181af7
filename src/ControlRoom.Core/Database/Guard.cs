using System.Globalization;
using ControlRoom.Core.Kernel;

namespace ControlRoom.Core.Database;

/// <summary>What a guard stands in front of. Replace is SQLite's INSERT OR REPLACE, which removes the row in its way without a DELETE trigger.</summary>
public enum GuardOn { Insert, Update, Delete, Truncate, Replace }

/// <summary>
/// A promise that holds against raw SQL, declared once as data and rendered as a trigger for both databases. Reaching one from our own code
/// is a bug: the rules should have refused first.
/// </summary>
/// <param name="When">
/// SQL condition over NEW and OLD in the subset both databases share (IS DISTINCT FROM, CASE, subqueries); null means always.
/// </param>
/// <param name="Message">What the person at the SQL prompt reads.</param>
public sealed record Guard(string Name, string Table, GuardOn On, string? When, string Message)
{
    /// <summary>Every guard raises a text that begins with this, so that a reached guard is recognised.</summary>
    public const string Marker = "GUARD ";

    /// <summary>The columns an update must set to reach this guard; null: any. An update of others then costs nothing for it.</summary>
    public IReadOnlyList<string>? Of { get; init; }

    /// <summary>How the names of guards end that are reached by a key which is in use.</summary>
    public const string Replaced = "_no_replace";

    /// <param name="keys">The columns of each unique index beside <c>id</c>, joined by commas.</param>
    public static IEnumerable<Guard> AppendOnly(string table, params string[] keys) =>
    [
        new($"{table}_no_update", table, GuardOn.Update, null, $"{table} is append-only"),
        .. NeverDeleted(table, $"{table} is append-only", keys),
    ];

    /// <summary>Rows leave the table by no way that SQL knows.</summary>
    /// <param name="keys">The columns of each unique index beside <c>id</c>, joined by commas.</param>
    public static IEnumerable<Guard> NeverDeleted(string table, string message, params string[] keys) =>
    [
        new($"{table}_no_delete", table, GuardOn.Delete, null, message),
        new($"{table}_no_truncate", table, GuardOn.Truncate, null, message),
        NeverReplaced(table, message, keys),
    ];

    /// <summary>No row takes the place of one that has the same key.</summary>
    public static Guard NeverReplaced(string table, string message, params string[] keys) => new(table + Replaced, table, GuardOn.Replace,
        string.Join(" OR ", keys.Prepend("id").Select(key => $"EXISTS (SELECT 1 FROM {table} WHERE {string.Join(" AND ", key.Split(", ").Select(c => $"{c} = NEW.{c}"))})")), message);

    /// <summary>The columns never change after the row was born.</summary>
    public static Guard Fixed(string table, string name, params string[] columns) =>
        new($"{table}_{name}", table, GuardOn.Update, string.Join(" OR ", columns.Select(c => $"NEW.{c} IS DISTINCT FROM OLD.{c}")),
            $"{string.Join(", ", columns)} of {table} never change") { Of = columns };

    /// <summary>The column moves only along the lifecycle.</summary>
    public static Guard Along(string table, string column, ILifecycle lifecycle)
    {
        var moves = lifecycle.Rows.SelectMany(r => r.From.Select(f => (From: f, r.To))).Where(m => m.From != m.To).Distinct().GroupBy(m => m.From, m => m.To);
        var allowed = string.Join(" OR ", moves.Select(m => $"(OLD.{column} = '{m.Key}' AND NEW.{column} IN ({string.Join(", ", m.Select(t => $"'{t}'"))}))"));
        return new Guard($"{table}_lifecycle", table, GuardOn.Update, $"NEW.{column} <> OLD.{column} AND NOT ({allowed})", $"{column} of {table} does not move that way") { Of = [column] };
    }

    /// <summary>Truncate is known to PostgreSQL only, Replace to SQLite only.</summary>
    public bool HoldsOn(bool embedded) => On != (embedded ? GuardOn.Truncate : GuardOn.Replace);

    /// <summary>The trigger for SQLite.</summary>
    public string Sqlite() =>
        $"""
        CREATE TRIGGER "{Name}" BEFORE {Event} ON "{Table}" FOR EACH ROW{(When is null ? "" : $" WHEN {When}")}
        BEGIN SELECT RAISE(ABORT, '{Marker}{Name}: {Message}'); END;
        """;

    /// <summary>Function and trigger for PostgreSQL. A condition with a subquery is asked inside the function, others in the trigger's WHEN.</summary>
    public string Postgres()
    {
        var inside = When?.Contains("SELECT", StringComparison.Ordinal) == true;
        var raise = $"RAISE EXCEPTION '{Marker}{Name}: {Message}' USING ERRCODE = 'check_violation';";
        return $"""
            CREATE OR REPLACE FUNCTION "guard_{Name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$
            BEGIN {(inside ? $"IF {When} THEN {raise} END IF; RETURN {(On == GuardOn.Delete ? "OLD" : "NEW")};" : raise)} END $guard$;
            CREATE TRIGGER "{Name}" BEFORE {Event} ON "{Table}" FOR EACH {(On == GuardOn.Truncate ? "STATEMENT" : "ROW")}{(When is null || inside ? "" : $" WHEN ({When})")}
            EXECUTE FUNCTION "guard_{Name}"();
            """;
    }

    private string Event => (On == GuardOn.Replace ? GuardOn.Insert : On).ToString().ToUpper(CultureInfo.InvariantCulture) + (Of is null ? "" : $" OF {string.Join(", ", Of)}");
}
