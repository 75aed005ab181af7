using ControlRoom.Core.Demo;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Core.Tests.Demo;

/// <summary>The workshop that people find when they first look at the demo.</summary>
public sealed class DemoTicketsTests
{
    [Theory, Databases]
    public async Task Every_ticket_of_the_demo_is_in_the_state_that_shows_something_and_the_invariants_hold(Db db)
    {
        await using var plant = await DemoPlant.Begin(db);
        Assert.True(await plant.Get<DemoPlayer>().PlayOnce(TestPlant.Ct));

        Assert.Equal(
        [
            "20260104-0001 rev1 5 ARCHIVED 5/0/0", "20260121-0001 rev1 6 COMPLETED 5/1/0", "20260122-0001 rev1 20 COMPLETED 18/2/0", "20260123-0001 rev2 6 IN_PROGRESS 2/0/6",
            "20260124-0001 rev2 4 IN_PROGRESS 0/0/4", "20260124-0002 rev2 3 PAUSED 0/0/3", "20260124-0003 rev2 2 IN_PROGRESS 1/1/0", "20260124-0004 rev1 30 PLANNED 0/0/0",
            "20260124-0005 rev2 10 PLANNED 0/0/0", "20260124-0006 rev2 5 CANCELLED 0/0/0",
        ], await plant.Column<string>($"""
            SELECT substr(t.ticket_code, 4, 9) || substr(t.ticket_code, length(t.ticket_code) - 3) || ' rev' || r.revision_no || ' ' || (t.target_qty / 100) || ' ' || t.status || ' '
                || (SELECT COUNT(*) FROM flow_token k JOIN job_graph_instance i ON i.id = k.instance_id WHERE k.job_ticket_id = t.id AND i.cycle_no = COALESCE(g.cycle_no, 1) AND k.status = 'COMPLETED' AND k.merged_into_token_id IS NULL AND k.node_code = 'END') || '/'
                || (SELECT COUNT(*) FROM flow_token k JOIN job_graph_instance i ON i.id = k.instance_id WHERE k.job_ticket_id = t.id AND i.cycle_no = COALESCE(g.cycle_no, 1) AND k.status = 'SCRAPPED') || '/'
                || (SELECT COUNT(*) FROM flow_token k WHERE k.job_ticket_id = t.id AND k.status NOT IN ('COMPLETED', 'SCRAPPED'))
            FROM job_ticket t JOIN product_revision r ON r.id = t.product_revision_id LEFT JOIN job_graph_instance g ON g.id = t.graph_instance_id
            WHERE NOT t.is_simulated ORDER BY t.ticket_code
            """));
        Assert.Equal(["J1 WAITING 0", "OP30 READY 0", "OP40 ACTIVE 0", "OP40 READY 1", "QC1 READY 0", "S1 WAITING 0"], await Tokens(plant, "JT-20260123-%-0001"));
        Assert.Equal(["OP10 ACTIVE 0", "OP10 READY 0", "OP10 READY 0", "OP10 READY 0"], await Tokens(plant, "JT-20260124-%-0001"));
        Assert.Equal(["OP10 operator@duna.test"], await plant.Column<string>($"""
            SELECT a.node_code || ' ' || u.email FROM token_assignment a JOIN users u ON u.id = a.assigned_to_user_id JOIN flow_token k ON k.id = a.token_id JOIN job_ticket t ON t.id = k.job_ticket_id
            WHERE t.ticket_code LIKE 'JT-20260124-%-0001' AND a.is_strict AND a.status = 'ASSIGNED' AND k.status = 'READY'
            """));
        Assert.Equal(["OP40 operator@duna.test 4"], await plant.Column<string>($"""
            SELECT p.node_code || ' ' || u.email || ' ' || (SELECT COUNT(*) FROM job_ticket_serial s WHERE s.ticket_id = t.id AND s.state = 'ISSUED')
            FROM manager_assignment p JOIN users u ON u.id = p.assigned_to_user_id JOIN job_ticket t ON t.id = p.job_ticket_id WHERE t.ticket_code LIKE 'JT-20260124-%-0005' AND p.is_active
            """));
        Assert.Equal(2L, await plant.Scalar<long>($"SELECT MAX(i.cycle_no) FROM job_graph_instance i JOIN job_ticket t ON t.id = i.job_ticket_id WHERE t.ticket_code LIKE 'JT-20260124-%-0001' AND i.status = 'ACTIVE'"));
        Assert.Equal(["OP10 PAUSED 0", "OP10 READY 0", "OP10 READY 0"], await Tokens(plant, "JT-20260124-%-0002"));
        Assert.Equal(["operator2@duna.test ACTIVE", "operator2@duna.test PAUSED", "operator@duna.test ACTIVE"],
            await plant.Column<string>($"SELECT u.email || ' ' || s.status FROM token_work_session s JOIN users u ON u.id = s.operator_user_id WHERE s.status IN ('ACTIVE', 'PAUSED') ORDER BY 1"));
        Assert.Equal(["SK-12 1 PUBLISHED", "SR-40 1 RETIRED", "SR-40 2 PUBLISHED", "SR-40 3 DRAFT"],
            await plant.Column<string>($"SELECT p.sku || ' ' || r.revision_no || ' ' || r.status FROM product_revision r JOIN product p ON p.id = r.product_id ORDER BY 1"));
        await plant.AssertInvariants();
    }

    private static Task<List<string?>> Tokens(TestPlant plant, string code) => plant.Column<string>(
        $"SELECT k.node_code || ' ' || k.status || ' ' || k.rework_count FROM flow_token k JOIN job_ticket t ON t.id = k.job_ticket_id WHERE t.ticket_code LIKE {code} AND k.status NOT IN ('COMPLETED', 'SCRAPPED') ORDER BY 1");
}
