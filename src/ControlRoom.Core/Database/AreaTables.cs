using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ControlRoom.Core.Database;

/// <summary>An area's part of the model: its tables and the guards on them.</summary>
public interface IAreaTables
{
    void Configure(ModelBuilder model);

    IEnumerable<Guard> Guards { get; }
}

internal static class TableExtensions
{
    /// <summary>Table with a surrogate id made in code.</summary>
    public static EntityTypeBuilder<T> Table<T>(this ModelBuilder model, string name, Action<TableBuilder<T>>? table = null) where T : class
    {
        var entity = model.Entity<T>();
        entity.ToTable(name, t => table?.Invoke(t));
        return entity;
    }

    /// <summary>A named CHECK; the name says the rule.</summary>
    public static void Check<T>(this TableBuilder<T> table, string name, string sql) where T : class => table.HasCheckConstraint($"ck_{table.Metadata.GetTableName()}_{name}", sql);

    /// <summary>CHECK that a column holds a code of the plant; GLOB on SQLite, a regular expression on PostgreSQL.</summary>
    public static string CodeCheck(this ModelBuilder model, string column, IEnumerable<string> prefixes)
    {
        var list = prefixes.ToList();
        return model.IsSqlite()
            ? string.Join(" OR ", list.Select(p => $"{column} GLOB '{p}-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[A-Z][A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]'"))
            : $"{column} ~ '^({string.Join('|', list)})-[0-9]{{8}}-[A-Z]{{4}}-[0-9]{{4}}$'";
    }

    public static bool IsSqlite(this ModelBuilder model) => (string?)model.Model[ControlRoomDb.ProviderAnnotation] == "sqlite";

    public static string Words<T>() where T : struct, Enum => string.Join(", ", Word.All<T>().Select(w => $"'{w}'"));
}
