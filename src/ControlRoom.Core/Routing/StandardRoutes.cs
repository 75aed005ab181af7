namespace ControlRoom.Core.Routing;

/// <summary>The workshop's own ways of making things, as graphs: what the demo publishes and what the checks are held against.</summary>
public static class StandardRoutes
{
    /// <summary>A rack from one tube: cut, welded, checked, labelled.</summary>
    public const string Linear =
        """
        {"nodes":[
        {"id":"START","type":"start","position":{"x":0,"y":160},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
        {"id":"OP10","type":"operation","position":{"x":160,"y":160},"data":{"label":{"hu":"Cső vágása","en":"Cut tube"},"config":{"work_center":"SAW-1","run_minutes":4}}},
        {"id":"OP40","type":"operation","position":{"x":320,"y":160},"data":{"label":{"hu":"Keret hegesztése","en":"Weld frame"},"config":{"work_center":"WELD-2","team":"WELDING","run_minutes":8.5}}},
        {"id":"QC1","type":"qc","position":{"x":480,"y":160},"data":{"label":{"hu":"Varratvizsgálat","en":"Weld check"},"config":{"mode":"EVERY_PIECE","rework_limit":2,"replacement":"MANUAL"}}},
        {"id":"OP60","type":"operation","position":{"x":640,"y":160},"data":{"label":{"hu":"Címkézés","en":"Label"},"config":{"work_center":"LBL-1","run_minutes":1}}},
        {"id":"END","type":"end","position":{"x":800,"y":160},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
        "edges":[
        {"id":"e1","source":"START","target":"OP10","type":"normal"},
        {"id":"e2","source":"OP10","target":"OP40","type":"normal"},
        {"id":"e3","source":"OP40","target":"QC1","type":"normal"},
        {"id":"e4","source":"QC1","target":"OP60","type":"normal"},
        {"id":"e5","source":"QC1","target":"OP40","type":"rework"},
        {"id":"e6","source":"OP60","target":"END","type":"normal"}],
        "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>The rack with frame and plate made side by side and welded together.</summary>
    public const string Rack =
        """
        {"nodes":[
        {"id":"START","type":"start","position":{"x":0,"y":160},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
        {"id":"OP10","type":"operation","position":{"x":160,"y":160},"data":{"label":{"hu":"Cső vágása","en":"Cut tube"},"config":{"work_center":"SAW-1","run_minutes":4}}},
        {"id":"S1","type":"split","position":{"x":320,"y":160},"data":{"label":{"hu":"Szétválás","en":"Split"},"config":{"policy":"ALL"}}},
        {"id":"OP20","type":"operation","position":{"x":480,"y":60},"data":{"label":{"hu":"Keret hajlítása","en":"Bend frame"},"config":{"work_center":"BEND-1","run_minutes":6,"produces_component":"FRAME"}}},
        {"id":"OP30","type":"operation","position":{"x":480,"y":260},"data":{"label":{"hu":"Lemez lézervágása","en":"Laser plate"},"config":{"work_center":"LAS-1","run_minutes":3.5,"capacity":2,"produces_component":"PLATE"}}},
        {"id":"J1","type":"join","position":{"x":640,"y":160},"data":{"label":{"hu":"Egyesítés","en":"Join"},"config":{"join_type":"AND","consumes_components":["FRAME","PLATE"]}}},
        {"id":"OP40","type":"operation","position":{"x":800,"y":160},"data":{"label":{"hu":"Keret hegesztése","en":"Weld frame"},"config":{"work_center":"WELD-2","team":"WELDING","run_minutes":8.5,"checklist":[{"key":"seams","label":{"hu":"12 varrat kész","en":"12 seams done"},"required":true}]}}},
        {"id":"QC1","type":"qc","position":{"x":960,"y":160},"data":{"label":{"hu":"Varratvizsgálat","en":"Weld check"},"config":{"mode":"EVERY_PIECE","rework_limit":2,"replacement":"MANUAL"}}},
        {"id":"OP60","type":"operation","position":{"x":1120,"y":160},"data":{"label":{"hu":"Címkézés","en":"Label"},"config":{"work_center":"LBL-1","run_minutes":1}}},
        {"id":"END","type":"end","position":{"x":1280,"y":160},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
        "edges":[
        {"id":"e1","source":"START","target":"OP10","type":"normal"},
        {"id":"e2","source":"OP10","target":"S1","type":"normal"},
        {"id":"e3","source":"S1","target":"OP20","type":"normal","data":{"branch_key":"FRAME"}},
        {"id":"e4","source":"S1","target":"OP30","type":"normal","data":{"branch_key":"PLATE"}},
        {"id":"e5","source":"OP20","target":"J1","type":"normal"},
        {"id":"e6","source":"OP30","target":"J1","type":"normal"},
        {"id":"e7","source":"J1","target":"OP40","type":"normal"},
        {"id":"e8","source":"OP40","target":"QC1","type":"normal"},
        {"id":"e9","source":"QC1","target":"OP60","type":"normal"},
        {"id":"e10","source":"QC1","target":"OP40","type":"rework"},
        {"id":"e11","source":"OP60","target":"END","type":"normal"}],
        "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>A batch cut into pieces, checked one by one, pickled in tens.</summary>
    public const string Rod =
        """
        {"nodes":[
        {"id":"START","type":"start","position":{"x":0,"y":160},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
        {"id":"OP10","type":"operation","position":{"x":160,"y":160},"data":{"label":{"hu":"Rúd vágása","en":"Cut rod"},"config":{"work_center":"SAW-1","team":"CUTTING","run_minutes":2,"output":"PIECES","produces_component":"ROD"}}},
        {"id":"QC1","type":"qc","position":{"x":320,"y":160},"data":{"label":{"hu":"Méretellenőrzés","en":"Length check"},"config":{"mode":"EVERY_PIECE"}}},
        {"id":"W1","type":"wait","position":{"x":480,"y":160},"data":{"label":{"hu":"Tíz darab gyűjtése","en":"Collect ten"},"config":{"wait_rule":{"type":"BATCH","min_batch":10}}}},
        {"id":"OP50","type":"operation","position":{"x":640,"y":160},"data":{"label":{"hu":"Pácolás","en":"Pickle"},"config":{"work_center":"BATH-1","run_minutes":3}}},
        {"id":"END","type":"end","position":{"x":800,"y":160},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
        "edges":[
        {"id":"e1","source":"START","target":"OP10","type":"normal"},
        {"id":"e2","source":"OP10","target":"QC1","type":"normal"},
        {"id":"e3","source":"QC1","target":"W1","type":"normal"},
        {"id":"e4","source":"W1","target":"OP50","type":"normal"},
        {"id":"e5","source":"OP50","target":"END","type":"normal"}],
        "viewport":{"x":0,"y":0,"zoom":1}}
        """;
}
