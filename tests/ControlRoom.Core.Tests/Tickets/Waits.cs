namespace ControlRoom.Core.Tests.Tickets;

/// <summary>Graphs with waits in them.</summary>
internal static class Waits
{
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
