using ControlRoom.Core.Database;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Runs;

/// <summary>A new run in IDLE, pinned to a published version for good.</summary>
public sealed record CreateRun(Guid FlowVersionId, decimal? DailyTargetKg = null, string? SiteCode = null);

public sealed class CreateRunHandler(TransactionBoundary boundary, RunQueries runs, PlantOptions plant)
{
    private const decimal DefaultTargetKg = 1000;

    public Task<Outcome<RunView>> Handle(CreateRun command, Caller caller, CancellationToken ct) => boundary.Do<RunView>(caller, Permission.OperateRun, async work =>
    {
        var site = command.SiteCode ?? plant.SiteCode;
        if (!PlantCode.IsSite(site)) return Refusal.Invalid("SITE_CODE_INVALID", "/site_code");
        if (RunTarget.WhyNot(command.DailyTargetKg) is { } invalid) return invalid;
        await work.ShareFlowVersion(command.FlowVersionId);
        var version = await work.Db.FlowVersions.AsNoTracking().FirstOrDefaultAsync(v => v.Id == command.FlowVersionId, work.Ct);
        if (version is null) return Refusal.NotFound("flow_version", command.FlowVersionId);
        if (FlowRules.WrongKind(await work.Db.Flows.Where(f => f.Id == version.FlowDefinitionId).Select(f => f.Kind).FirstAsync(work.Ct), FlowKind.Process, "/flow_version_id") is { } mismatch) return mismatch;
        if (version.Status != FlowVersionStatus.Published) return Refusal.Conflict("FLOW_VERSION_NOT_PUBLISHED").With("status", Word.Of(version.Status));
        var code = await work.NextCode(PlantCode.RunPrefix, site);
        if (!code.Done) return code.Refusal;
        var run = Run.Create(work.NewId(), code.Value, version.Id, ProcessGraph.Pinned(version.Id, version.GraphSchema), site,
            Units.Grams(command.DailyTargetKg ?? DefaultTargetKg), caller.UserId, work.Now, caller.IsSimulated);
        work.Db.Runs.Add(run);
        return await runs.View(work.Db, run, await RunQueries.Facts(work.Db, run, work.Ct), work.Now, work.Ct);
    }, ct);
}

/// <summary>Bounds of a daily target: more than nothing, at most 10 000 kg, two decimals.</summary>
internal static class RunTarget
{
    public static Refusal? WhyNot(decimal? kg) =>
        kg is { } target && Units.Grams(target) is not (> 0 and <= Units.MaxGrams) ? Refusal.Invalid("WEIGHT_OUT_OF_RANGE", "/daily_target_kg").With("min", 0.01m).With("max", 10_000) : null;
}
