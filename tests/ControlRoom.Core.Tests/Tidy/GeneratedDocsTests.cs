using System.Globalization;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;
using static ControlRoom.Core.Tests.Tidy.GeneratedDoc;

namespace ControlRoom.Core.Tests.Tidy;

public sealed class GeneratedDocsTests
{
    [Fact]
    [Trait("Rule", "GOV-04")]
    public void Every_lifecycle_is_drawn_as_it_is()
    {
        var index = new StringBuilder("# Lifecycles\n\nDrawn from the tables in the code; each is also the guard of its aggregate, its buttons, its test and the CHECK and trigger of its column.\n\n");
        foreach (var (owner, lifecycle) in Lifecycles.All)
        {
            var file = owner.Name.ToLowerInvariant() + ".md";
            var text = new StringBuilder($"# {owner.Name}\n\nDeclared in `{PathOf(owner)}`.\n\n{LifecycleDiagram.Mermaid(lifecycle)}\n| Action | From | To |\n|---|---|---|\n");
            foreach (var (action, from, to) in lifecycle.Rows) text.Append(CultureInfo.InvariantCulture, $"| {action} | {string.Join(", ", from)} | {to} |\n");
            Check("docs/lifecycles/" + file, text.ToString());
            index.Append(CultureInfo.InvariantCulture, $"- [{owner.Name}]({file}): {string.Join(", ", lifecycle.States)}\n");
        }
        Check("docs/lifecycles/README.md", index.ToString());
        House.AssertNone(
            Directory.EnumerateFiles(House.PathOf("docs/lifecycles")).Select(f => Path.GetFileName(f)).Except(Lifecycles.All.Select(l => l.Owner.Name.ToLowerInvariant() + ".md").Append("README.md")),
            "Drawings of lifecycles that are gone: delete them.");
    }

    [Fact]
    public void The_permissions_page_shows_the_table()
    {
        var roles = Enum.GetValues<Role>();
        var text = new StringBuilder("# Permissions\n\nWhat each role may do. A command asks for exactly one permission; the role is read again at every command.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| Permission | {string.Join(" | ", roles.Select(Word.Of))} |\n|---|{string.Concat(roles.Select(_ => ":-:|"))}\n");
        foreach (var permission in Enum.GetValues<Permission>()) text.Append(CultureInfo.InvariantCulture, $"| {Word.Of(permission)} | {string.Join(" | ", roles.Select(r => r.Has(permission) ? "yes" : ""))} |\n");
        Check("docs/permissions.md", text.ToString());
    }

    [Fact]
    public void The_schema_page_shows_tables_checks_and_guards()
    {
        using var sqlite = new SqliteDialect("Data Source=:memory:").Open();
        var dialect = new PostgresDialect("Host=none");
        using var postgres = dialect.Open();
        var other = sqlite.Model.GetEntityTypes().ToDictionary(e => e.GetTableName()!, StringComparer.Ordinal);
        var text = new StringBuilder("# Schema\n\nThe same on both databases but for the column types. A *guard* is a trigger: it holds against raw SQL. Weights are whole grams, temperatures tenths of a degree, instants UTC.\n");
        foreach (var entity in postgres.GetService<IDesignTimeModel>().Model.GetEntityTypes().OrderBy(e => e.GetTableName(), StringComparer.Ordinal)) Table(text, entity, other[entity.GetTableName()!]);
        Check("docs/schema.md", text.ToString());
    }

    [Fact]
    public void The_readme_of_Core_shows_who_may_use_whom() => CheckPart("src/ControlRoom.Core/README.md", "areas", AreaMap.Table());

    private static void Table(StringBuilder text, IEntityType entity, IEntityType onSqlite)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {entity.GetTableName()}\n\n| Column | PostgreSQL | SQLite | Null | Notes |\n|---|---|---|---|---|\n");
        foreach (var property in entity.GetProperties())
        {
            var notes = new List<string>();
            if (property.IsPrimaryKey()) notes.Add("key");
            notes.AddRange(property.GetContainingForeignKeys().Select(f => $"→ {f.PrincipalEntityType.GetTableName()}"));
            if (property.IsConcurrencyToken) notes.Add("version");
            text.Append(CultureInfo.InvariantCulture, $"| {property.GetColumnName()} | {property.GetColumnType()} | {onSqlite.FindProperty(property.Name)!.GetColumnType()} | {(property.IsNullable ? "null" : "")} | {string.Join(", ", notes)} |\n");
        }
        List(text, "Indexes", entity.GetIndexes().Select(i => $"{(i.IsUnique ? "unique " : "")}({string.Join(", ", i.Properties.Select(p => p.GetColumnName()))}){(i.GetFilter() is { } filter ? $" where `{filter}`" : "")}"));
        List(text, "Checks", entity.GetCheckConstraints().Select(c => $"{c.Name}: `{c.Sql}`"));
        List(text, "Guards", ControlRoomDb.Areas.SelectMany(a => a.Guards).Where(g => g.Table == entity.GetTableName()).Select(g => $"{g.Name} ({Word.Of(g.On)}): {g.Message}"));
    }

    private static void List(StringBuilder text, string title, IEnumerable<string> items)
    {
        var list = items.Order(StringComparer.Ordinal).ToList();
        if (list.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\n{title}\n{string.Concat(list.Select(i => $"- {i}\n"))}");
    }

    private static string PathOf(Type type) => House.Core.First(f => f.Text.Contains($"class {type.Name} ", StringComparison.Ordinal) || f.Text.Contains($"class {type.Name}\n", StringComparison.Ordinal)).Path;
}
