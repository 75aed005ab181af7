using System.Text.Json.Nodes;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Quality;
using ControlRoom.Core.Stock;

namespace ControlRoom.Core.Flows;

/// <summary>The plant's standard line (plant specification §7.6) as graphs: what the demo publishes and what the checks are held against.</summary>
public static class CanonicalFlow
{
    public static readonly LocalText Name = new("Standard csirke döner vonal", "Standard Chicken Döner Line");
    public static readonly LocalText TurkeyName = new("Pulyka döner vonal", "Turkey Döner Line");

    /// <summary>The first version: no stores after mixing and palletizing.</summary>
    public static string V1 { get; } = new Line { Without = ["b-mix", "b-pal"] }.Draw();

    /// <summary>The version production runs on.</summary>
    public static string V2 { get; } = new Line().Draw();

    /// <summary>V2 with an INFO gate after the SKU split.</summary>
    public static string V3 { get; } = new Line { InfoGate = true }.Draw();

    /// <summary>A draft with one mistake, palletizing forgotten, to show the checks on.</summary>
    public static string TurkeyDraft { get; } = new Line { Without = ["n09", "g09"] }.Draw();

    private sealed class Line
    {
        private readonly JsonArray nodes = [];
        private readonly JsonArray edges = [];

        public string[] Without { get; init; } = [];
        public bool InfoGate { get; init; }

        public string Draw()
        {
            Lane("lane-a", 0, "A", "Előkészítés", "Preparation");
            Lane("lane-b", 320, "B", "Termelés", "Production");
            Lane("lane-c", 640, "C", "Kiszolgálás", "Service");

            Step(0, GraphNode.Start, null, -160, 120);
            Step(1, GraphNode.Process, "lane-a", 40, 120);
            Gate("G01", "lane-a", 220, 120);
            Step(2, GraphNode.Process, "lane-a", 420, 120);
            Gate("G02", "lane-a", 600, 120);
            Step(3, GraphNode.Buffer, "lane-a", 820, 120, Store(BufferType.Lk));
            Step(4, GraphNode.Process, "lane-b", 40, 120);
            Gate("G04", "lane-b", 220, 120);
            Place("b-mix", BufferType.Mix, "lane-b", 400, 120);
            Step(5, GraphNode.Process, "lane-b", 600, 120);
            Gate("G05", "lane-b", 780, 120);
            Step(6, GraphNode.Process, "lane-b", 980, 120);
            if (InfoGate) Gate("G06", "lane-b", 1080, 120);
            Place("b-skw15", BufferType.Skw15, "lane-b", 1180, 60);
            Place("b-skw30", BufferType.Skw30, "lane-b", 1180, 180);
            Step(7, GraphNode.Process, "lane-c", 40, 120);
            Gate("G07", "lane-c", 200, 120);
            Place("b-frz", BufferType.Frz, "lane-c", 360, 120);
            Step(8, GraphNode.Process, "lane-c", 540, 120);
            Gate("G08", "lane-c", 700, 120);
            Step(9, GraphNode.Process, "lane-c", 860, 120);
            Gate("G09", "lane-c", 1020, 120);
            Place("b-pal", BufferType.Pal, "lane-c", 1180, 120);
            Step(10, GraphNode.Process, "lane-c", 1340, 120);
            Gate("G10", "lane-c", 1420, 120);
            Node("n99", GraphNode.End, "Vége", "End", null, 1580, 760, null, []);

            Chain("n00", "n01", "g01", "n02", "g02", "n03", "n04", "g04", "b-mix", "n05", "g05", "n06");
            Chain(InfoGate ? ["n06", "g06", "b-skw15", "n07"] : ["n06", "b-skw15", "n07"]);
            Chain(InfoGate ? ["g06", "b-skw30", "n07"] : ["n06", "b-skw30", "n07"]);
            Chain("n07", "g07", "b-frz", "n08", "g08", "n09", "g09", "b-pal", "n10", "g10", "n99");
            return new JsonObject { ["nodes"] = nodes, ["edges"] = edges, ["viewport"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["zoom"] = 1 } }.ToJsonString(GraphJson.Compact);
        }

        private void Lane(string id, int y, string stream, string hu, string en)
        {
            var lane = Node(id, GraphNode.Group, hu, en, null, 0, y, null, new JsonObject { ["stream"] = stream });
            (lane["width"], lane["height"]) = (1500, 300);
        }

        private void Step(int step, string type, string? lane, int x, int y, JsonObject? config = null)
        {
            config ??= [];
            config["planMinutes"] = ProcessSteps.PlanMinutes[step];
            Node($"n{step:00}", type, ProcessSteps.Name(step, "hu"), ProcessSteps.Name(step, "en"), lane, x, y, step, config);
        }

        private void Gate(string code, string lane, int x, int y)
        {
            var gate = GateCatalogue.All.Single(g => g.Code == code);
            Node($"g{code[1..]}", GraphNode.QcGate, $"{code} {gate.NameHu}", $"{code} {gate.NameEn}", lane, x, y, null, new JsonObject { ["isCCP"] = gate.IsCcp, ["gateCode"] = code });
        }

        private void Place(string id, BufferType type, string lane, int x, int y) => Node(id, GraphNode.Buffer, $"{Word.Of(type)} puffer", $"{Word.Of(type)} buffer", lane, x, y, null, Store(type));

        private static JsonObject Store(BufferType type) =>
            new() { ["bufferType"] = Word.Of(type), ["allowedLotTypes"] = new JsonArray([.. GraphRules.Allowed(type).Select(t => JsonValue.Create(Word.Of(t)))]) };

        private JsonObject Node(string id, string type, string hu, string en, string? lane, int x, int y, int? step, JsonObject config)
        {
            var data = new JsonObject { ["label"] = new JsonObject { ["hu"] = hu, ["en"] = en }, ["nodeType"] = type };
            if (step is { } index) data["stepIndex"] = index;
            data["config"] = config;
            var node = new JsonObject { ["id"] = id, ["type"] = type, ["position"] = new JsonObject { ["x"] = x, ["y"] = y } };
            if (lane is not null) (node["parentId"], node["extent"]) = (lane, "parent");
            node["data"] = data;
            if (!Without.Contains(id)) nodes.Add((JsonNode)node);
            return node;
        }

        /// <summary>Edges along the ids; an id that is left out is stepped over.</summary>
        private void Chain(params string[] ids)
        {
            var there = ids.Except(Without).ToArray();
            foreach (var (source, target) in there.Zip(there.Skip(1)))
            {
                edges.Add((JsonNode)new JsonObject { ["id"] = $"{source}-{target}", ["source"] = source, ["target"] = target, ["animated"] = false });
            }
        }
    }
}
