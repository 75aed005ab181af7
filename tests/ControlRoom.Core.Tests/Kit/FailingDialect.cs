using ControlRoom.Core.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Tests.Kit;

/// <summary>What has happened to the disk below a SQLite database.</summary>
public enum Disk { Fine, Full, Gone }

/// <summary>A SQLite database on a disk that a test fills and takes away.</summary>
public sealed class FailingDialect(TestDatabase database) : Dialect
{
    private const long NoLimit = 1_073_741_823;
    private readonly SqliteDialect inner = new(database.ConnectionString);

    public Disk Disk { get; set; }

    public override string Name => inner.Name;
    public override bool IsEmbedded => inner.IsEmbedded;
    public override string Probe => inner.Probe;
    public override string About => inner.About;
    public override string ListGuards => inner.ListGuards;

    public override ControlRoomDb Open()
    {
        if (Disk == Disk.Gone) throw new SqliteException("unable to open database file", 14);
        var db = inner.Open();
        db.Database.OpenConnection();
        using var limit = db.Database.GetDbConnection().CreateCommand();
        // Below what is there already the limit is what is there: not one page more.
        limit.CommandText = $"PRAGMA max_page_count = {(Disk == Disk.Full ? 1 : NoLimit)}";
        limit.ExecuteNonQuery();
        return db;
    }

    public override IEnumerable<string> GuardScript(IEnumerable<Guard> guards) => inner.GuardScript(guards);

    public override Fault Classify(Exception exception) => inner.Classify(exception);

    public override Task Lock(ControlRoomDb db, string table, LockStrength strength, string where, CancellationToken ct, params (string Name, object Value)[] values) => inner.Lock(db, table, strength, where, ct, values);

    public override string ClaimKey => inner.ClaimKey;

    public override Task<ulong> FeedHorizon(ControlRoomDb db, CancellationToken ct) => inner.FeedHorizon(db, ct);

    public override Task LockName(ControlRoomDb db, string name, CancellationToken ct) => inner.LockName(db, name, ct);

    public override Task<long> SettledAuditId(ControlRoomDb db, long from, TimeSpan patience, CancellationToken ct) => inner.SettledAuditId(db, from, patience, ct);

    public override Task<IReadOnlyList<long>> DrawIds(ControlRoomDb db, string table, int count, CancellationToken ct) => inner.DrawIds(db, table, count, ct);

    public override Task Insert<T>(ControlRoomDb db, BulkTable<T> table, IReadOnlyList<T> rows, CancellationToken ct) => inner.Insert(db, table, rows, ct);

    public override Task<IAsyncDisposable> AtOneMoment(ControlRoomDb db, CancellationToken ct) => inner.AtOneMoment(db, ct);

    public override Task<IAsyncDisposable?> TryHold(string name, CancellationToken ct) => inner.TryHold(name, ct);
}
