using System.Globalization;
using System.Text.Json;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Flows;

/// <summary>Reads of flows and their versions.</summary>
public sealed class FlowQueries(Dialect dialect, PlantOptions plant)
{
    /// <summary>Flows that are not deleted, newest first.</summary>
    /// <param name="kind">Null: of every kind.</param>
    /// <param name="text">Part of the code or of either name, whatever case or accents.</param>
    public async Task<IReadOnlyList<FlowRow>> List(FlowKind? kind, string? text, Page page, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var found = (await Matching(db, kind, text, ct)).OrderDescending();
        return await Rows(db, [.. (page.After is { } after ? found.Where(id => id.CompareTo(after) < 0) : found).Take(page.Limit)], ct);
    }

    public async Task<int> Count(FlowKind? kind, string? text, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return (await Matching(db, kind, text, ct)).Count;
    }

    public async Task<Outcome<FlowView>> Detail(Guid flowId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await View(db, flowId, ct) is { } view ? view : Refusal.NotFound("flow", flowId);
    }

    /// <summary>All versions without their graphs, newest first.</summary>
    public async Task<Outcome<IReadOnlyList<FlowVersionRow>>> Versions(Guid flowId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await db.Flows.AnyAsync(f => f.Id == flowId && !f.IsDeleted, ct) ? new List<FlowVersionRow>(await VersionRows(db, flowId, ct)) : Refusal.NotFound("flow", flowId);
    }

    /// <param name="reader">Who would act: decides whether four eyes allow them to approve; null leaves that open.</param>
    public async Task<Outcome<FlowVersionView>> Version(Guid flowId, int number, Guid? reader, CancellationToken ct)
    {
        await using var db = dialect.Open();
        return await VersionView(db, flowId, number, reader, plant, ct) is { } view ? view : Refusal.NotFound("flow_version", number);
    }

    /// <summary>The version that is still being written.</summary>
    public async Task<Outcome<FlowVersionView>> LatestDraft(Guid flowId, Guid? reader, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var number = await db.FlowVersions.Where(v => v.FlowDefinitionId == flowId && v.Status == FlowVersionStatus.Draft).Select(v => (int?)v.VersionNum).FirstOrDefaultAsync(ct);
        return number is { } draft && await VersionView(db, flowId, draft, reader, plant, ct) is { } view ? view : Refusal.NotFound("flow_version", "draft");
    }

    /// <summary>Every published version, by the name of its flow in the reader's language.</summary>
    public async Task<IReadOnlyList<StartableVersion>> Startable(CancellationToken ct)
    {
        await using var db = dialect.Open();
        var rows = await (from v in db.FlowVersions.AsNoTracking()
                          where v.Status == FlowVersionStatus.Published
                          join f in db.Flows on v.FlowDefinitionId equals f.Id
                          where !f.IsDeleted && f.Kind == FlowKind.Process
                          select new { v.Id, FlowId = f.Id, f.NameHu, f.NameEn, v.VersionNum, v.PublishedAt }).ToListAsync(ct);
        return [.. rows.Select(r => new StartableVersion(r.Id, r.FlowId, new LocalText(r.NameHu, r.NameEn), r.VersionNum, r.PublishedAt!.Value)).OrderBy(r => r.FlowName.In(CultureInfo.CurrentUICulture), StringComparer.CurrentCulture)];
    }

    /// <summary>How many gates a version has, and how many of them are critical; read from its graph, so not with every list.</summary>
    public async Task<(int All, int Critical)> Gates(Guid versionId, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var schema = await db.FlowVersions.AsNoTracking().Where(v => v.Id == versionId).Select(v => v.GraphSchema).FirstAsync(ct);
        var gates = GateSnapshot.Of(GraphDocument.Parse(schema)).Values.ToList();
        return (gates.Count, gates.Count(gate => gate.IsCcp));
    }

    /// <summary>The full check of a stored version, as its submission or approval would make it.</summary>
    public async Task<Outcome<GraphCheck>> Validate(Guid flowId, int number, CancellationToken ct)
    {
        await using var db = dialect.Open();
        var version = await Find(db, flowId, number, ct);
        if (version is null) return Refusal.NotFound("flow_version", number);
        return await db.Check(version, ct);
    }

    internal static async Task<FlowUse> Use(ControlRoomDb db, Guid flowId, CancellationToken ct) => new(
        await db.FlowVersions.CountAsync(v => v.FlowDefinitionId == flowId && v.PublishedAt != null, ct),
        await db.Runs.CountAsync(r => db.FlowVersions.Any(v => v.Id == r.FlowVersionId && v.FlowDefinitionId == flowId), ct),
        await db.Products.CountAsync(p => db.GraphBindings.Any(b => b.ProductId == p.Id && b.FlowId == flowId)
            || db.Revisions.Any(r => r.ProductId == p.Id && db.FlowVersions.Any(v => v.Id == r.FlowVersionId && v.FlowDefinitionId == flowId)), ct));

    internal static async Task<FlowView?> View(ControlRoomDb db, Guid flowId, CancellationToken ct)
    {
        var flow = await db.Flows.AsNoTracking().FirstOrDefaultAsync(f => f.Id == flowId && !f.IsDeleted, ct);
        if (flow is null || await Rows(db, [flowId], ct) is not [var row]) return null;
        var versions = await VersionRows(db, flowId, ct);
        var open = versions.FirstOrDefault(v => v.Status is FlowVersionStatus.Draft or FlowVersionStatus.Review)?.VersionNum;
        return new FlowView(row)
        {
            LatestVersion = versions is [var latest, ..] ? latest : null,
            Versions = versions,
            AllowedActions =
            [
                AllowedAction.Of("RENAME"),
                AllowedAction.Of("CREATE_VERSION", FlowRules.NoOpenVersion(open)),
                AllowedAction.Of("DELETE", FlowRules.Deletable(flow, await Use(db, flowId, ct))),
            ],
        };
    }

    internal static async Task<FlowVersionView?> VersionView(ControlRoomDb db, Guid flowId, int number, Guid? reader, PlantOptions plant, CancellationToken ct)
    {
        var version = await Find(db, flowId, number, ct);
        if (version is null) return null;
        var row = (await VersionRows(db, flowId, ct)).Single(v => v.VersionNum == number);
        var facts = await db.Facts(version, reader, plant, ct);
        return new FlowVersionView(row)
        {
            GraphSchema = JsonElement.Parse(version.GraphSchema),
            AllowedActions = [.. Enum.GetValues<FlowVersionAction>().Select(a => AllowedAction.Of(Word.Of(a), [.. FlowVersionRules.WhyNot(version, a, facts)])), AllowedAction.Of("DISCARD", FlowVersionRules.Discardable(version))],
        };
    }

    internal static async Task<IReadOnlyList<FlowVersionRow>> VersionRows(ControlRoomDb db, Guid flowId, CancellationToken ct)
    {
        var rows = await (from v in db.FlowVersions.AsNoTracking()
                          where v.FlowDefinitionId == flowId
                          join f in db.Flows on v.FlowDefinitionId equals f.Id
                          orderby v.VersionNum descending
                          select new
                          {
                              v.Id, v.VersionNum, v.Status, v.CreatedBy, v.CreatedAt, v.SubmittedBy, v.ReviewedBy, v.PublishedBy, v.PublishedAt, v.RejectionReason, v.DeprecatedAt, v.AllowNewJobs, v.RowVersion,
                              f.NameHu, f.NameEn,
                              Active = db.Runs.Count(r => r.FlowVersionId == v.Id && (r.Status == RunStatus.Idle || r.Status == RunStatus.Running || r.Status == RunStatus.Hold)),
                              All = db.Runs.Count(r => r.FlowVersionId == v.Id),
                          }).ToListAsync(ct);
        var names = await Names(db, rows.SelectMany(r => new[] { r.CreatedBy, r.SubmittedBy, r.ReviewedBy, r.PublishedBy }), ct);
        return
        [
            .. rows.Select(r => new FlowVersionRow
            {
                Id = r.Id, FlowId = flowId, FlowName = new LocalText(r.NameHu, r.NameEn), VersionNum = r.VersionNum, Status = r.Status,
                CreatedBy = r.CreatedBy, CreatedByName = names[r.CreatedBy], CreatedAt = r.CreatedAt,
                SubmittedBy = r.SubmittedBy, SubmittedByName = NameOf(r.SubmittedBy), ReviewedBy = r.ReviewedBy, ReviewedByName = NameOf(r.ReviewedBy),
                PublishedBy = r.PublishedBy, PublishedByName = NameOf(r.PublishedBy), PublishedAt = r.PublishedAt,
                RejectionReason = r.RejectionReason, DeprecatedAt = r.DeprecatedAt, AllowNewJobs = r.AllowNewJobs, ActiveRuns = r.Active, ClosedRuns = r.All - r.Active, RowVersion = r.RowVersion,
            }),
        ];

        string? NameOf(Guid? user) => user is { } id ? names[id] : null;
    }

    private static Task<FlowVersion?> Find(ControlRoomDb db, Guid flowId, int number, CancellationToken ct) =>
        db.FlowVersions.AsNoTracking().FirstOrDefaultAsync(v => v.FlowDefinitionId == flowId && v.VersionNum == number && db.Flows.Any(f => f.Id == flowId && !f.IsDeleted), ct);

    /// <summary>The flows in the order of their ids.</summary>
    private static async Task<IReadOnlyList<FlowRow>> Rows(ControlRoomDb db, List<Guid> ids, CancellationToken ct)
    {
        var flows = await db.Flows.AsNoTracking().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var versions = (await db.FlowVersions.AsNoTracking().Where(v => ids.Contains(v.FlowDefinitionId)).Select(v => new { v.FlowDefinitionId, v.Id, v.VersionNum, v.Status }).ToListAsync(ct)).ToLookup(v => v.FlowDefinitionId);
        var names = await Names(db, flows.Values.Select(f => (Guid?)f.CreatedBy), ct);
        return
        [
            .. ids.Where(flows.ContainsKey).Select(id => flows[id]).Select(f =>
            {
                var latest = versions[f.Id].MaxBy(v => v.VersionNum);
                var published = versions[f.Id].FirstOrDefault(v => v.Status == FlowVersionStatus.Published);
                return new FlowRow
                {
                    Id = f.Id, Kind = f.Kind, Code = f.Code, Name = new LocalText(f.NameHu, f.NameEn), Description = f.Description, LatestVersionNum = latest?.VersionNum, LatestVersionStatus = latest?.Status,
                    PublishedVersionNum = published?.VersionNum, PublishedVersionId = published?.Id, VersionCount = versions[f.Id].Count(), CreatedBy = f.CreatedBy, CreatedByName = names[f.CreatedBy],
                    CreatedAt = f.CreatedAt, UpdatedAt = f.UpdatedAt, RowVersion = f.RowVersion,
                };
            }),
        ];
    }

    private static async Task<Dictionary<Guid, string>> Names(ControlRoomDb db, IEnumerable<Guid?> users, CancellationToken ct)
    {
        var ids = users.OfType<Guid>().Distinct().ToList();
        return await db.Users.Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.FullName }).ToDictionaryAsync(u => u.Id, u => u.FullName, ct);
    }

    /// <summary>A plant has tens of flows, and the two databases fold Hungarian letters differently: names are compared here.</summary>
    private static async Task<List<Guid>> Matching(ControlRoomDb db, FlowKind? kind, string? text, CancellationToken ct)
    {
        var names = await db.Flows.AsNoTracking().Where(f => !f.IsDeleted && (kind == null || f.Kind == kind)).Select(f => new { f.Id, f.Code, f.NameHu, f.NameEn }).ToListAsync(ct);
        return [.. names.Where(f => string.IsNullOrWhiteSpace(text) || (f.Code is { } code && Contains(code, text)) || Contains(f.NameHu, text) || Contains(f.NameEn, text)).Select(f => f.Id)];
    }

    private static bool Contains(string name, string text) =>
        CultureInfo.InvariantCulture.CompareInfo.IndexOf(name, text.Trim(), CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;
}
