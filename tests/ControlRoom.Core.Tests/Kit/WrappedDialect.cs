using ControlRoom.Core.Database;
using Microsoft.EntityFrameworkCore.Storage;

namespace ControlRoom.Tests.Kit;

/// <summary>A database that is as another, but for what a test does to it.</summary>
public abstract class WrappedDialect(Dialect inner) : Dialect
{
    public override string Name => inner.Name;
    public override bool IsEmbedded => inner.IsEmbedded;
    public override string Probe => inner.Probe;
    public override string About => inner.About;
    public override string ListGuards => inner.ListGuards;

    public override ControlRoomDb Open() => inner.Open();

    public override Task<IDbContextTransaction> Snapshot(ControlRoomDb db, CancellationToken ct) => inner.Snapshot(db, ct);

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
