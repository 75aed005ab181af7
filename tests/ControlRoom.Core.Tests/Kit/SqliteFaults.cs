using System.Data;
using ControlRoom.Core.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Tests.Kit;

/// <summary>Breaks inside the driver, as a disk that fails does.</summary>
internal sealed class SqliteFaults(TestDatabase database) : Faults
{
    private const int IoError = 10;

    public override Dialect Dialect => field ??= new Faulty(this, database.ConnectionString);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static SqliteException Error() => new("disk I/O error", IoError);

    private sealed class Faulty(SqliteFaults faults, string connectionString) : WrappedDialect(new SqliteDialect(connectionString))
    {
        public override ControlRoomDb Open() => new SqliteControlRoomDb(new DbContextOptionsBuilder<SqliteControlRoomDb>()
            .UseSqlite(new Connection(faults, connectionString), contextOwnsConnection: true, o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)).Options);
    }

    private sealed class Connection(SqliteFaults faults, string connectionString) : SqliteConnection(connectionString)
    {
        public override SqliteCommand CreateCommand() => new Command(faults) { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };
    }

    private sealed class Command(SqliteFaults faults) : SqliteCommand
    {
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            if (CommandText.StartsWith("PRAGMA", StringComparison.Ordinal)) return base.ExecuteReader(behavior);
            if (faults.BreaksNow()) throw Error();
            var reader = base.ExecuteReader(behavior);
            if (!faults.LosesAnswerOf(CommandText)) return reader;
            reader.Dispose();
            throw Error();
        }
    }
}
