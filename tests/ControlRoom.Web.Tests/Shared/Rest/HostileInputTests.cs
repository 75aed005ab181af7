using System.Reflection;
using System.Text;
using ControlRoom.Core.Database;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Rest;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using Api = ControlRoom.Tests.Kit.Api;

namespace ControlRoom.Web.Tests.Shared.Rest;

/// <summary>Generated from the route table and the types of the bodies, so that a route of tomorrow is attacked as well.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Settings = ["MaxActiveRunsPerSite=5000"];

    [Theory, Databases]
    [Trait("Rule", "R-ERR-01")]
    public async Task Whatever_is_in_a_field_is_taken_or_refused_with_a_code_and_what_is_refused_changes_nothing(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), Settings);
        await using var rows = TestPlant.On(plant.Database);
        var ground = await HostileGround.Lay(plant);
        await using var attack = new Attack(rows);
        foreach (var (route, body) in Bodies(plant))
        {
            using var client = await plant.As(Attacker(route));
            var address = await ground.Address(route);
            var sample = ground.Sample(body, route);
            attack.Expect();
            foreach (var field in Hostile.Fields(body))
            {
                foreach (var value in db == Db.Sqlite ? Hostile.For(field.Type) : Hostile.Deepest(field.Type))
                {
                    if (!await attack.Try(client, route, address, Hostile.With(sample, field, value), $"{field} = {value}")) continue;
                    ground.Forget();
                    (address, sample) = (await ground.Address(route), ground.Sample(body, route));
                    attack.Expect();
                }
            }
            foreach (var whole in Hostile.Whole(sample.ToJsonString()))
            {
                if (!await attack.Try(client, route, address, whole, whole)) continue;
                ground.Forget();
                (address, sample) = (await ground.Address(route), ground.Sample(body, route));
                attack.Expect();
            }
        }

        Assert.True(attack.Tried > 800, $"Only {attack.Tried} attempts: the routes do not tell their bodies any more.");
        Assert.True(attack.Wrong.Count == 0, string.Join('\n', attack.Wrong));
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
    }

    [Theory, Databases]
    [Trait("Rule", "R-ERR-01")]
    public async Task Whatever_is_in_a_query_or_an_address_is_answered_or_refused_with_a_code(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), Settings);
        await using var rows = TestPlant.On(plant.Database);
        var ground = await HostileGround.Lay(plant);
        using var admin = await plant.As(Role.Admin);
        var contract = (await admin.Get("/openapi/v1.json")).Must(200).GetProperty("paths");
        await using var attack = new Attack(rows);
        string[] values = [.. Hostile.Texts, "\0", "1e308", "2147483648", "99999999999999999999", "1.5", "NaN", "RAW", "RUNNING", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", Guid.Empty.ToString(), new string('x', 3000)];
        foreach (var route in RouteTableTests.Routes(plant).Where(r => r.Method == "GET"))
        {
            var address = await ground.Address(route);
            attack.Expect();
            var operation = contract.GetProperty(RouteTableTests.Constraint().Replace(route.Path, "{$1}")).GetProperty("get");
            foreach (var name in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!) : [])
            {
                foreach (var value in values) await attack.Try(admin, route, $"{address}?{name}={Uri.EscapeDataString(value)}", null, $"{name} = {value}");
                await attack.Try(admin, route, $"{address}?{name}=%ff%fe&{name}=%00&{name}", null, $"{name} twice");
            }
            if (!address.Contains("/X", StringComparison.Ordinal)) continue;
            foreach (var value in values.Where(v => v.Length > 0 && v is not ("\0" or "   "))) await attack.Try(admin, route, address.Replace("/X", "/" + Uri.EscapeDataString(value), StringComparison.Ordinal), null, $"address {value}");
        }

        Assert.True(attack.Wrong.Count == 0, string.Join('\n', attack.Wrong));
        Assert.Empty(plant.Logs.Lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Message} {l.Exception}"));
    }

    [Theory, Databases(Only = Db.Sqlite)]
    [Trait("Rule", "R-ERR-01")]
    public async Task Ten_megabytes_and_foreign_content_types_are_refused_or_read_as_what_they_are(Db db)
    {
        await using var plant = await WebPlant.Start(db, new FakeTime(), Settings);
        await using var rows = TestPlant.On(plant.Database);
        var ground = await HostileGround.Lay(plant);
        var tenMegabytes = Encoding.UTF8.GetBytes("{\"reason\":\"" + new string('x', 10 << 20) + "\"}");
        foreach (var (route, body) in Bodies(plant))
        {
            using var client = await plant.As(Attacker(route));
            var address = await ground.Address(route);
            var before = await rows.Fingerprint();
            using var huge = new ByteArrayContent(tenMegabytes);
            (await Send(client, route, address, huge)).MustRefuse(413, "BODY_TOO_LARGE");
            using var xml = new StringContent("<a/>", Encoding.UTF8, "application/xml");
            (await Send(client, route, address, xml)).MustRefuse(400, "MALFORMED_BODY");
            using var form = new FormUrlEncodedContent([new("reason", "Found at the evening check")]);
            (await Send(client, route, address, form)).MustRefuse(400, "MALFORMED_BODY");
            using var latin = new ByteArrayContent([.. "{\"reason\":\""u8, 0xE9, 0xE9, .. "\"}"u8]);
            (await Send(client, route, address, latin)).MustRefuse(400, "MALFORMED_BODY");
            Assert.Equal(before, await rows.Fingerprint());
        }
    }

    private static async Task<Answer> Send(Api client, ApiRoute route, string address, HttpContent content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), address) { Content = content };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await client.Http.SendAsync(request, TestPlant.Ct);
        return await Answer.Of(response);
    }

    private static Role Attacker(ApiRoute route) => route.Permission is not { } needed || Role.Admin.Has(needed) ? Role.Admin : Permissions.Roles(needed)[0];

    /// <summary>Every route that takes a body, with its type.</summary>
    private static IEnumerable<(ApiRoute Route, Type Body)> Bodies(WebPlant plant) =>
        from endpoint in plant.Services.GetRequiredService<EndpointDataSource>().Endpoints
        let route = endpoint.Metadata.GetMetadata<ApiRoute>()
        let body = endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Select(p => p.ParameterType).FirstOrDefault(t => t.Name.EndsWith("Body", StringComparison.Ordinal))
        where route is { Permission: not null } && route.Method != "GET" && body is not null
        orderby route.Name
        select (route, body);

    /// <summary>Attempts, and what went wrong at them.</summary>
    private sealed class Attack(TestPlant rows) : IAsyncDisposable
    {
        /// <summary>Attempts that leave a note on the trail by design.</summary>
        private static readonly string[] Noted = ["CCP_LIMIT", "ADVANCE_BLOCKED"];

        /// <summary>Stays open: SQLite tells a connection only what others have committed since it looked last.</summary>
        private readonly ControlRoomDb watch = rows.Open();
        private string? sql;
        private string? before;

        public List<string> Wrong { get; } = [];
        public int Tried { get; private set; }

        /// <summary>Something was changed by the test itself.</summary>
        public void Expect() => before = null;

        /// <summary>True when it was taken.</summary>
        public async Task<bool> Try(Api client, ApiRoute route, string address, string? body, string what)
        {
            before ??= await Stamp();
            Tried++;
            var answer = await client.Send(new HttpMethod(route.Method), address, body);
            var taken = answer.Status is 200 or 201;
            var name = $"{route.Name} {(what.Length > 160 ? what[..160] : what)}: {answer.Status} {answer.Text}";
            if (!taken && (answer.Status is < 400 or >= 500 || answer.Code is null or "GUARD_REFUSED")) Wrong.Add(name);
            // What is taken leaves its key at least; a stamp that misses it would miss everything.
            if (taken && route.NeedsKey && await Stamp() == before) Wrong.Add("UNSEEN " + name);
            if (taken && route.Method != "GET" || answer.Code is { } code && Noted.Contains(code)) before = null;
            else if (await Stamp() is var now && now != before)
            {
                Wrong.Add("CHANGED " + name);
                before = now;
            }
            return taken;
        }

        /// <summary>Equal as long as nothing was written. PostgreSQL tells which transaction wrote each row, and where.</summary>
        private async Task<string> Stamp()
        {
            if (sql is null)
            {
                await watch.Database.OpenConnectionAsync(TestPlant.Ct);
                sql = rows.Database.Db == Db.Sqlite ? "SELECT CAST(data_version AS TEXT) AS \"Value\" FROM pragma_data_version"
                    : $"SELECT concat({string.Join(", ", watch.Model.GetEntityTypes().Select(e => $"(SELECT concat(count(*), ' ', sum(hashtextextended(concat(xmin, ctid), 0))) FROM {e.GetTableName()})"))}) AS \"Value\"";
            }
            return (await watch.Database.SqlQueryRaw<string>(sql).ToListAsync(TestPlant.Ct))[0];
        }

        public ValueTask DisposeAsync() => watch.DisposeAsync();
    }
}
