namespace ControlRoom.Benchmarks.Workshop;

internal static class MoveGraph
{
    /// <summary>Twelve nodes: a step, another, two branches that meet, two steps with a check between, a last one.</summary>
    public const string Twelve = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1","run_minutes":4}}},
          {"id":"OP20","type":"operation","position":{"x":2,"y":0},"data":{"label":{"hu":"Sorjázás","en":"Deburr"},"config":{"work_center":"SAW-1","run_minutes":2}}},
          {"id":"S1","type":"split","position":{"x":3,"y":0},"data":{"label":{"hu":"Szétválás","en":"Split"},"config":{"policy":"ALL"}}},
          {"id":"OP30","type":"operation","position":{"x":4,"y":0},"data":{"label":{"hu":"Hajlítás","en":"Bend"},"config":{"work_center":"BEND-1","run_minutes":6}}},
          {"id":"OP31","type":"operation","position":{"x":4,"y":1},"data":{"label":{"hu":"Lézer","en":"Laser"},"config":{"work_center":"LAS-1","run_minutes":3}}},
          {"id":"J1","type":"join","position":{"x":5,"y":0},"data":{"label":{"hu":"Egyesítés","en":"Join"},"config":{"join_type":"AND"}}},
          {"id":"OP40","type":"operation","position":{"x":6,"y":0},"data":{"label":{"hu":"Hegesztés","en":"Weld"},"config":{"work_center":"WELD-2","run_minutes":8}}},
          {"id":"QC1","type":"qc","position":{"x":7,"y":0},"data":{"label":{"hu":"Vizsgálat","en":"Check"},"config":{"work_center":"WELD-2","mode":"EVERY_PIECE","rework_limit":2,"replacement":"MANUAL"}}},
          {"id":"OP50","type":"operation","position":{"x":8,"y":0},"data":{"label":{"hu":"Fürdő","en":"Bath"},"config":{"work_center":"BATH-1","run_minutes":5}}},
          {"id":"OP60","type":"operation","position":{"x":9,"y":0},"data":{"label":{"hu":"Címkézés","en":"Label"},"config":{"work_center":"LBL-1","run_minutes":1}}},
          {"id":"END","type":"end","position":{"x":10,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"OP20","type":"normal"},{"id":"e3","source":"OP20","target":"S1","type":"normal"},
          {"id":"e4","source":"S1","target":"OP30","type":"normal","data":{"branch_key":"FRAME"}},{"id":"e5","source":"S1","target":"OP31","type":"normal","data":{"branch_key":"PLATE"}},
          {"id":"e6","source":"OP30","target":"J1","type":"normal"},{"id":"e7","source":"OP31","target":"J1","type":"normal"},{"id":"e8","source":"J1","target":"OP40","type":"normal"},
          {"id":"e9","source":"OP40","target":"QC1","type":"normal"},{"id":"e10","source":"QC1","target":"OP50","type":"normal"},{"id":"e11","source":"QC1","target":"OP40","type":"rework"},
          {"id":"e12","source":"OP50","target":"OP60","type":"normal"},{"id":"e13","source":"OP60","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
