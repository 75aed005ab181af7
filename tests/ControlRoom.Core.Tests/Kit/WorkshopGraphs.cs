namespace ControlRoom.Tests.Kit;

/// <summary>Workshop graphs that tests of several areas make things by.</summary>
internal static class WorkshopGraphs
{
    /// <summary>OP10 → OP40 → QC1 → OP60, and from the check back to OP40, twice at most.</summary>
    public const string Line = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1","run_minutes":4}}},
          {"id":"OP40","type":"operation","position":{"x":2,"y":0},"data":{"label":{"hu":"Hegesztés","en":"Weld"},"config":{"work_center":"WELD-2","run_minutes":8,"checklist":[{"key":"seams","label":{"hu":"Varratok","en":"Seams"},"required":true}]}}},
          {"id":"QC1","type":"qc","position":{"x":3,"y":0},"data":{"label":{"hu":"Vizsgálat","en":"Check"},"config":{"work_center":"WELD-2","mode":"EVERY_PIECE","rework_limit":2,"replacement":"MANUAL"}}},
          {"id":"OP60","type":"operation","position":{"x":4,"y":0},"data":{"label":{"hu":"Címkézés","en":"Label"},"config":{"work_center":"LBL-1","run_minutes":1}}},
          {"id":"END","type":"end","position":{"x":5,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"OP40","type":"normal"},{"id":"e3","source":"OP40","target":"QC1","type":"normal"},
          {"id":"e4","source":"QC1","target":"OP60","type":"normal"},{"id":"e5","source":"QC1","target":"OP40","type":"rework"},{"id":"e6","source":"OP60","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
