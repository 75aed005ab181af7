using ControlRoom.Core.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Tests.Kit;

/// <summary>What has happened to the disk below a SQLite database.</summary>
public enum Disk { Fine, Full, Gone }

/// <summary>A SQLite database on a disk that a test fills and takes away.</summary>
public sealed class FailingDialect(TestDatabase database) : WrappedDialect(new SqliteDialect(database.ConnectionString))
{
    private const long NoLimit = 1_073_741_823;

    public Disk Disk { get; set; }

    public override ControlRoomDb Open()
    {
        if (Disk == Disk.Gone) throw new SqliteException("unable to open database file", 14);
        var db = base.Open();
        db.Database.OpenConnection();
        using var limit = db.Database.GetDbConnection().CreateCommand();
        // Below what is there already the limit is what is there: not one page more.
        limit.CommandText = $"PRAGMA max_page_count = {(Disk == Disk.Full ? 1 : NoLimit)}";
        limit.ExecuteNonQuery();
        return db;
    }
}
