using ControlRoom.Core.Flows;
using ControlRoom.Core.Runs;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

public sealed class FlowRaceTests
{
    private const int Many = 12;

    [Theory, Databases, Trait("Rule", "R-FLOW-05")]
    public async Task Of_parallel_approvals_one_publishes(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Submitted();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => bench.Approve(flow, 1, i % 2 == 0 ? bench.Plant.Manager : bench.Plant.Call(People.SecondManager))));

        Assert.Single(outcomes, o => o.Done);
        Assert.All(outcomes.Where(o => !o.Done), o => Assert.Equal("VERSION_NOT_IN_REVIEW", o.Refusal!.Code));
        Assert.Equal(1, await bench.Plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'FLOW_VERSION_PUBLISHED'"));
        Assert.Empty(bench.Plant.Logs.Criticals);
    }

    [Theory, Databases]
    public async Task Of_parallel_forks_one_becomes_the_draft(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, _) = await bench.Published();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => bench.Fork(flow)));

        Assert.Single(outcomes, o => o.Done);
        Assert.All(outcomes.Where(o => !o.Done), o => Assert.Equal("DRAFT_EXISTS", o.Refusal!.Code));
        Assert.Equal(2, await bench.Plant.Scalar<int>($"SELECT COUNT(*) FROM flow_versions WHERE flow_definition_id = {flow}"));
        Assert.Empty(bench.Plant.Logs.Criticals);
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-09")]
    public async Task Of_parallel_saves_of_the_same_version_one_is_kept(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Flow();
        var seen = (await bench.Version(flow, 1)).RowVersion;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => bench.Save(flow, 1, i % 2 == 0 ? CanonicalFlow.V1 : CanonicalFlow.V2, seen)));

        Assert.Single(outcomes, o => o.Done);
        Assert.All(outcomes.Where(o => !o.Done), o => Assert.Equal("STALE_VERSION", o.Refusal!.Code));
        Assert.Equal(seen + 1, (await bench.Version(flow, 1)).RowVersion);
    }

    [Theory, Databases]
    public async Task A_version_is_never_deprecated_under_a_run_that_is_being_made(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        for (var round = 0; round < 5; round++)
        {
            var (flow, version) = await bench.Published();
            var runs = Enumerable.Range(0, 3).Select(_ => bench.Plant.Get<CreateRunHandler>().Handle(new CreateRun(version), bench.Plant.Operator, TestPlant.Ct)).ToList();
            var deprecated = await bench.Deprecate(flow, 1);
            var made = await Task.WhenAll(runs);

            Assert.False(deprecated.Done && made.Any(r => r.Done), "A run was made on a version that was deprecated by hand.");
            Assert.Equal(deprecated.Done ? "FLOW_VERSION_NOT_PUBLISHED" : "ACTIVE_RUNS", deprecated.Done ? made[0].Refusal!.Code : deprecated.Refusal!.Code);
        }
    }

    [Theory, Databases]
    public async Task A_flow_is_never_deleted_under_a_version_that_is_being_published(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        for (var round = 0; round < 5; round++)
        {
            var flow = await bench.Submitted();
            var approving = bench.Approve(flow, 1);
            var deleted = await bench.Delete(flow, bench.Plant.Admin);
            var approved = await approving;

            Assert.True(approved.Done ^ deleted.Done, $"approved {approved.Refusal?.Code ?? "done"}, deleted {deleted.Refusal?.Code ?? "done"}");
        }
    }
}
