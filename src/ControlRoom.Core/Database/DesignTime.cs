using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ControlRoom.Core.Database;

/// <summary>For <c>dotnet ef migrations</c> only.</summary>
internal sealed class SqliteDesign : IDesignTimeDbContextFactory<SqliteControlRoomDb>
{
    public SqliteControlRoomDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteControlRoomDb>().UseSqlite("Data Source=design.db").Options);
}

/// <inheritdoc cref="SqliteDesign"/>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<PostgresControlRoomDb>
{
    public PostgresControlRoomDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresControlRoomDb>().UseNpgsql("Host=design").Options);
}
