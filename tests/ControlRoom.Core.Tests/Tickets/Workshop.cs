using ControlRoom.Core.Dispatch;
using ControlRoom.Core.Kernel;
using ControlRoom.Core.Tests.Products;
using ControlRoom.Core.Tickets;
using ControlRoom.Core.Tokens;
using ControlRoom.Core.Tokens.Engine;
using ControlRoom.Tests.Kit;

namespace ControlRoom.Core.Tests.Tickets;

/// <summary>A workshop that makes racks: cut, weld, check with one way back, label.</summary>
internal sealed class Workshop(ProductBench bench, Guid productId) : IAsyncDisposable
{
    public const string Why = "Because the test says so";

    /// <summary>OP10 → OP40 → QC1 → OP60, and from the check back to OP40, twice at most.</summary>
    public const string Line = WorkshopGraphs.Line;

    /// <summary>OP10, then an approval by a manager, then a check by somebody else, then a check by whoever it is assigned to.</summary>
    public const string Checked = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1"}}},
          {"id":"W1","type":"wait","position":{"x":2,"y":0},"data":{"label":{"hu":"Jóváhagyás","en":"Approval"},"config":{"wait_rule":{"type":"APPROVAL","role":"MANAGER"}}}},
          {"id":"QC1","type":"qc","position":{"x":3,"y":0},"data":{"label":{"hu":"Első","en":"First"},"config":{"work_center":"SAW-1","mode":"EVERY_PIECE","self_qc_allowed":false}}},
          {"id":"QC2","type":"qc","position":{"x":4,"y":0},"data":{"label":{"hu":"Második","en":"Second"},"config":{"work_center":"SAW-1","mode":"EVERY_PIECE","qc_assignment_required":true}}},
          {"id":"END","type":"end","position":{"x":5,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"W1","type":"normal"},{"id":"e3","source":"W1","target":"QC1","type":"normal"},
          {"id":"e4","source":"QC1","target":"QC2","type":"normal"},{"id":"e5","source":"QC2","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>OP10 cuts a batch into pieces, one at a time; OP20 leads on by two rules that may both hold; the check replaces what it scraps.</summary>
    public const string Cutting = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1","output":"PIECES","concurrency_limit":1}}},
          {"id":"QC1","type":"qc","position":{"x":2,"y":0},"data":{"label":{"hu":"Vizsgálat","en":"Check"},"config":{"work_center":"SAW-1","mode":"EVERY_PIECE","replacement":"AUTO","self_qc_allowed":false}}},
          {"id":"OP20","type":"operation","position":{"x":3,"y":0},"data":{"label":{"hu":"Hajlítás","en":"Bend"},"config":{"work_center":"SAW-1"}}},
          {"id":"D1","type":"decision","position":{"x":4,"y":0},"data":{"label":{"hu":"Merre","en":"Which way"},"config":{}}},
          {"id":"OP30","type":"operation","position":{"x":5,"y":0},"data":{"label":{"hu":"Festés","en":"Paint"},"config":{"work_center":"SAW-1"}}},
          {"id":"OP40","type":"operation","position":{"x":5,"y":1},"data":{"label":{"hu":"Fényezés","en":"Polish"},"config":{"work_center":"SAW-1"}}},
          {"id":"END","type":"end","position":{"x":6,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"QC1","type":"normal"},{"id":"e3","source":"QC1","target":"OP20","type":"normal"},
          {"id":"e4","source":"OP20","target":"D1","type":"normal"},
          {"id":"e5","source":"D1","target":"OP30","type":"conditional","data":{"condition_rule":{"type":"qty_threshold","operator":">=","threshold":1}}},
          {"id":"e6","source":"D1","target":"OP40","type":"conditional","data":{"condition_rule":{"type":"qty_threshold","operator":"<=","threshold":1}}},
          {"id":"e7","source":"D1","target":"OP30","type":"conditional","data":{"condition_rule":{"type":"default"}}},
          {"id":"e8","source":"OP30","target":"END","type":"normal"},{"id":"e9","source":"OP40","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    /// <summary>OP10, then two branches that meet, then OP40 and the end.</summary>
    public const string Forked = """
        {"nodes":[
          {"id":"START","type":"start","position":{"x":0,"y":0},"data":{"label":{"hu":"Kezdés","en":"Start"},"config":{}}},
          {"id":"OP10","type":"operation","position":{"x":1,"y":0},"data":{"label":{"hu":"Vágás","en":"Cut"},"config":{"work_center":"SAW-1"}}},
          {"id":"S1","type":"split","position":{"x":2,"y":0},"data":{"label":{"hu":"Szétválás","en":"Split"},"config":{"policy":"ALL"}}},
          {"id":"OP20","type":"operation","position":{"x":3,"y":0},"data":{"label":{"hu":"Hajlítás","en":"Bend"},"config":{"work_center":"SAW-1"}}},
          {"id":"OP30","type":"operation","position":{"x":3,"y":1},"data":{"label":{"hu":"Lézer","en":"Laser"},"config":{"work_center":"SAW-1"}}},
          {"id":"J1","type":"join","position":{"x":4,"y":0},"data":{"label":{"hu":"Egyesítés","en":"Join"},"config":{"join_type":"AND"}}},
          {"id":"OP40","type":"operation","position":{"x":5,"y":0},"data":{"label":{"hu":"Hegesztés","en":"Weld"},"config":{"work_center":"WELD-2"}}},
          {"id":"END","type":"end","position":{"x":6,"y":0},"data":{"label":{"hu":"Vége","en":"End"},"config":{}}}],
         "edges":[
          {"id":"e1","source":"START","target":"OP10","type":"normal"},{"id":"e2","source":"OP10","target":"S1","type":"normal"},
          {"id":"e3","source":"S1","target":"OP20","type":"normal","data":{"branch_key":"FRAME"}},{"id":"e4","source":"S1","target":"OP30","type":"normal","data":{"branch_key":"PLATE"}},
          {"id":"e5","source":"OP20","target":"J1","type":"normal"},{"id":"e6","source":"OP30","target":"J1","type":"normal"},
          {"id":"e7","source":"J1","target":"OP40","type":"normal"},{"id":"e8","source":"OP40","target":"END","type":"normal"}],
         "viewport":{"x":0,"y":0,"zoom":1}}
        """;

    public ProductBench Bench => bench;
    public TestPlant Plant => bench.Plant;
    public Guid ProductId => productId;

    private static CancellationToken Ct => TestPlant.Ct;

    public static async Task<Workshop> Open(Db db, string graph = Line)
    {
        var bench = await ProductBench.Start(db);
        var product = await bench.RackWithParts();
        var raw = new RawRows(bench.Plant);
        var flow = (await raw.Insert("flow_definitions", ("kind", "ROUTING"), ("code", RawRows.FlowCode()), ("is_deleted", false))).Id;
        await raw.Insert("flow_versions", ("flow_definition_id", flow), ("version_num", 1), ("status", "PUBLISHED"), ("allow_new_jobs", true), ("graph_schema", graph));
        (await bench.Bind(product.Id, flow)).Must();
        (await bench.Draft(product.Id)).Must();
        (await bench.Publish(product.Id, 1)).Must();
        return new Workshop(bench, product.Id);
    }

    public Task<Outcome<TicketView>> Plan(decimal qty = 3, ProcessMode mode = ProcessMode.Piece, Caller? by = null) =>
        Plant.Get<PlanTicketHandler>().Handle(new PlanTicket(productId, "Racks", qty, mode), by ?? Plant.Manager, Ct);

    public Task<Outcome<StartedTicket>> Start(Guid ticket, int? seen = null, Caller? by = null) => Plant.Get<StartTicketHandler>().Handle(new(ticket, seen), by ?? Plant.Manager, Ct);

    public Task<Outcome<CancelledTicket>> Cancel(Guid ticket, string? reason = Why) => Plant.Get<CancelTicketHandler>().Handle(new(ticket, reason), Plant.Manager, Ct);

    public Task<Outcome<TicketView>> Restore(Guid ticket) => Plant.Get<RestoreTicketHandler>().Handle(new(ticket, Why), Plant.Manager, Ct);

    public Task<Outcome<StartedTicket>> Restart(Guid ticket) => Plant.Get<RestartTicketHandler>().Handle(new(ticket, Why), Plant.Manager, Ct);

    public async Task<TicketView> Ticket(Guid id) => (await Plant.Get<TicketQueries>().Detail(id, Ct)).Must();

    public async Task<TokenDetail> Token(Guid id) => (await Plant.Get<TokenQueries>().Detail(id, Ct)).Must();

    public Task<Outcome<TokenView>> Begin(Guid token, Caller? by = null, SessionKind kind = SessionKind.Own, bool pauseCurrent = false, string? reason = null) =>
        Plant.Get<StartTokenHandler>().Handle(new(token, kind, pauseCurrent, reason), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Pause(Guid token, Caller? by = null) => Plant.Get<PauseTokenHandler>().Handle(new(token), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Resume(Guid token, Caller? by = null) => Plant.Get<ResumeTokenHandler>().Handle(new(token), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Complete(Guid token, Caller? by = null) => Plant.Get<CompleteTokenHandler>().Handle(new(token), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Tick(Guid token, string key, Caller? by = null) => Plant.Get<TickLineHandler>().Handle(new(token, key, true), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Check(Guid token, QcOutcome outcome, Caller? by = null) =>
        Plant.Get<CheckTokenHandler>().Handle(new(token, outcome, outcome == QcOutcome.Pass ? null : "CRACK", null, outcome == QcOutcome.Pass ? null : Why), by ?? Plant.Manager, Ct);

    public Task<Outcome<TokenView>> Undo(Guid token, Caller? by = null) => Plant.Get<UndoTokenHandler>().Handle(new(token), by ?? Plant.Operator, Ct);

    public Task<Outcome<TokenView>> Correct(Guid token, CorrectionType type, string? edge = null) => Plant.Get<CorrectTokenHandler>().Handle(new(token, type, Why, EdgeId: edge), Plant.Manager, Ct);

    public Task<Outcome<TicketView>> Complete(Guid ticket, bool force) => Plant.Get<CompleteTicketHandler>().Handle(new(ticket, force, Why), Plant.Manager, Ct);

    public Task<Outcome<TicketView>> PauseTicket(Guid ticket) => Plant.Get<PauseTicketHandler>().Handle(new(ticket), Plant.Manager, Ct);

    public Task<Outcome<TokenView>> Scrap(Guid token) => Plant.Get<ScrapTokenHandler>().Handle(new(token, "DROPPED", Why), Plant.Manager, Ct);

    /// <summary>The work of one step, from start to end.</summary>
    public async Task<TokenView> Do(Guid token, params string[] ticks)
    {
        (await Begin(token)).Must();
        foreach (var key in ticks) (await Tick(token, key)).Must();
        return (await Complete(token)).Must();
    }

    /// <summary>To the end of the line.</summary>
    public async Task<TokenView> Finish(Guid token)
    {
        await Do(token);
        await Do(token, "seams");
        (await Check(token, QcOutcome.Pass)).Must();
        return await Do(token);
    }

    public Task AssertInvariants() => Plant.AssertInvariants();

    public ValueTask DisposeAsync() => bench.DisposeAsync();
}
