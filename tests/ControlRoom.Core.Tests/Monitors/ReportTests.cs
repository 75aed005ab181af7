using System.Text.RegularExpressions;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Monitors;
using ControlRoom.Core.Tests.Serials;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Monitors;

public sealed partial class ReportTests
{
    private static CancellationToken Ct => TestPlant.Ct;

    [Theory, Databases]
    [Trait("Rule", "PRD-25")]
    public async Task A_healthy_workshop_is_safe_by_four_checks(Db db)
    {
        await using var w = await Watched.Open(db);

        var report = await w.Plant.Get<SafetyReportQueries>().Now(Ct);

        Assert.Equal(["NO_BREAKING_CHANGE", "DETERMINISTIC_DEDUCTION", "REPRODUCIBLE", "NO_LOST_UPDATES"], report.Checks.Select(c => c.Id));
        Assert.True(report.Safe, string.Join('\n', report.Checks.Where(c => !c.Ok).Select(c => c.Id + Json.Text(c.Evidence))));
        Assert.Contains("\"recomputed\":1", Json.Text(report.Checks[1].Evidence), StringComparison.Ordinal);
    }

    [Theory, Databases]
    [Trait("Rule", "PRD-25"), Trait("Rule", "PRD-26")]
    public async Task A_deduction_that_does_not_follow_from_the_snapshot_is_not_safe(Db db)
    {
        await using var w = await Watched.Open(db);
        await w.Raw.Without("runtime_snapshot_no_update");
        var computed = (await w.Plant.Scalar<string>($"SELECT computed_qty_json FROM runtime_snapshot"))!;
        await w.Plant.Sql($"UPDATE runtime_snapshot SET computed_qty_json = {Quantity().Replace(computed, "\"qty_per_unit\":99")}");

        var report = await w.Plant.Get<SafetyReportQueries>().Now(Ct);

        Assert.False(report.Safe);
        // The guard that is gone is a finding of its own.
        Assert.Equal(["DETERMINISTIC_DEDUCTION", "REPRODUCIBLE"], report.Checks.Where(c => !c.Ok).Select(c => c.Id));
        Assert.Contains("JT-", Json.Text(report.Checks[1].Evidence), StringComparison.Ordinal);
        Assert.Contains("runtime_snapshot_no_update", Json.Text(report.Checks[2].Evidence), StringComparison.Ordinal);
    }

    [Theory, Databases]
    [Trait("Rule", "GOV-05")]
    public async Task A_healthy_workshop_keeps_its_nine_promises(Db db)
    {
        await using var w = await Watched.Open(db);

        var report = await w.Plant.Get<ReadinessQueries>().Now(Ct);

        Assert.Equal(["HARD_RESET_CODIFIED", "NEW_INSTANCE_GUARANTEED", "SPAWN_IDEMPOTENT", "SERIAL_FLAG_ON", "QUEUE_CORRECT", "CONCURRENCY_RULES", "E2E_DONE", "SINGLE_JSON", "HEADERS_APPLIED"], report.Checks.Select(c => c.Id));
        Assert.True(report.Ready, string.Join('\n', report.Checks.Where(c => !c.Ok).Select(c => c.Id + Json.Text(c.Evidence))));
    }

    [Theory, Databases]
    [Trait("Rule", "GOV-05")]
    public async Task A_promise_that_is_broken_or_was_never_looked_at_is_not_kept(Db db)
    {
        await using var fresh = await TestPlant.Start(db);
        Assert.False((await fresh.Get<ReadinessQueries>().Now(Ct)).Ready);

        await using var w = await Watched.Open(db);
        await w.Plant.Flag("FF_SERIAL_STD_HAT", "OFF");
        await w.Raw.Without("flow_token_ended");
        await w.Plant.Sql($"UPDATE flow_token SET queue_key = '9' WHERE id = {w.Tokens[0]}");
        await w.Sweep(full: false);

        var report = await w.Plant.Get<ReadinessQueries>().Now(Ct);
        Assert.Equal(["HARD_RESET_CODIFIED", "SERIAL_FLAG_ON", "QUEUE_CORRECT"], report.Checks.Where(c => !c.Ok).Select(c => c.Id));
    }

    [GeneratedRegex("\"qty_per_unit\":[0-9.]+")]
    private static partial Regex Quantity();
}
