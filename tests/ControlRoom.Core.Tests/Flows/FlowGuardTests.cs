using System.Data.Common;
using ControlRoom.Core.Flows;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Flows;

/// <summary>What holds against raw SQL.</summary>
public sealed class FlowGuardTests
{
    [Theory, Trait("Rule", "R-FLOW-04")]
    [Databases(FlowVersionStatus.Published), Databases(FlowVersionStatus.Deprecated)]
    public async Task A_published_or_deprecated_row_changes_in_no_column(Db db, FlowVersionStatus status)
    {
        await using var bench = await FlowBench.Start(db);
        var version = (await bench.Version(await bench.With(status), 1)).Id;

        await Refused(bench, $"UPDATE flow_versions SET graph_schema = '{{}}' WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET version_num = 7 WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET published_at = {FakeTime.Morning.AddYears(1)} WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET published_by = {People.Viewer.Id}, reviewed_by = {People.Viewer.Id} WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET created_by = {People.Viewer.Id} WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET status = 'DRAFT' WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET status = 'REVIEW' WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET row_version = 99 WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET deprecated_at = {FakeTime.Morning.AddYears(1)} WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET status = 'DEPRECATED', graph_schema = '{{}}' WHERE id = {version}");
        await Refused(bench, $"DELETE FROM flow_versions WHERE id = {version}");
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-04")]
    public async Task A_published_row_may_be_deprecated(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (_, version) = await bench.Published();

        Assert.Equal(1, await bench.Plant.Sql($"UPDATE flow_versions SET status = 'DEPRECATED', deprecated_at = {FakeTime.Morning} WHERE id = {version}"));
        await Refused(bench, $"UPDATE flow_versions SET status = 'PUBLISHED' WHERE id = {version}");
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-04")]
    public async Task The_graph_in_review_is_frozen_and_only_drafts_are_deleted(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var flow = await bench.Submitted();
        var version = (await bench.Version(flow, 1)).Id;

        await Refused(bench, $"UPDATE flow_versions SET graph_schema = '{{}}' WHERE id = {version}");
        await Refused(bench, $"UPDATE flow_versions SET status = 'DEPRECATED' WHERE id = {version}");
        await Refused(bench, $"DELETE FROM flow_versions WHERE id = {version}");
        await Refused(bench, $"DELETE FROM flow_definitions WHERE id = {flow}");
    }

    [Theory, Databases, Trait("Rule", "R-FLOW-05")]
    public async Task A_flow_has_one_published_and_one_open_version(Db db)
    {
        await using var bench = await FlowBench.Start(db);
        var (flow, _) = await bench.Published();
        (await bench.Fork(flow)).Must();
        var rows = new RawRows(bench.Plant);

        foreach (var status in (string[])["PUBLISHED", "DRAFT", "REVIEW"])
            await Assert.ThrowsAnyAsync<DbException>(() => rows.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 9), ("status", status)));
        await rows.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 9), ("status", "DEPRECATED"));
        await Assert.ThrowsAnyAsync<DbException>(() => rows.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 9), ("status", "DEPRECATED")));
        await Refused(bench, $"UPDATE flow_definitions SET name_en = ' ' WHERE id = {flow}");
    }

    private static Task Refused(FlowBench bench, FormattableString sql) => Assert.ThrowsAnyAsync<DbException>(() => bench.Plant.Sql(sql));
}
