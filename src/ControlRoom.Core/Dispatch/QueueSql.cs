using System.Globalization;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tokens;
using Microsoft.EntityFrameworkCore;

namespace ControlRoom.Core.Dispatch;

/// <summary>
/// What is ready, for both databases: the lanes somebody may take from, each read from its index in the order of the queue, merged. Only
/// live cycles of tickets under way count, whatever a token says.
/// </summary>
internal sealed class QueueSql(ControlRoomDb db, QueueFilter filter, CancellationToken ct)
{
    private const string Live = "JOIN job_ticket j ON j.id = t.job_ticket_id AND j.status = 'IN_PROGRESS' JOIN job_graph_instance i ON i.id = t.instance_id AND i.status = 'ACTIVE'";

    private readonly List<object> values = [];

    /// <summary>Lanes of unclaimed work that have something in them; each is found by one look into the index.</summary>
    public async Task<IReadOnlyList<string>> UnclaimedLanes()
    {
        var lanes = new List<string>();
        foreach (var components in filter.Components ? [false, true] : new[] { false })
        {
            var (first, end) = (QueueLane.FirstUnclaimed(components).ToString(), ((char)(QueueLane.FirstUnclaimed(components) + 1)).ToString());
            lanes.AddRange(await db.Database.SqlQuery<string>($"""
                WITH RECURSIVE lanes(lane) AS (
                    SELECT (SELECT MIN(queue_lane) FROM flow_token WHERE status = 'READY' AND queue_lane >= {first} AND queue_lane < {end})
                    UNION ALL
                    SELECT (SELECT MIN(t.queue_lane) FROM flow_token t WHERE t.status = 'READY' AND t.queue_lane > lanes.lane AND t.queue_lane < {end}) FROM lanes WHERE lanes.lane IS NOT NULL)
                SELECT lane AS "Value" FROM lanes WHERE lane IS NOT NULL
                """).ToListAsync(ct));
        }
        return lanes;
    }

    /// <param name="lanes">Null: whatever is ready.</param>
    public Task<List<FlowToken>> Ready(IReadOnlyList<string>? lanes, QueuePage page)
    {
        if (lanes is { Count: 0 }) return Task.FromResult<List<FlowToken>>([]);
        var from = Merged("t.id, t.queue_key", lanes, page.After, page.Limit);
        return db.Tokens.FromSqlRaw($"SELECT f.* FROM ({from}) q JOIN flow_token f ON f.id = q.id ORDER BY q.queue_key LIMIT {page.Limit}", [.. values]).AsNoTracking().ToListAsync(ct);
    }

    public async Task<int> CountReady(IReadOnlyList<string>? lanes)
    {
        if (lanes is { Count: 0 }) return 0;
        var from = Merged("t.id", lanes, null, QueueCounts.Cap);
        return (await db.Database.SqlQueryRaw<int>($"SELECT CAST(COUNT(*) AS INTEGER) AS \"Value\" FROM (SELECT id FROM ({from}) x LIMIT {QueueCounts.Cap}) y", [.. values]).ToListAsync(ct))[0];
    }

    private string Merged(string columns, IReadOnlyList<string>? lanes, string? after, int limit)
    {
        values.Clear();
        var where = Where(after);
        if (lanes is null) return Part("", 0);
        return string.Join(" UNION ALL ", lanes.Select((lane, i) => Part($" AND t.queue_lane = {Value(lane)}", i)));

        string Part(string lane, int i) => $"SELECT * FROM (SELECT {columns} FROM flow_token t {Live} WHERE t.status = 'READY'{lane}{where} ORDER BY t.queue_key LIMIT {limit.ToString(CultureInfo.InvariantCulture)}) l{i}";
    }

    private string Where(string? after)
    {
        var where = new StringBuilder();
        if (after is not null) where.Append(" AND t.queue_key > " + Value(after));
        if (!filter.Components) where.Append(" AND t.token_type <> 'COMPONENT'");
        if (filter.TicketId is { } ticket) where.Append(" AND t.job_ticket_id = " + Value(ticket));
        if (filter.Node is { } node) where.Append(" AND t.node_code = " + Value(node));
        if (filter.WorkCenter is { } center) where.Append(" AND t.work_center = " + Value(center));
        if (filter.Team is { } team) where.Append(" AND t.team_code = " + Value(team));
        if (filter.NodeType is { } type) where.Append(" AND t.node_type = " + Value(Word.Of(type)));
        if (filter.Search is { Length: > 0 } text) where.Append(" AND t.serial_number >= " + Value(text) + " AND t.serial_number < " + Value(text + "\uffff"));
        return where.ToString();
    }

    private string Value(object value)
    {
        values.Add(value);
        return "{" + (values.Count - 1).ToString(CultureInfo.InvariantCulture) + "}";
    }
}
