namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Graphs with waits in them.</summary>
internal static class Waits
{
    /// <summary>OP10, then half an hour of rest.</summary>
    public const string Timed = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1"}}},
          {"id":"W1","type":"wait","position":{"x":2,"y":0},"data":{"label":{"hu":"Pihentetés","en":"Rest"},"config":{"wait_rule":{"type":"TIME","minutes":30}}}},
          {"id":"END","type":"end","position":{"x":3,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"W1","type":"normal"},{"id":"e3","source":"W1","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>Two parts that have ten minutes for each other.</summary>
    public static string Joined(string onTimeout) => """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"S1","type":"split","position":{"x":1,"y":0},"data":{"label":{"hu":"Szétválás","en":"Split"},"config":{"policy":"ALL"}}},
          {"id":"OP20","type":"operation","position":{"x":2,"y":0},"data":{"label":{"hu":"Keret","en":"Frame"},"config":{"work_center":"SAW-1"}}},
          {"id":"OP30","type":"operation","position":{"x":2,"y":1},"data":{"label":{"hu":"Lemez","en":"Plate"},"config":{"work_center":"SAW-1"}}},
          {"id":"J1","type":"join","position":{"x":3,"y":0},"data":{"label":{"hu":"Egyesítés","en":"Join"},"config":{"join_type":"AND","join_timeout_seconds":600,"join_on_timeout":"POLICY"}}},
          {"id":"END","type":"end","position":{"x":4,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"S1","type":"normal"},{"id":"e2","source":"S1","target":"OP20","type":"normal"},{"id":"e3","source":"S1","target":"OP30","type":"normal"},
          {"id":"e4","source":"OP20","target":"J1","type":"normal"},{"id":"e5","source":"OP30","target":"J1","type":"normal"},{"id":"e6","source":"J1","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """.Replace("POLICY", onTimeout, StringComparison.Ordinal);

    /// <summary>OP10, then two wait for each other, then OP20.</summary>
    public const string Batched = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1"}}},
          {"id":"W1","type":"wait","position":{"x":2,"y":0},"data":{"label":{"hu":"Gyűjtés","en":"Collect"},"config":{"wait_rule":{"type":"BATCH","min_batch":2}}}},
          {"id":"OP20","type":"operation","position":{"x":3,"y":0},"data":{"label":{"hu":"Fürdő","en":"Bath"},"config":{"work_center":"BATH-1"}}},
          {"id":"END","type":"end","position":{"x":4,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"W1","type":"normal"},{"id":"e3","source":"W1","target":"OP20","type":"normal"},
          {"id":"e4","source":"OP20","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
