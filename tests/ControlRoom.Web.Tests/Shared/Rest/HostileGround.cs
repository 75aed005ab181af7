using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ControlRoom.Core.Flows;
using ControlRoom.Core.Kernel;
using ControlRoom.Tests.Kit;
using ControlRoom.Web.Shared.Rest;
using Xunit;
using Api = ControlRoom.Tests.Kit.Api;

namespace ControlRoom.Web.Tests.Shared.Rest;

/// <summary>A plant in which every route finds what it is about, and for every body a sample of what is usually sent.</summary>
internal sealed class HostileGround(WebPlant plant, PlantFloor floor, Api admin, Guid lot, Guid run)
{
    private readonly Dictionary<string, JsonElement> known = [];
    private int made;

    public static async Task<HostileGround> Lay(WebPlant plant)
    {
        await using var day = await ProductionDay.Begin(plant.Services, plant.Time);
        (await day.Advance()).Must();
        var lot = await day.Receive(500m);
        return new HostileGround(plant, day.Floor, await plant.As(Role.Admin), lot.Id, day.Run.Id);
    }

    /// <summary>The address of the route, about something that is there.</summary>
    public async Task<string> Address(ApiRoute route)
    {
        var parts = route.Path.Split('/');
        for (var i = 3; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{')) continue;
            parts[i] = parts[i].Contains(":int", StringComparison.Ordinal) ? "1" : parts[i].Contains(":guid", StringComparison.Ordinal) ? (await Known(parts[i - 1])).GetProperty("id").GetString()! : parts[2] == "chores" ? "reading-sweep" : "X";
        }
        return string.Join('/', parts);
    }

    /// <summary>What was changed by a success is made anew for the next attempt.</summary>
    public void Forget() => known.Clear();

    /// <summary>What is usually sent.</summary>
    public JsonObject Sample(Type body, ApiRoute route)
    {
        var sample = new JsonObject();
        foreach (var field in Hostile.Fields(body).Where(f => f.Path.Count == 1))
        {
            var name = (string)field.Path[0];
            if (Usual(name, field.Type, route) is { } value) sample[name] = value;
        }
        return sample;
    }

    private JsonNode? Usual(string name, Type type, ApiRoute route) => name switch
    {
        "row_version" => known.Values.Select(k => k.TryGetProperty("row_version", out var v) ? v.GetInt32() : 1).LastOrDefault(1),
        "run_id" => run.ToString(),
        "lot_id" => lot.ToString(),
        "flow_version_id" when route.Creates => floor.FlowVersionId.ToString(),
        "supplier_id" => floor.Suppliers["SUP-B"].ToString(),
        "buffer_id" => null,
        "to_buffer_id" => floor.Buffers["RAW-001"].ToString(),
        "user_id" => People.Operator.Id.ToString(),
        "lot_type" => "RAW",
        "move_type" => "RECEIVE",
        "step_index" => 1,
        "gate_type" => "PASS_FAIL",
        "inspection_type" => "G01",
        "decision" => "HOLD",
        "weight_kg" or "quantity_kg" => 1.25m,
        "temperature_c" => 2.5m,
        "measurement_type" => "SURFACE",
        "capacity_kg" or "daily_target_kg" => 1000m,
        "temp_min_c" => 0m,
        "temp_max_c" => 4m,
        "reading_period_s" => 60,
        "buffer_type" => "LK",
        "allowed_lot_types" => new JsonArray("RAW"),
        "buffer_code" => Next("BUF-"),
        "gate_code" => Next("G05-"),
        "code" => Next("SUP-"),
        "email" => Next("user") + "@plant.test",
        "password" => "correct horse battery staple",
        "role" => "OPERATOR",
        "name" when type == typeof(LocalText) => new JsonObject { ["hu"] = "Név", ["en"] = Next("Name ") },
        "name" or "full_name" or "name_hu" or "name_en" => "Quail & Co",
        "label" => new JsonObject { ["hu"] = "Név", ["en"] = "Name" },
        "reason" or "resolution" or "notes" => "Found at the evening check",
        "action" => "markHold",
        "graph_schema" => JsonNode.Parse(CanonicalFlow.V1),
        "goods_class" => "MEAT",
        "readings" => new JsonArray(new JsonObject { ["lot_id"] = lot.ToString(), ["temperature_c"] = 2.5m, ["measurement_type"] = "SURFACE" }),
        _ => null,
    };

    private string Next(string prefix) => prefix + (++made).ToString(CultureInfo.InvariantCulture);

    /// <summary>Something of the kind, made through the API.</summary>
    private async Task<JsonElement> Known(string kind)
    {
        if (known.TryGetValue(kind, out var there)) return there;
        return known[kind] = kind switch
        {
            "runs" => await Run(),
            "lots" => await Make("/api/lots", new { run_id = run, lot_type = "RAW", weight_kg = 20, supplier_id = floor.Suppliers["SUP-B"] }),
            "flows" => await Make("/api/flows", new { name = new { hu = "Vonal", en = Next("Line ") } }),
            "buffers" => await Make("/api/buffers", new { buffer_code = Next("LK-"), buffer_type = "LK", allowed_lot_types = new[] { "RAW" }, capacity_kg = 100, temp_min_c = 0, temp_max_c = 4, name_hu = "Hűtő", name_en = "Chiller" }),
            "suppliers" => await Make("/api/suppliers", new { code = Next("S-"), name = "Quail & Co" }),
            "users" => await Make("/api/users", new { email = Next("u") + "@plant.test", full_name = "Somebody", role = "VIEWER", password = "correct horse battery staple" }),
            "api-keys" => await Make("/api/api-keys", new { name = Next("key "), user_id = People.Operator.Id, role = "OPERATOR" }),
            _ => JsonElement.Parse($"{{\"id\":\"{Guid.NewGuid()}\"}}"),
        };
    }

    private async Task<JsonElement> Run()
    {
        var id = (await Make("/api/runs", new { flow_version_id = floor.FlowVersionId })).GetProperty("id").GetGuid();
        foreach (var act in (string[])["start", "advance"])
        {
            plant.Time?.Advance(TimeSpan.FromSeconds(1));
            (await admin.Post($"/api/runs/{id}/{act}")).Must(200);
        }
        return (await admin.Get($"/api/runs/{id}")).Must(200);
    }

    private async Task<JsonElement> Make(string path, object body)
    {
        var answer = await admin.Post(path, body);
        Assert.True(answer.Status == 201, $"{path}: {answer.Text}");
        return answer.Json;
    }
}
