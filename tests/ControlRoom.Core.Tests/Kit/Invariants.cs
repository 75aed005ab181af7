using Xunit;

namespace ControlRoom.Tests.Kit;

/// <summary>I1 to I8 of the workshop: what must hold whatever happened, asked of the database itself.</summary>
public static class Invariants
{
    private const string OpenAssignment = "('ASSIGNED', 'ACCEPTED', 'STARTED', 'PAUSED')", Ended = "('COMPLETED', 'SCRAPPED')";

    /// <summary>Each with the question whose every answer breaks it.</summary>
    private static readonly IReadOnlyList<(string Name, string Sql)> All =
    [
        ("I1 one active cycle per ticket", "SELECT job_ticket_id FROM job_graph_instance WHERE status = 'ACTIVE' GROUP BY job_ticket_id HAVING COUNT(*) > 1"),
        ("I2 tokens live in active cycles", $"SELECT t.id FROM flow_token t JOIN job_graph_instance i ON i.id = t.instance_id WHERE t.status NOT IN {Ended} AND i.status <> 'ACTIVE'"),
        ("I3 one open session of an owner per token", "SELECT token_id FROM token_work_session WHERE status IN ('ACTIVE', 'PAUSED') AND kind <> 'ASSIST' GROUP BY token_id HAVING COUNT(*) > 1"),
        ("I4 one active session per operator", "SELECT operator_user_id FROM token_work_session WHERE status = 'ACTIVE' GROUP BY operator_user_id HAVING COUNT(*) > 1"),
        ("I5 one open assignment per token", $"SELECT token_id FROM token_assignment WHERE status IN {OpenAssignment} GROUP BY token_id HAVING COUNT(*) > 1"),
        ("I6 a session is of the token it is assigned for", "SELECT s.id FROM token_work_session s JOIN token_assignment a ON a.id = s.assignment_id WHERE a.token_id <> s.token_id"),
        ("I7 a cycle has what it was asked for", """
            SELECT c.id FROM spawn_cycle c WHERE c.requested_qty <> (SELECT COALESCE(SUM(t.qty + t.scrapped_qty), 0) FROM flow_token t WHERE t.instance_id = c.instance_id AND t.origin IN ('INITIAL', 'REWORK_SPAWN'))
            OR c.spawned_count <> (SELECT COUNT(*) FROM flow_token t WHERE t.instance_id = c.instance_id AND t.origin = 'INITIAL')
            """),
        ("I8 a token's serial is its own", "SELECT t.id FROM flow_token t LEFT JOIN job_ticket_serial s ON s.serial_number = t.serial_number WHERE t.serial_number IS NOT NULL AND (s.token_id IS NULL OR s.token_id <> t.id)"),
        ("I8 a serial's token is its own", "SELECT s.id FROM job_ticket_serial s LEFT JOIN flow_token t ON t.id = s.token_id WHERE s.token_id IS NOT NULL AND (t.serial_number IS NULL OR t.serial_number <> s.serial_number)"),
        ("an active or paused token has its session", "SELECT t.id FROM flow_token t WHERE t.status IN ('ACTIVE', 'PAUSED') AND NOT EXISTS (SELECT 1 FROM token_work_session s WHERE s.token_id = t.id AND s.status = t.status AND s.kind <> 'ASSIST')"),
        ("an open session has its token", $"SELECT s.id FROM token_work_session s JOIN flow_token t ON t.id = s.token_id WHERE s.status IN ('ACTIVE', 'PAUSED') AND (t.status IN {Ended} OR t.node_code <> s.node_code)"),
    ];

    /// <summary>Names of those that do not hold, each with the first row that says so.</summary>
    public static async Task<IReadOnlyList<string>> Broken(this TestPlant plant)
    {
        var broken = new List<string>();
        foreach (var (name, sql) in All)
        {
            if (await plant.Column<string>(FormattableStringFactory.Of($"SELECT CAST(x.{Column(sql)} AS text) FROM ({sql}) x")) is [var first, ..]) broken.Add($"{name}: {first}");
        }
        return broken;
    }

    /// <summary>All hold, and no command got there over a guard or a fault.</summary>
    public static async Task AssertInvariants(this TestPlant plant)
    {
        Assert.Empty(await plant.Broken());
        plant.AssertNoFault();
    }

    private static string Column(string sql) => sql.Split(' ', 3)[1].Split('.')[^1];
}
