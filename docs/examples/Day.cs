// A whole production day from C#, with nothing but the framework:
//   CONTROLROOM_URL=http://localhost:5080 CONTROLROOM_KEY=crk_… dotnet run docs/examples/Day.cs
// The key needs the role OPERATOR. Every intention has one Idempotency-Key, which a retry keeps: it cannot happen twice.

using System.Net.Http.Json;
using System.Text.Json.Nodes;

var key = Environment.GetEnvironmentVariable("CONTROLROOM_KEY") ?? throw new InvalidOperationException("Set CONTROLROOM_KEY to an API key (POST /api/api-keys).");
using var http = new HttpClient { BaseAddress = new Uri(Environment.GetEnvironmentVariable("CONTROLROOM_URL") ?? "http://localhost:5080") };
http.DefaultRequestHeaders.Authorization = new("Bearer", key);

var buffers = (await Get("/api/buffers")).AsArray().ToDictionary(b => Text(b!, "buffer_code"), b => Text(b!, "id"));
var suppliers = (await Get("/api/suppliers?active=true")).AsArray().ToDictionary(s => Text(s!, "code"), s => Text(s!, "id"));
var gates = (await Get("/api/qc/gates")).AsArray().GroupBy(g => (int)g!["step_index"]!).ToDictionary(g => g.Key, g => g.First()!);
var version = Text((await Get("/api/flows")).AsArray().First(f => f!["published_version_id"] is not null)!, "published_version_id");

// A lost answer is asked for again with the same key: one run, and the second answer is the first one.
var intention = Guid.NewGuid();
var run = Text(await Post("/api/runs", new { flow_version_id = version }, intention), "id");
var again = Text(await Post("/api/runs", new { flow_version_id = version }, intention), "id");
if (run != again) throw new InvalidOperationException("The retry made a second run.");
await Post($"/api/runs/{run}/start", new { });
await Advance(1);

var raw = await Store(await Pass(await Lot("RAW", 500, new() { ["supplier_id"] = suppliers["SUP-B"] }), 2.4m), "RAW-001");
var spice = await Pass(await Lot("RAW", 50, new() { ["supplier_id"] = suppliers["SUP-D"] }), null);
await Advance(2);
var deboned = await Store(await Pass(await Lot("DEB", 340, From((raw, 500)))), "LK-001");
await Advance(3);
var bulk = await Store(await Lot("BULK", 340, From((deboned, 340))), "LK-001");
await Advance(4);
var mix = await Store(await Pass(await Lot("MIX", 360, From((bulk, 340), (spice, 20)))), "MIX-001");
await Advance(5);
var rods15 = await Pass(await Lot("SKW15", 180.60m, From((mix, 180.60m)), pieces: 12));
var rods30 = await Pass(await Lot("SKW30", 179.40m, From((mix, 179.40m)), pieces: 6));
await Advance(6);
await Store(rods15, "SKW15-001");
await Store(rods30, "SKW30-001");
await Advance(7);
var frozen15 = await Store(await Pass(await Lot("FRZ15", 179.60m, From((rods15, 180.60m))), -19.2m), "FRZ-001");
var frozen30 = await Store(await Pass(await Lot("FRZ30", 178.40m, From((rods30, 179.40m))), -19.2m), "FRZ-001");
await Advance(8);
var packed15 = await Store(await Pass(await Lot("FG15", 179.60m, From((frozen15, 179.60m)))), "FG-001");
var packed30 = await Store(await Pass(await Lot("FG30", 178.40m, From((frozen30, 178.40m)))), "FG-001");
await Advance(9);
var pallets = new[] { await Lot("PAL", 179.60m, From((packed15, 179.60m)), customer: "CUST-A"), await Lot("PAL", 178.40m, From((packed30, 178.40m)), customer: "CUST-A") };
foreach (var pallet in pallets) await Store(await Pass(pallet), "PAL-001");
await Advance(10);
await Pass(await Lot("SHIP", 358, From((pallets[0], 179.60m), (pallets[1], 178.40m))), -19.4m);
foreach (var pallet in pallets) await Post("/api/inventory/move", new { lot_id = Text(pallet, "id"), from_buffer_id = buffers["PAL-001"], quantity_kg = (decimal)pallet["weight_kg"]!, move_type = "SHIP" });
Console.WriteLine(Text(await Post($"/api/runs/{run}/complete", new { }), "status"));
Console.WriteLine($"unaccounted: {(decimal)(await Get($"/api/runs/{run}/mass-balance"))["unaccounted_kg"]!} kg");

Task<JsonNode> Get(string path) => Send(() => new HttpRequestMessage(HttpMethod.Get, path));

Task<JsonNode> Post(string path, object body, Guid? intent = null)
{
    var chosen = intent ?? Guid.NewGuid();
    return Send(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", chosen.ToString());
        return request;
    });
}

// Again with the same key while the server is away or busy with this very request; any other refusal is final and says why.
async Task<JsonNode> Send(Func<HttpRequestMessage> make)
{
    for (var attempt = 1; ; attempt++)
    {
        try
        {
            using var request = make();
            using var response = await http.SendAsync(request);
            var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
            if (response.IsSuccessStatusCode) return answer;
            var isPassing = (int)response.StatusCode is 503 or 429 || Text(answer, "code") == "IDEMPOTENCY_IN_PROGRESS";
            if (!isPassing || attempt == 5) throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {answer}");
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }
        catch (HttpRequestException) when (attempt < 5)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}

async Task Advance(int to)
{
    await Post($"/api/runs/{run}/advance", new { to_step_index = to });
    Console.WriteLine($"step {to}");
}

async Task<JsonNode> Lot(string type, decimal kg, JsonObject more, int? pieces = null, string? customer = null)
{
    more["run_id"] = run;
    more["lot_type"] = type;
    more["weight_kg"] = kg;
    if (pieces is not null) more["piece_count"] = pieces;
    if (customer is not null) more["customer_code"] = customer;
    return await Post("/api/lots", more);
}

JsonObject From(params (JsonNode Lot, decimal Kg)[] parents) =>
    new() { ["parents"] = new JsonArray([.. parents.Select(p => (JsonNode)new JsonObject { ["lot_id"] = Text(p.Lot, "id"), ["quantity_used_kg"] = p.Kg })]) };

// Every answer of the gate's checklist as it should be; a critical gate also wants the temperature it is about.
async Task<JsonNode> Pass(JsonNode lot, decimal? celsius = null)
{
    var step = (int)lot["step_index"]!;
    var answers = new JsonObject();
    foreach (var item in gates[step]["checklist"]!.AsArray().Where(i => (bool)i!["required"]!))
    {
        var (min, max) = ((decimal?)item!["min"], (decimal?)item["max"]);
        answers[Text(item, "key")] = Text(item, "kind") == "bool" ? true : celsius ?? (min is not null && max is not null ? (min + max) / 2 : min ?? max);
    }
    var type = step switch { 1 => "SURFACE", 7 => "CORE", _ => "AMBIENT" };
    await Post("/api/qc/inspections", new { run_id = run, lot_id = Text(lot, "id"), step_index = step, inspection_type = Text(gates[step], "gate_code"), decision = "PASS", checklist_results = answers, temperature = celsius is null ? null : new { c = celsius, type } });
    return lot;
}

async Task<JsonNode> Store(JsonNode lot, string buffer)
{
    await Post("/api/inventory/move", new { lot_id = Text(lot, "id"), to_buffer_id = buffers[buffer], quantity_kg = (decimal)lot["weight_kg"]!, move_type = "RECEIVE" });
    return lot;
}

static string Text(JsonNode node, string member) => (string)node[member]!;
