using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Products;

public sealed class RevisionQueries(Dialect dialect)
{
    /// <summary>Newest first.</summary>
    public async Task<Outcome<IReadOnlyList<RevisionRow>>> List(Guid productId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (!await db.Products.AnyAsync(p => p.Id == productId, ct)) return Refusal.NotFound("product", productId);
        var rows = await db.Revisions.AsNoTracking().Where(r => r.ProductId == productId).OrderByDescending(r => r.RevisionNo).ToListAsync(ct);
        var more = await Surroundings.Of(db, rows, ct);
        return Outcome<IReadOnlyList<RevisionRow>>.Of([.. rows.Select(more.Row)]);
    }

    public async Task<Outcome<RevisionDetail>> Detail(Guid productId, int number, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await DetailOf(db, productId, number, ct) is { } view ? view : Refusal.NotFound("revision", number);
    }

    /// <summary>What differs from revision <paramref name="from"/> to <paramref name="to"/>.</summary>
    public async Task<Outcome<RevisionDiffView>> Diff(Guid productId, int from, int to, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await Snapshot(db, productId, from, ct) is not { } old) return Refusal.NotFound("revision", from);
        return await Snapshot(db, productId, to, ct) is { } now ? new RevisionDiffView(RevisionDiff.Between(old, now)) : Refusal.NotFound("revision", to);
    }

    /// <summary>Whether the revision can still be edited; if not, what relies on it.</summary>
    public async Task<Outcome<LockedReason>> LockedReason(Guid productId, int number, CancellationToken ct)
    {
        await using var db = dialect.Open();
        if (await db.Revisions.AsNoTracking().FirstOrDefaultAsync(r => r.ProductId == productId && r.RevisionNo == number, ct) is not { } revision) return Refusal.NotFound("revision", number);
        var by = await db.RevisionReferences.AsNoTracking().Where(x => x.RevisionId == revision.Id).OrderBy(x => x.Id).Take(Page.MaxLimit).Select(x => new RevisionRefView(x.RefType, x.RefId, x.RefCode)).ToListAsync(ct);
        return Products.LockedReason.Of(RevisionRules.WhyNot(revision, RevisionAction.Edit), by);
    }

    internal static async Task<RevisionDetail?> DetailOf(ControlRoomDb db, Guid productId, int number, CancellationToken ct)
    {
        if (await db.Revisions.AsNoTracking().FirstOrDefaultAsync(r => r.ProductId == productId && r.RevisionNo == number, ct) is not { } r) return null;
        var row = (await Surroundings.Of(db, [r], ct)).Row(r);
        return new RevisionDetail
        {
            Id = row.Id, RevisionNo = row.RevisionNo, Display = row.Display, DerivedFromRevisionId = row.DerivedFromRevisionId, Reason = row.Reason, Notes = row.Notes, Status = row.Status, AllowNewJobs = row.AllowNewJobs,
            FlowVersionId = row.FlowVersionId, VersionNum = row.VersionNum, ContentHash = row.ContentHash, CreatedAt = row.CreatedAt, CreatedByName = row.CreatedByName, PublishedAt = row.PublishedAt, RetiredAt = row.RetiredAt,
            RowVersion = row.RowVersion, Snapshot = JsonElement.Parse(await SnapshotOf(db, r, ct)), Components = RevisionSnapshot.Parts(r.ComponentsJson),
        };
    }

    private static async Task<string?> Snapshot(ControlRoomDb db, Guid productId, int number, CancellationToken ct) =>
        await db.Revisions.AsNoTracking().FirstOrDefaultAsync(r => r.ProductId == productId && r.RevisionNo == number, ct) is { } revision ? await SnapshotOf(db, revision, ct) : null;

    private static async Task<string> SnapshotOf(ControlRoomDb db, ProductRevision revision, CancellationToken ct)
    {
        if (revision.SnapshotJson is { } stored) return stored;
        var product = await db.Products.AsNoTracking().FirstAsync(p => p.Id == revision.ProductId, ct);
        var route = revision.FlowVersionId is { } version ? await db.Routed(version, "/flow_version_id", ct) : null;
        return RevisionSnapshot.Of(product, RevisionSnapshot.Parts(revision.ComponentsJson), route?.Value);
    }

    /// <summary>Names and numbers that rows of revisions show and other tables hold.</summary>
    private sealed record Surroundings(IReadOnlyDictionary<Guid, string> People, IReadOnlyDictionary<Guid, int> Versions)
    {
        public static async Task<Surroundings> Of(ControlRoomDb db, IReadOnlyList<ProductRevision> revisions, CancellationToken ct)
        {
            var (people, versions) = (revisions.Select(r => r.CreatedBy).Distinct().ToList(), revisions.Select(r => r.FlowVersionId).OfType<Guid>().Distinct().ToList());
            return new(await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.FullName, ct), await db.FlowVersions.Where(v => versions.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => v.VersionNum, ct));
        }

        public RevisionRow Row(ProductRevision r) => new()
        {
            Id = r.Id, RevisionNo = r.RevisionNo, Display = r.Display, DerivedFromRevisionId = r.DerivedFromRevisionId, Reason = r.Reason, Notes = r.Notes, Status = r.Status, AllowNewJobs = r.AllowNewJobs,
            FlowVersionId = r.FlowVersionId, VersionNum = r.FlowVersionId is { } version ? Versions[version] : null, ContentHash = r.ContentHash, CreatedAt = r.CreatedAt, CreatedByName = People[r.CreatedBy],
            PublishedAt = r.PublishedAt, RetiredAt = r.RetiredAt, RowVersion = r.RowVersion,
        };
    }
}
