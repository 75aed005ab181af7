using System.Collections.Concurrent;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Lots;
using ControlRoom.Tests.Kit;
using Xunit;

namespace ControlRoom.Web.Tests.Database;

/// <summary>A request as a client keeps it until it is answered.</summary>
internal sealed record Sent(string Key, string Path, string Body);

/// <summary>
/// Clients of the REST API that go on through outages, as the contract asks of them: what is not answered, or answered with 503, is sent again
/// with its key. What they were told is kept, so that it can be held against the database.
/// </summary>
internal sealed class Workload(TestDatabase database, ProductionDay day)
{
    private const int Clients = 4;
    private readonly ConcurrentDictionary<Sent, string> acknowledged = new();
    private readonly ConcurrentDictionary<int, Sent> open = new();
    private readonly ConcurrentDictionary<int, int> refusals = new(), done = new();
    private List<Task> running = [];
    private volatile bool stopping;

    /// <param name="client">A connection to the application that serves now.</param>
    public void Start(Func<Task<Api>> client)
    {
        stopping = false;
        running = [.. Enumerable.Range(0, Clients).Select(n => Task.Run(() => Work(n, client)))];
    }

    /// <summary>Waits until so many more requests are acknowledged.</summary>
    public Task Answered(int count)
    {
        var wanted = acknowledged.Count + count;
        return Come(() => acknowledged.Count >= wanted);
    }

    /// <summary>Waits until every client was refused since the last call, or gone with its application.</summary>
    public Task EveryoneIsRefused()
    {
        refusals.Clear();
        return Come(() => refusals.Count == Clients || running.TrueForAll(r => r.IsCompleted));
    }

    /// <summary>Waits until every client has got a request through since the last call.</summary>
    public Task EveryoneGoesOn()
    {
        done.Clear();
        return Come(() => done.Count == Clients);
    }

    /// <summary>Lets each client finish the request it is at.</summary>
    public async Task Stop()
    {
        stopping = true;
        await Gone();
    }

    /// <summary>The application is gone: so are its clients, each with the request that was not answered.</summary>
    public Task Gone() => Task.WhenAll(running);

    /// <summary>A client that met something it must not meet ends the waiting.</summary>
    private Task Come(Func<bool> awaited) => Until.Read(async () =>
    {
        if (running.Find(r => r.IsFaulted) is { } failed) await failed;
        return awaited();
    }, come => come);

    private async Task Work(int number, Func<Task<Api>> connect)
    {
        using var client = await connect();
        while (!stopping || open.ContainsKey(number))
        {
            var sent = open.GetOrAdd(number, Next);
            Answer answer;
            try
            {
                answer = await client.Post(sent.Path, sent.Body, sent.Key);
            }
            catch (HttpRequestException)
            {
                return;
            }
            if (answer.Status == 503)
            {
                MustBeReadable(answer);
                refusals[number] = 1;
                continue;
            }
            Assert.True(answer.Status is 200 or 201, answer.Text);
            acknowledged[sent] = answer.Json.GetRawText();
            open.TryRemove(number, out _);
            done[number] = 1;
        }
    }

    private Sent Next(int number)
    {
        var id = Guid.NewGuid();
        return number % 2 == 0
            ? new Sent(id.ToString(), "/api/lots", Json.Text(new { run_id = day.Run.Id, lot_type = "RAW", weight_kg = 1.25m, supplier_id = day.Floor.Suppliers["SUP-B"], temperature_c = 2.5m }))
            : new Sent(id.ToString(), "/api/suppliers", Json.Text(new { code = "K-" + id.ToString("N")[..12].ToUpperInvariant(), name = "Quail & Co" }));
    }

    /// <summary>A code, what to do next, when to come again, and nothing of our insides.</summary>
    private static void MustBeReadable(Answer answer)
    {
        var problem = answer.Json;
        Assert.Contains(problem.GetProperty("code").GetString(), (string[])["DATABASE_UNAVAILABLE", "STORAGE_FULL", "OUTCOME_UNKNOWN"]);
        Assert.NotEqual("", problem.GetProperty("guidance").GetString());
        Assert.Equal("1", answer.Headers["Retry-After"]);
        foreach (var inner in (string[])["   at ", "Exception", "Npgsql", "SQLite Error"]) Assert.DoesNotContain(inner, answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A repeat of what was acknowledged gives the same answer and has no second effect.</summary>
    public async Task MustStillSay(Api client)
    {
        foreach (var (sent, answer) in acknowledged)
        {
            var repeat = await client.Post(sent.Path, sent.Body, sent.Key);
            Assert.Equal(answer, repeat.Must(200).GetRawText());
            Assert.Equal("true", repeat.Headers["Idempotent-Replayed"]);
        }
    }

    /// <summary>Each effect once, with its event, its key and its parts; what is still open is whole or absent.</summary>
    public async Task MustBeWhole()
    {
        // Connections of before an outage tell nothing any more.
        await using var plant = TestPlant.On(database);
        int Of(string path) => acknowledged.Keys.Count(s => s.Path == path);
        var run = day.Run.Id;
        var (lots, suppliers) = (await plant.Scalar<int>($"SELECT COUNT(*) FROM lots"), await plant.Scalar<int>($"SELECT COUNT(*) FROM suppliers WHERE code LIKE 'K-%'"));
        Assert.InRange(lots, Of("/api/lots"), Of("/api/lots") + open.Values.Count(s => s.Path == "/api/lots"));
        Assert.InRange(suppliers, Of("/api/suppliers"), Of("/api/suppliers") + open.Values.Count(s => s.Path == "/api/suppliers"));
        Assert.Equal(suppliers, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'SUPPLIER_CREATED' AND entity_code LIKE 'K-%'"));
        Assert.Equal(lots, await plant.Scalar<int>($"SELECT COUNT(*) FROM audit_events WHERE event_type = 'LOT_CREATED' AND run_id = {run}"));
        Assert.Equal(lots, await plant.Scalar<int>($"SELECT COUNT(*) FROM temperature_logs"));
        Assert.Equal(lots, await plant.Scalar<int>($"SELECT COALESCE(SUM(last_value), 0) FROM code_sequences WHERE prefix = 'RAW'"));
        Assert.Equal(lots + suppliers, await plant.Scalar<int>($"SELECT COUNT(*) FROM idempotency_records WHERE path LIKE '/api/%'"));
        Assert.Equal(1.25m * lots, (await plant.Get<MassBalanceQueries>().OfRun(run, TestPlant.Ct)).Must().ReceivedKg);
    }
}
